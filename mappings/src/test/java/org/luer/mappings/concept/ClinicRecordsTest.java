package org.luer.mappings.concept;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.luer.mappings.concept.clinician.Npi;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.synthetic.SyntheticClinic;

/** Reading clinic records: every reason, each with its JSON pointer. */
class ClinicRecordsTest {
  private static final ClinicRecord SESSION = SyntheticClinic.session105Minutes().session();

  @Test
  void everyBrokenRuleIsReportedWithItsPointer() {
    var tree = ClinicRecords.tree(SESSION);
    tree.put("id", "no spaces allowed");
    ((ObjectNode) tree.at("/readings/3")).put("unit", "bpm");
    ((ObjectNode) tree.at("/timeline/0")).remove("rate");
    ((ObjectNode) tree.at("/readings/0")).put("takenBy", "NOBODY");
    assertThat(paths(tree))
        .contains("/id", "/readings/3/unit", "/timeline/0/rate", "/readings/0/takenBy");
  }

  @ParameterizedTest
  @CsvSource({
    "/timeline/1/at, 2020-01-01T00:00:00Z, /timeline/1/at",
    "/timeline/1/type, start, /timeline/1",
    "/timeline/0/type, pause, /timeline/0/type",
    "/status, not-done, /notDoneReason"
  })
  void theRulesOfTheCourseHold(String at, String value, String path) {
    var tree = ClinicRecords.tree(SESSION);
    var cut = at.lastIndexOf('/');
    ((ObjectNode) tree.at(at.substring(0, cut))).put(at.substring(cut + 1), value);
    assertThat(paths(tree)).contains(path);
  }

  @Test
  void theSameReadingTwiceIsADuplicate() throws JsonProcessingException {
    var tree = ClinicRecords.tree(SESSION);
    var readings = tree.withArray("readings");
    readings.add(readings.get(0).deepCopy());
    var issues = ClinicRecords.read(tree, "").issues();
    assertThat(issues)
        .extracting(Issue::code, Issue::path)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                IssueCode.DUPLICATE, "/readings/" + (readings.size() - 1)));
  }

  @Test
  void totalsAreNeededOnceTheInfusionIsOver() {
    var tree = ClinicRecords.tree(SESSION);
    tree.remove(List.of("totals", "drug"));
    assertThat(paths(tree)).containsExactlyInAnyOrder("/totals", "/drug");
  }

  @Test
  void pointersOfAnArrayStartWithThePosition() {
    var tree = ClinicRecords.tree(SESSION);
    tree.put("surprise", 1);
    var text = "[" + ClinicRecords.tree(SESSION) + "," + tree + ",{\"kind\":\"Unicorn\"}]";
    assertThat(ClinicRecords.read(text).issues())
        .extracting(Issue::path)
        .containsExactly("/1/surprise", "/2/kind");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "[1]", "nonsense", "{\"kind\":\"Patient\",\"kind\":\"Patient\"}"})
  void whatIsNoRecordIsRefusedNotThrown(String text) {
    assertThat(ClinicRecords.read(text).value()).isEmpty();
    assertThat(ClinicRecords.read(text).issues()).isNotEmpty();
  }

  @Test
  void issuesCarryNoValues() {
    var tree = ClinicRecords.tree(SyntheticClinic.series(1).patient());
    tree.put("birthDate", "ZZSECRET");
    tree.put("sex", "ZZSECRET");
    assertThat(ClinicRecords.read(tree, "").issues())
        .isNotEmpty()
        .allSatisfy(issue -> assertThat(issue.toString()).doesNotContain("ZZSECRET"));
  }

  @Test
  void aNumberWrittenAsTextIsRefused() {
    var tree = ClinicRecords.tree(SESSION);
    ((ObjectNode) tree.at("/readings/0")).put("value", "118");
    assertThat(paths(tree)).containsExactly("/readings/0/value");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1234567893", "2000000010", "2000000036"})
  void npisWithARightCheckDigitAreValid(String npi) {
    assertThat(Npi.valid(npi)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1234567890", "123456789", "12345678933", "123456789x", "", "１２３４５６７８９３"})
  void otherNpisAreNot(String npi) {
    assertThat(Npi.valid(npi)).isFalse();
  }

  @Test
  void kindComesFirstAndIsTheName() throws JsonProcessingException {
    assertThat(ClinicJson.mapper().writeValueAsString(ClinicRecords.tree(SESSION)))
        .startsWith("{\n  \"kind\" : \"InfusionSession\",");
  }

  private static List<String> paths(ObjectNode tree) {
    return ClinicRecords.read(tree, "").issues().stream().map(Issue::path).toList();
  }
}
