package org.luer.mappings.exchange.sessionreport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.exchange.StrictHl7v2;
import org.luer.mappings.hl7v2.Hl7v2Message;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Segments;

/** Later versions of a session against what the receiver has. */
class SessionReportHl7v2CorrectionTest {
  private static final Set<String> ORU = Set.of(SessionReportHl7v2.ORU_R01);
  private static final Set<String> RAS = Set.of(SessionReportHl7v2.RAS_O17);

  private final SessionReport first =
      Reports.of(Reports.folder().resolve("rate-reduced-for-blood-pressure"));
  private final Predecessor taken =
      new Predecessor(first, SessionPanels.timePoints(first, Predecessor.NONE));

  @Test
  void aChangedValueIsMarkedCAndNamesTheEarlierOne() {
    var message = oru(amended(s -> reading(s, 3).put("value", 15)));
    assertThat(statuses(message, "C")).containsExactly("9279-1|1");
    var note = message.all().get(message.all().indexOf(byKey(message, "9279-1|1")) + 1);
    assertThat(note.text(3)).isEqualTo("Previously: 14 /min");
    assertThat(panel(message, "85353-1").text(25)).isEqualTo("C");
    assertThat(panel(message, "CADSS6").text(25)).isEqualTo("F");
  }

  @Test
  void aWithdrawnValueIsMarkedD() {
    var message = oru(amended(s -> ((ArrayNode) s.get("readings")).remove(3)));
    assertThat(statuses(message, "D")).containsExactly("9279-1|1");
    assertThat(statuses(message, "C")).isEmpty();
  }

  @Test
  void aLateTimePointIsNumberedBehindTheKnownOnes() {
    var message = oru(amended(s -> ((ArrayNode) s.get("readings")).insert(5, late(reading(s, 0)))));
    assertThat(byKey(message, "8480-6|9").text(5)).isEqualTo("128");
    assertThat(byKey(message, "8480-6|2").text(5)).isEqualTo("138");
    assertThat(statuses(message, "C")).isEmpty();
  }

  @Test
  void aCorrectionReadsAsTheNewVersion() {
    var second = amended(s -> reading(s, 3).put("value", 15));
    var messages = SessionReportHl7v2.toHl7v2(second, taken, Hospitals.RGH, ORU);
    assertThat(StrictHl7v2.problems(messages.get(0).text())).isEmpty();
    var back = SessionReportHl7v2.fromHl7v2(texts(messages), Hospitals.RGH);
    assertThat(back.value().orElseThrow().get(0).session()).isEqualTo(second.session());
  }

  @Test
  void aSessionEnteredInErrorIsWithdrawnAndStillTellsWhatItWas() {
    var voided = amended(s -> s.put("status", "entered-in-error"));
    var message = oru(voided);
    assertThat(all(message, "OBR")).allMatch(s -> s.text(25).equals("X"));
    assertThat(all(message, "OBX")).allMatch(s -> s.text(11).equals("D"));
    var texts = texts(SessionReportHl7v2.toHl7v2(voided, taken, Hospitals.RGH, ORU));
    var back = SessionReportHl7v2.fromHl7v2(texts, Hospitals.RGH);
    assertThat(back.value().orElseThrow().get(0).session()).isEqualTo(voided.session());
    assertThat(actions(ras(voided, taken))).containsExactly("D", "D", "D");
  }

  @Test
  void unsignedIsPreliminaryAndThenFinal() {
    var unsigned = changed(s -> s.remove("signature"));
    var early = message(SessionReportHl7v2.toHl7v2(unsigned, Predecessor.NONE, Hospitals.RGH, ORU));
    assertThat(all(early, "OBX")).allMatch(s -> s.text(11).equals("P"));
    var known = new Predecessor(unsigned, SessionPanels.timePoints(unsigned, Predecessor.NONE));
    var then = message(SessionReportHl7v2.toHl7v2(first, known, Hospitals.RGH, ORU));
    assertThat(all(then, "OBX")).allMatch(s -> s.text(11).equals("F"));
  }

  @Test
  void administrationsThatChangedAreUpdatedTheOthersNot() {
    var second = amended(s -> ((ObjectNode) s.at("/timeline/1/rate")).put("value", 46));
    assertThat(actions(ras(second, taken))).contains("U").doesNotContain("A", "D");
    var shorter = amended(s -> ((ArrayNode) s.get("timeline")).remove(2));
    assertThat(actions(ras(shorter, taken))).endsWith("D").hasSize(3);
    assertThat(actions(ras(first, taken))).containsOnly("X");
    assertThat(actions(ras(first, Predecessor.NONE))).containsOnly("A");
  }

  @Test
  void theSameContentHasTheSameControlIdAndASaltANewOne() {
    var one = SessionReportHl7v2.toHl7v2(first, Predecessor.NONE, Hospitals.RGH, ORU).get(0);
    var salted =
        SessionReportHl7v2.toHl7v2(first, Predecessor.NONE, Hospitals.RGH, ORU, "2").get(0);
    assertThat(one.controlId()).hasSizeLessThanOrEqualTo(20).isNotEqualTo(salted.controlId());
    assertThat(salted.text()).isEqualTo(one.text().replace(one.controlId(), salted.controlId()));
  }

  private static ObjectNode reading(ObjectNode session, int number) {
    return (ObjectNode) session.at("/readings/" + number);
  }

  private static ObjectNode late(ObjectNode reading) {
    var time = OffsetDateTime.parse(reading.get("takenAt").asText()).plusMinutes(5);
    return reading.deepCopy().put("takenAt", time.toString().replace(":55-05", ":55:00-05"));
  }

  private SessionReport amended(Consumer<ObjectNode> change) {
    return changed(
        s -> {
          s.putObject("amendment").put("at", "2025-03-11T14:05:00-05:00");
          change.accept(s);
        });
  }

  private SessionReport changed(Consumer<ObjectNode> change) {
    var tree = ClinicRecords.tree(first.session());
    change.accept(tree);
    var session = (InfusionSession) ClinicRecords.read(tree, "").value().orElseThrow();
    return new SessionReport(first.clinic(), first.patient(), first.order(), session);
  }

  private Segments oru(SessionReport report) {
    return message(SessionReportHl7v2.toHl7v2(report, taken, Hospitals.RGH, ORU));
  }

  private static Segments ras(SessionReport report, Predecessor predecessor) {
    return message(SessionReportHl7v2.toHl7v2(report, predecessor, Hospitals.RGH, RAS));
  }

  private static Segments message(List<Hl7v2Message> messages) {
    return PreParser.read(messages.get(0).text()).value().orElseThrow();
  }

  private static List<String> texts(List<Hl7v2Message> messages) {
    return messages.stream().map(Hl7v2Message::text).toList();
  }

  private static List<Segment> all(Segments message, String name) {
    return message.all().stream().filter(s -> s.name().equals(name)).toList();
  }

  private static Segment panel(Segments message, String code) {
    return all(message, "OBR").stream()
        .filter(s -> s.text(4).equals(code))
        .findFirst()
        .orElseThrow();
  }

  private static Segment byKey(Segments message, String key) {
    return all(message, "OBX").stream().filter(s -> key(s).equals(key)).findFirst().orElseThrow();
  }

  private static String key(Segment obx) {
    return obx.text(3) + "|" + obx.text(4);
  }

  /** Keys of the changed observations, those that say that it was changed left out. */
  private static Stream<String> changed(Segments message, String status) {
    return all(message, "OBX").stream()
        .filter(s -> s.text(11).equals(status))
        .map(SessionReportHl7v2CorrectionTest::key);
  }

  private static List<String> statuses(Segments message, String status) {
    return changed(message, status).filter(k -> !k.startsWith("SES-AMEND")).toList();
  }

  private static List<String> actions(Segments message) {
    return all(message, "RXA").stream().map(s -> s.text(21)).toList();
  }
}
