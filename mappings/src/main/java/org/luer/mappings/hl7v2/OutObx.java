package org.luer.mappings.hl7v2;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.PartialTime;

/** An observation to be sent; all values encoded. Identity within its OBR: code and sub-id. */
public final class OutObx {
  private final String type;
  private final String code;
  private final String sub;
  private final String value;
  private String unit = "";
  private String range = "";
  private String flag = "";
  private String status = "";
  private @Nullable OffsetDateTime time;
  private String day = "";
  private String observer = "";
  private String method = "";
  private String device = "";
  private @Nullable OffsetDateTime analyzed;
  private final List<String> notes = new ArrayList<>(0);

  OutObx(String type, String code, String sub, String value) {
    this.type = type;
    this.code = code;
    this.sub = sub;
    this.value = value;
  }

  /** Sets OBX-6. */
  public OutObx unit(String encoded) {
    unit = encoded;
    return this;
  }

  /** Sets OBX-7. */
  public OutObx range(String encoded) {
    range = encoded;
    return this;
  }

  /** Sets OBX-8. */
  public OutObx flag(String encoded) {
    flag = encoded;
    return this;
  }

  /** Sets OBX-11; without it the report's own status stands. */
  public OutObx status(String encoded) {
    status = encoded;
    return this;
  }

  /** OBX-14 as a time or a day. */
  public OutObx when(@Nullable PartialTime value) {
    time = value == null ? null : value.time().orElse(null);
    day = value == null || time != null ? "" : Hl7Timestamp.write(value);
    return this;
  }

  /** Sets OBX-14. */
  public OutObx time(@Nullable OffsetDateTime value) {
    time = value;
    return this;
  }

  /** Sets OBX-16. */
  public OutObx observer(String encoded) {
    observer = encoded;
    return this;
  }

  /** Sets OBX-17. */
  public OutObx method(String encoded) {
    method = encoded;
    return this;
  }

  /** Sets OBX-18. */
  public OutObx device(String encoded) {
    device = encoded;
    return this;
  }

  /** Sets OBX-19. */
  public OutObx analyzed(@Nullable OffsetDateTime value) {
    analyzed = value;
    return this;
  }

  /** Adds an encoded NTE: fields 3 and, behind {@code |}, 4. */
  public OutObx note(String encoded) {
    notes.add(encoded);
    return this;
  }

  /** OBX-11 as set; empty when the report's status stands. */
  public String status() {
    return status;
  }

  /** OBX-3. */
  public String code() {
    return code;
  }

  /** The first code of OBX-3 and OBX-4: what a receiver recognises the value by. */
  public String key() {
    var end = code.indexOf('^');
    return (end < 0 ? code : code.substring(0, end)) + "|" + sub;
  }

  /** Everything that a correction can change. */
  public String content() {
    return String.join(
            "|",
            type,
            value,
            unit,
            range,
            flag,
            time == null ? day : Hl7Timestamp.write(time),
            observer,
            method,
            device,
            Hl7Timestamp.write(analyzed))
        + notes;
  }

  /** Value and unit for people. */
  public String words() {
    var unitCode = unit.isEmpty() ? "" : " " + unit.split("\\^", 2)[0];
    return value.replace("~", ", ").replace('^', ' ').strip() + unitCode;
  }

  /** OBX-14 as set. */
  public @Nullable OffsetDateTime time() {
    return time;
  }

  /** The OBX and its NTE. */
  void write(List<OutSegment> out, int number, String reportStatus) {
    out.add(
        new OutSegment("OBX")
            .set(1, String.valueOf(number))
            .set(2, type)
            .set(3, code)
            .set(4, sub)
            .set(5, value)
            .set(6, unit)
            .set(7, range)
            .set(8, flag)
            .set(11, status.isEmpty() ? reportStatus : status)
            .set(14, time == null ? day : Hl7Timestamp.write(time))
            .set(16, observer)
            .set(17, method)
            .set(18, device)
            .set(19, Hl7Timestamp.write(analyzed)));
    for (int i = 0; i < notes.size(); i++) {
      var note = notes.get(i).split("\\|", 2);
      out.add(
          new OutSegment("NTE")
              .set(1, String.valueOf(i + 1))
              .set(2, "L")
              .set(3, note[0])
              .set(4, note.length > 1 ? note[1] : ""));
    }
  }
}
