package org.luer.mappings.exchange.patientfeed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.luer.mappings.concept.merge.PatientMerge;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.registration.Registration;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.exchange.StrictHl7v2;
import org.luer.mappings.fhir.FhirConformance;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.hl7v2.MessageWriter;

/** Merges, links and events of every kind; what a sender asks to delete. */
class PatientMergeTest {
  private static final String NUMBERS = "PID|1||1^^^RGHMRN^MR||ZZTEST^MARISOL||19840719|F";

  @ParameterizedTest
  @EnumSource(PatientMerge.Event.class)
  void everyKindOfMergeComesBackInBothFormats(PatientMerge.Event event) {
    var feed = read(message(event)).get(0);
    var merge = Objects.requireNonNull(feed.merge());
    assertThat(merge.event()).isEqualTo(event);
    assertThat(merge.surviving()).containsExactly(new Identifier("1", "RGHMRN", null, "MR"));
    var types = Set.of("ADT_" + event.trigger());
    for (var version : List.of("2.4", "2.5.1", "2.8")) {
      var dialect = Hospital.RGH.withVersion(version);
      var draft = PatientFeedHl7v2.toHl7v2(feed, false, dialect, types).get(0);
      assertThat(StrictHl7v2.problems(MessageWriter.write(draft, "", dialect).text()))
          .as(version)
          .isEmpty();
    }
    var text = PatientFeedHl7v2.toHl7v2(feed, false, Hospital.RGH, types).get(0).text();
    assertThat(Objects.requireNonNull(read(text).get(0).merge()).withForeign(List.of()))
        .isEqualTo(merge.withForeign(List.of()));
    var bundle = PatientFeedFhir.toFhir(feed, Hospital.RGH);
    assertThat(FhirConformance.errors(FhirJson.encode(bundle))).isEmpty();
    var back = PatientFeedFhir.fromFhir(bundle, Hospital.RGH);
    assertThat(back.issues()).isEmpty();
    assertThat(Objects.requireNonNull(back.value().orElseThrow().get(0).merge()).event())
        .isEqualTo(event);
    assertThat(Objects.requireNonNull(back.value().orElseThrow().get(0).merge()).retired())
        .isEqualTo(merge.retired());
  }

  private static String message(PatientMerge.Event event) {
    var head = msh("ADT^" + event.trigger()) + "EVN||20250313070205-0500\r";
    return switch (event) {
      case LINK, UNLINK ->
          head + NUMBERS + "\rPV1|1|N\rPID|2||2^^^RGHMRN^MR||ZZTEST^MARISSA\rPV1|1|N\r";
      case MOVE_VISIT, VISIT ->
          head
              + NUMBERS
              + "\rMRG|2^^^RGHMRN^MR||||V2^^^RGHVN^VN\rPV1|1|N|||||||||||||||||V1^^^RGHVN^VN\r";
      case ACCOUNT, ACCOUNT_NUMBER ->
          head + NUMBERS + "||||||||||A1^^^RGHACCT^AN\rMRG|2^^^RGHMRN^MR||A2^^^RGHACCT^AN\r";
      default -> head + NUMBERS + "\rMRG|2^^^RGHMRN^MR\r";
    };
  }

  @Test
  void anOldSenderPutsTheRetiredNumberIntoMrg4() {
    var merge =
        read(msh("ADT^A34") + "EVN||20250313\r" + NUMBERS + "\rMRG||||2^^^RGHMRN^MR\r")
            .get(0)
            .merge();
    assertThat(Objects.requireNonNull(merge).retired())
        .containsExactly(new Identifier("2", "RGHMRN", null, "MR"));
  }

  @Test
  void conflictsAreNamedForAPersonToDecide() {
    var own = read(msh("ADT^A40") + NUMBERS + "\rMRG|NLK1^^^NLKPID^PI\r").get(0).merge();
    assertThat(Objects.requireNonNull(own).conflicts())
        .containsExactly(
            PatientMerge.Conflict.OWN_PATIENTS, PatientMerge.Conflict.AUTHORITIES_DIFFER);
    var same = read(msh("ADT^A40") + NUMBERS + "\rMRG|1^^^RGHMRN^MR\r").get(0).merge();
    assertThat(Objects.requireNonNull(same).conflicts())
        .containsExactly(PatientMerge.Conflict.SAME_NUMBER);
  }

  @Test
  void severalMergesOfOneMessageAreToldApart() {
    var feeds =
        read(
            msh("ADT^A40")
                + NUMBERS
                + "\rMRG|2^^^RGHMRN^MR\rPID|1||3^^^RGHMRN^MR||ZZOTHER^ANA\rMRG|4^^^RGHMRN^MR\r");
    assertThat(feeds).hasSize(2);
    assertThat(Objects.requireNonNull(feeds.get(1).merge()).retired().get(0).value())
        .isEqualTo("4");
  }

  @Test
  void aMergeWithoutARetiredNumberIsRefusedWithEveryReason() {
    var read =
        PatientFeedHl7v2.fromHl7v2(
            List.of(Hospital.segments(msh("ADT^A40") + "PID|1||||ZZTEST\rMRG|\r")), Hospital.RGH);
    assertThat(read.value()).isEmpty();
    assertThat(read.issues()).allMatch(i -> i.code() == IssueCode.REQUIRED).hasSizeGreaterThan(1);
  }

  @ParameterizedTest
  @EnumSource(Registration.Event.class)
  void everyEventIsRead(Registration.Event event) {
    var feed =
        read(msh("ADT^" + event.trigger()) + "EVN||20250313070205-0500\r" + NUMBERS + "\rPV1|1|I\r")
            .get(0);
    assertThat(Objects.requireNonNull(feed.registration()).event()).isEqualTo(event);
    var types = Set.of("ADT_" + event.trigger());
    var text = PatientFeedHl7v2.toHl7v2(feed, false, Hospital.RGH, types).get(0).text();
    assertThat(read(text).get(0).registration()).isEqualTo(feed.registration());
    assertThat(read(text).get(0).patient()).isEqualTo(feed.patient());
  }

  @Test
  void nullAsksToDeleteAndAbsentSaysNothing() {
    var patient =
        Objects.requireNonNull(
            read(msh("ADT^A08") + NUMBERS + "||\"\"|||\"\"|\"\"\rPV1|1|N\r").get(0).patient());
    assertThat(patient.cleared())
        .containsExactly(
            Patient.Element.RACE, Patient.Element.TELECOMS, Patient.Element.WORK_TELECOMS);
    var feed = read(msh("ADT^A08") + NUMBERS + "||\"\"\rPV1|1|N\r").get(0);
    assertThat(PatientFeedHl7v2.toHl7v2(feed, true, Hospital.RGH, Set.of("ADT_A08")).get(0).text())
        .contains("|19840719|F||\"\"");
  }

  @Test
  void aBirthDateIsNeverDeletedWithoutAPerson() {
    var read =
        PatientFeedHl7v2.fromHl7v2(
            List.of(
                Hospital.segments(
                    msh("ADT^A31") + "PID|1||1^^^RGHMRN^MR||ZZTEST^MARISOL||\"\"|F\r")),
            Hospital.RGH);
    assertThat(read.issues()).anyMatch(i -> i.path().equals("PID[1]-7"));
    assertThat(Objects.requireNonNull(read.value().orElseThrow().get(0).patient()).cleared())
        .containsExactly(Patient.Element.BIRTH_DATE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Hives", "Itching^badly", "a&b"})
  void knownAllergiesKeepTheirWords(String reaction) {
    var feed =
        read(msh("ADT^A08")
                + NUMBERS
                + "\rPV1|1|N\rAL1|1|DA|^No known drug allergies||"
                + reaction
                + "\r")
            .get(0);
    assertThat(feed.allergies().get(0).noneKnown()).isTrue();
    assertThat(feed.allergies().get(0).reactions().get(0).text()).isEqualTo(reaction);
  }

  @Test
  void unknownSegmentsAreKeptForTheirSender() {
    var feed = read(msh("ADT^A08") + NUMBERS + "\rPV1|1|N\rZPI|1|parking lot^level 3\r").get(0);
    assertThat(Objects.requireNonNull(feed.patient()).foreign())
        .extracting(f -> f.path() + "=" + f.value())
        .contains("ZPI[1]-2(1).1.1=parking lot", "ZPI[1]-2(1).2.1=level 3");
    var back = PatientFeedHl7v2.toHl7v2(feed, true, Hospital.RGH, Set.of("ADT_A08")).get(0).text();
    assertThat(back).endsWith("ZPI|1|parking lot^level 3\r");
    assertThat(
            PatientFeedHl7v2.toHl7v2(feed, true, Dialect.DEFAULT, Set.of("ADT_A08")).get(0).text())
        .doesNotContain("ZPI");
  }

  private static String msh(String type) {
    return "MSH|^~\\&|EPIC|RGH|LUER|NLKC|20250313070210-0500||" + type + "|M1|P|2.5.1\r";
  }

  private static List<PatientFeed> read(String text) {
    return PatientFeedHl7v2.fromHl7v2(List.of(Hospital.segments(text)), Hospital.RGH)
        .value()
        .orElseThrow();
  }
}
