package org.luer.mappings.exchange.assessment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Severity;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.exchange.sessionreport.Hospitals;
import org.luer.mappings.exchange.sessionreport.SessionReportExchange;
import org.luer.mappings.synthetic.SyntheticClinic;
import org.luer.mappings.translation.Before;
import org.luer.mappings.translation.Parcel;
import org.luer.mappings.translation.ParcelRenderings;

/** What is an assessment and what belongs to the session, when both come in one input. */
class AssessmentClaimsTest {

  @Test
  void aScaleReadAtTheBedsideStaysWithTheSession() throws IOException {
    assertThat(exchanges(text("oru_r01-session-vitals.hl7"))).containsOnly("sessionreport");
  }

  @Test
  void aQuestionnaireBesideASessionBecomesAnAssessment() throws IOException {
    var session = text("oru_r01-session-vitals.hl7");
    var phq = text("oru_r01-phq9.hl7");
    var both = session + phq.substring(phq.indexOf("ORC|"));
    assertThat(exchanges(both)).containsExactlyInAnyOrder("sessionreport", "assessment");
  }

  @Test
  void ourOwnMessageIsReadByThisExchangeAlone() {
    for (var version : List.of("2.3.1", "2.5.1")) {
      var dialect = Dialect.DEFAULT.withVersion(version);
      var texts = Wire.texts(Samples.phq9(), Before.nothing(), dialect);
      var read = Exchanges.ALL.fromHl7v2(texts.get(0).getBytes(StandardCharsets.UTF_8), dialect);
      assertThat(read.issues()).isEmpty();
      assertThat(read.value().orElseThrow())
          .extracting(p -> p.exchange().name())
          .containsExactly("assessment");
    }
  }

  @Test
  void sessionAndQuestionnaireInOneBundleAreBothRead() {
    var report = Samples.phq9();
    var session =
        SyntheticClinic.series(0).reports().stream()
            .filter(r -> r.session().visit() != null)
            .findFirst()
            .orElseThrow();
    var assessment = Samples.of(report, session.patient());
    List<Parcel<?>> parcels =
        List.of(new Parcel<>(SessionReportExchange.INSTANCE, session), Receipts.parcel(assessment));
    var bundle = ParcelRenderings.bundle(parcels, Dialect.DEFAULT);
    var read = Exchanges.ALL.fromFhir(bundle, Dialect.DEFAULT);
    assertThat(read.issues()).noneMatch(i -> i.severity() == Severity.ERROR);
    assertThat(read.value().orElseThrow())
        .extracting(p -> p.exchange().name())
        .contains("sessionreport", "assessment");
    assertThat(read.value().orElseThrow())
        .filteredOn(p -> p.exchange().name().equals("assessment"))
        .extracting(p -> ((AssessmentReport) p.set()).assessment().answers())
        .containsExactly(assessment.assessment().answers());
  }

  private static List<String> exchanges(String text) {
    var read = Exchanges.ALL.fromHl7v2(text.getBytes(StandardCharsets.UTF_8), Hospitals.RGH);
    return read.value().orElseThrow().stream().map(p -> p.exchange().name()).toList();
  }

  private static String text(String file) throws IOException {
    try (var in =
        Objects.requireNonNull(
            AssessmentClaimsTest.class.getResourceAsStream("/reference/" + file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
