package org.luer.mappings.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.synthetic.SyntheticClinic;

/** Every populated primitive of the three formats, with its path, pattern and key. */
class LeavesTest {
  private static final String ORU =
      "MSH|^~\\&|LUER|NLKC|EPIC|RGH|20260310120000-0500||ORU^R01^ORU_R01|C1|P|2.5.1\r"
          + "PID|1||777^^^RGHMRN^MR~A1^^^NLK^PI||ZZTEST^A\\T\\B\r"
          + "OBR|1|||VITALS^Vitals^99KIC|||20260310100000-0500\r"
          + "OBX|1|NM|8867-4^Heart rate^LN|1|72.0|/min^per minute^UCUM|||||F|||20260310101500-0500||||MON1\r"
          + "NTE|1||calm \\T\\ quiet\r"
          + "OBX|2|NM|8867-4^Heart rate^LN|2|80|/min^per minute^UCUM|||||F|||20260310103000-0500\r";

  @Test
  void clinicLeavesArePointers() {
    var leaves = ClinicLeaves.of(SyntheticClinic.session105Minutes().session(), "");
    assertThat(leaf(leaves, "/kind").envelope()).isTrue();
    assertThat(leaf(leaves, "/id").envelope()).isFalse();
    var rate = leaf(leaves, "/timeline/0/rate/value");
    assertThat(rate.pattern()).isEqualTo("InfusionSession/timeline/*/rate/value");
    assertThat(rate.container()).isEqualTo("/timeline/0");
    assertThat(rate.key()).matches("InfusionSession/timeline/\\{start\\+2026-.*Z}/rate/value");
    assertThat(leaves).extracting(Leaf::key).doesNotHaveDuplicates();
  }

  @Test
  void leavesOfARecordBesideTheSourceSayWhose() {
    var leaves = ClinicLeaves.of(SyntheticClinic.session105Minutes().patient(), "Patient#");
    assertThat(leaf(leaves, "Patient#/names/0/family").pattern())
        .isEqualTo("Patient/names/*/family");
  }

  @Test
  void hl7v2LeavesAreSubcomponents() {
    var leaves = Hl7v2Leaves.of(List.of(ORU));
    assertThat(leaf(leaves, "PID[1]-3(2).1.1").value()).isEqualTo("A1");
    assertThat(leaf(leaves, "PID[1]-5(1).2.1").value()).isEqualTo("A&B");
    assertThat(leaf(leaves, "PID[1]-1(1).1.1").envelope()).isTrue();
    assertThat(leaf(leaves, "MSH[1]-2(1).1.1").value()).isEqualTo("^~\\&");
    assertThat(leaf(leaves, "MSH[1]-10(1).1.1").envelope()).isTrue();
    var value = leaf(leaves, "OBX[1]-5(1).1.1");
    assertThat(value.pattern()).isEqualTo("ORU_R01:OBX-5.1");
    assertThat(value.container()).isEqualTo("OBX[1]");
    assertThat(value.key()).isEqualTo("ORU_R01/OBX{8867-4+20260310101500+MON1}-5(1).1.1");
    assertThat(leaf(leaves, "NTE[1]-3(1).1.1").value()).isEqualTo("calm & quiet");
    assertThat(leaves).extracting(Leaf::key).doesNotHaveDuplicates();
    assertThat(leaves).extracting(Leaf::path).doesNotHaveDuplicates();
  }

  @Test
  void severalMessagesNameTheirType() {
    var ras = ORU.replace("ORU^R01^ORU_R01", "RAS^O17^RAS_O17");
    assertThat(Hl7v2Leaves.of(List.of(ORU, ras)))
        .extracting(Leaf::path)
        .contains("ORU_R01:OBX[1]-5(1).1.1", "RAS_O17:OBX[2]-5(1).1.1")
        .doesNotHaveDuplicates();
  }

  @Test
  void anotherOrderOfSegmentsKeepsTheKeys() {
    var lines = ORU.split("\r", -1);
    var swapped =
        String.join("\r", lines[0], lines[1], lines[2], lines[5], lines[3], lines[4]) + "\r";
    assertThat(Hl7v2Leaves.of(List.of(swapped)))
        .extracting(Leaf::key)
        .containsExactlyInAnyOrderElementsOf(
            Hl7v2Leaves.of(List.of(ORU)).stream().map(Leaf::key).toList());
  }

  @Test
  void fhirLeavesArePrimitivesOfTheResources() throws JsonProcessingException {
    var bundle =
        ClinicJson.mapper()
            .readTree(
                """
                {"resourceType":"Bundle","type":"transaction","entry":[
                 {"fullUrl":"urn:uuid:1","request":{"method":"POST","url":"Patient"},
                  "resource":{"resourceType":"Patient","identifier":[{"system":"s","value":"7"}]}},
                 {"fullUrl":"urn:uuid:2",
                  "resource":{"resourceType":"Observation","id":"o","subject":{"reference":"urn:uuid:1"},
                   "code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]},
                   "effectiveDateTime":"2026-03-10T10:15:00-05:00",
                   "valueQuantity":{"value":72.0}}}]}
                """);
    var leaves = FhirLeaves.of(bundle);
    var value = leaf(leaves, "Bundle.entry[1].resource.valueQuantity.value");
    assertThat(value.value()).isEqualTo("72.0");
    assertThat(value.pattern()).isEqualTo("Observation.valueQuantity.value");
    assertThat(value.key())
        .isEqualTo("Observation{8867-4+2026-03-10T15:15:00Z+}.valueQuantity.value");
    assertThat(leaf(leaves, "Bundle.entry[1].resource.subject.reference").value())
        .isEqualTo("Patient{7}");
    assertThat(leaves.stream().filter(Leaf::envelope).map(Leaf::path))
        .containsExactlyInAnyOrder(
            "Bundle.resourceType",
            "Bundle.type",
            "Bundle.entry[0].fullUrl",
            "Bundle.entry[0].request.method",
            "Bundle.entry[0].request.url",
            "Bundle.entry[0].resource.resourceType",
            "Bundle.entry[1].fullUrl",
            "Bundle.entry[1].resource.resourceType",
            "Bundle.entry[1].resource.id");
  }

  private static Leaf leaf(List<Leaf> leaves, String path) {
    return leaves.stream()
        .filter(l -> l.path().equals(path))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no leaf at " + path));
  }
}
