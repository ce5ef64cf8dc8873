package org.luer.mappings.hl7v2;

import java.util.List;
import java.util.Locale;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Ids;

/** Numbers that are derived from what they stand for, short enough for HL7 v2. */
public final class ControlIds {
  private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  private ControlIds() {}

  /**
   * A control id of 20 characters: the same content for the same partner has the same one. MSH-7
   * does not count.
   *
   * @param salt makes it another one; empty for none
   */
  public static String of(List<OutSegment> segments, String salt, Dialect dialect) {
    var content = new StringBuilder();
    for (var segment : segments) {
      if (segment.name().equals("MSH")) {
        var time = segment.get(7);
        content.append(segment.set(7, "").toString());
        segment.set(7, time);
      } else {
        content.append('\r').append(segment);
      }
    }
    return "L" + digits(19, "control", dialect.partner(), salt, content.toString());
  }

  /**
   * Characters of Crockford's base 32 derived from a key.
   *
   * @param count at most 25
   */
  public static String digits(int count, String... key) {
    var uuid = Ids.uuid(key);
    var out = new StringBuilder(count);
    var high = uuid.getMostSignificantBits();
    var low = uuid.getLeastSignificantBits();
    for (int i = 0; i < count; i++) {
      var bits = i < 10 ? high >>> (i * 5) : low >>> ((i - 10) * 5);
      out.append(DIGITS.charAt((int) (bits & 31)));
    }
    return out.toString().toUpperCase(Locale.ROOT);
  }
}
