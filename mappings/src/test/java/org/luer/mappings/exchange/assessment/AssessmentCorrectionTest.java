package org.luer.mappings.exchange.assessment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.junit.jupiter.api.Test;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.exchange.StrictHl7v2;
import org.luer.mappings.synthetic.SyntheticClinic;
import org.luer.mappings.translation.Before;

/** What a partner gets that has an earlier version. */
class AssessmentCorrectionTest {
  private static final AssessmentReport FIRST = Samples.phq9();
  private static final AssessmentReport AMENDED = Samples.amended(FIRST);

  @Test
  void theWholePanelComesAgainWithWhatChanged() {
    var text = text(AMENDED, before(FIRST));
    assertThat(StrictHl7v2.problems(text)).isEmpty();
    assertThat(lines(text, "OBR").findFirst().orElseThrow().split("\\|", -1)[25]).isEqualTo("C");
    var changed = lines(text, "OBX").filter(l -> l.split("\\|", -1)[11].equals("C")).toList();
    assertThat(changed).anyMatch(l -> l.contains("44260-8^")).anyMatch(l -> l.contains("44261-6^"));
    assertThat(lines(text, "NTE")).anyMatch(l -> l.contains("Previously: "));
    assertThat(lines(text, "OBX").filter(l -> l.contains("^LN|"))).hasSize(11);
    assertThat(filler(text)).isEqualTo(filler(text(FIRST, Before.nothing())));
    var back = Wire.read(List.of(text), Dialect.DEFAULT).value().orElseThrow();
    assertThat(back).containsExactly(AMENDED);
  }

  @Test
  void enteredInErrorWithdrawsEveryValue() {
    var text = text(Samples.voided(FIRST), before(FIRST));
    assertThat(StrictHl7v2.problems(text)).isEmpty();
    assertThat(lines(text, "OBR").findFirst().orElseThrow().split("\\|", -1)[25]).isEqualTo("X");
    assertThat(lines(text, "OBX")).allMatch(l -> l.split("\\|", -1)[11].equals("D"));
    var back = Wire.read(List.of(text), Dialect.DEFAULT).value().orElseThrow();
    assertThat(back.get(0).assessment().status()).isEqualTo(Assessment.Status.ENTERED_IN_ERROR);
  }

  @Test
  void theChartOfTheWrongPatientIsClearedAndTheRightOneGetsANewNumber() {
    var right = Samples.of(FIRST, SyntheticClinic.series(99).patient());
    var texts = Wire.texts(right, before(FIRST), Dialect.DEFAULT);
    assertThat(texts).hasSize(2).allMatch(t -> StrictHl7v2.problems(t).isEmpty());
    assertThat(lines(texts.get(0), "OBX")).allMatch(l -> l.split("\\|", -1)[11].equals("W"));
    assertThat(filler(texts.get(0))).isEqualTo(filler(text(FIRST, Before.nothing())));
    assertThat(filler(texts.get(1))).isNotEqualTo(filler(texts.get(0)));
    var memory = AssessmentExchange.INSTANCE.memory(right, before(FIRST));
    var later = text(Samples.amended(right), new Before<>(right, memory));
    assertThat(filler(later)).isEqualTo(filler(texts.get(1)));
    assertThat(Wire.read(texts, Dialect.DEFAULT).value().orElseThrow())
        .extracting(r -> r.assessment().status())
        .containsExactly(Assessment.Status.ENTERED_IN_ERROR, Assessment.Status.COMPLETED);
  }

  @Test
  void whatWasTakenAsCorrectedIsFinalTheNextTime() {
    var text = text(FIRST, before(FIRST));
    assertThat(lines(text, "OBR").findFirst().orElseThrow().split("\\|", -1)[25]).isEqualTo("F");
  }

  @Test
  void aLaterVersionReplacesTheResponseAndItsObservations() {
    var bundle = AssessmentFhir.toFhir(AMENDED, FIRST, Dialect.DEFAULT);
    for (var entry : bundle.getEntry()) {
      var resource = entry.getResource();
      if (resource instanceof QuestionnaireResponse || resource instanceof Observation) {
        assertThat(entry.getRequest().getMethod()).isEqualTo(Bundle.HTTPVerb.PUT);
        assertThat(entry.getRequest().getUrl()).contains("?identifier=");
      }
    }
    assertThat(response(bundle).getStatus().toCode()).isEqualTo("amended");
    assertThat(observations(bundle)).allMatch(o -> o.getStatus().toCode().equals("amended"));
  }

  @Test
  void anObservationThatIsGoneIsWithdrawn() {
    var bundle = AssessmentFhir.toFhir(FIRST, AMENDED, Dialect.DEFAULT);
    var withdrawn =
        observations(bundle).filter(o -> o.getStatus().toCode().equals("entered-in-error"));
    assertThat(withdrawn).isEmpty();
    var bare = Samples.bare(FIRST);
    assertThat(
            observations(AssessmentFhir.toFhir(bare, FIRST, Dialect.DEFAULT))
                .filter(o -> o.getStatus().toCode().equals("entered-in-error")))
        .isNotEmpty();
  }

  @Test
  void enteredInErrorVoidsTheResponseAndItsObservations() {
    var bundle = AssessmentFhir.toFhir(Samples.voided(FIRST), FIRST, Dialect.DEFAULT);
    assertThat(response(bundle).getStatus().toCode()).isEqualTo("entered-in-error");
    assertThat(observations(bundle))
        .isNotEmpty()
        .allMatch(o -> o.getStatus().toCode().equals("entered-in-error"));
  }

  private static QuestionnaireResponse response(Bundle bundle) {
    return bundle.getEntry().stream()
        .map(Bundle.BundleEntryComponent::getResource)
        .filter(QuestionnaireResponse.class::isInstance)
        .map(QuestionnaireResponse.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static Stream<Observation> observations(Bundle bundle) {
    return bundle.getEntry().stream()
        .map(Bundle.BundleEntryComponent::getResource)
        .filter(Observation.class::isInstance)
        .map(Observation.class::cast);
  }

  private static Before<AssessmentReport> before(AssessmentReport report) {
    return new Before<>(report, List.of());
  }

  private static String text(AssessmentReport report, Before<AssessmentReport> before) {
    var texts = Wire.texts(report, before, Dialect.DEFAULT);
    assertThat(texts).hasSize(1);
    return texts.get(0);
  }

  private static String filler(String text) {
    return lines(text, "OBR").findFirst().orElseThrow().split("\\|", -1)[3];
  }

  private static Stream<String> lines(String text, String name) {
    return Stream.of(text.split("\r", -1)).filter(l -> l.startsWith(name + "|"));
  }
}
