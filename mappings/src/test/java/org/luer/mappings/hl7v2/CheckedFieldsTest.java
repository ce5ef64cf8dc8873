package org.luer.mappings.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.hl7v2.HL7Exception;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Remembered fields are those that the encoder gave, and no others. */
class CheckedFieldsTest {
  private final CheckedFields fields = new CheckedFields();
  private final List<String> asked = new ArrayList<>();

  private String encode(OutSegment segment) throws HL7Exception {
    return fields.encode(
        Version.V251,
        segment,
        some -> {
          asked.add(some.toString());
          if (some.get(5).equals("bad")) {
            throw new HL7Exception("no number");
          }
          return some.toString().replace("^^", "");
        });
  }

  private static OutSegment reading(String type, String code, String value) {
    return new OutSegment("OBX").set(2, type).set(3, code).set(5, value).set(11, "F");
  }

  @Test
  void onlyWhatIsNewIsCheckedAgain() throws HL7Exception {
    assertThat(encode(reading("NM", "8867-4^^", "70"))).isEqualTo("OBX||NM|8867-4||70||||||F");
    assertThat(encode(reading("NM", "8867-4^^", "71"))).isEqualTo("OBX||NM|8867-4||71||||||F");
    assertThat(encode(reading("NM", "8867-4^^", "70"))).isEqualTo("OBX||NM|8867-4||70||||||F");
    assertThat(asked).containsExactly("OBX||NM|8867-4^^||70||||||F", "OBX||NM|||71");
  }

  @Test
  void aValueOfAnotherTypeOrVersionIsAnotherField() throws HL7Exception {
    encode(reading("NM", "8867-4", "70"));
    encode(reading("ST", "8867-4", "70"));
    assertThat(asked).hasSize(2).last().isEqualTo("OBX||ST|8867-4||70||||||F");
    fields.encode(
        Version.V28,
        reading("NM", "8867-4", "70"),
        some -> {
          asked.add("2.8");
          return some.toString();
        });
    assertThat(asked).last().isEqualTo("2.8");
  }

  @Test
  void whatWasRefusedIsRefusedAgain() {
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> encode(reading("NM", "8867-4", "bad")))
          .isInstanceOf(HL7Exception.class);
    }
    assertThat(asked).hasSize(2);
  }

  @Test
  void peopleAreNotRemembered() throws HL7Exception {
    var patient = new OutSegment("PID").set(5, "ZZTEST^PERSON");
    encode(patient);
    encode(patient);
    assertThat(asked).hasSize(2);
  }
}
