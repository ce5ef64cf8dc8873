package org.luer.mappings.exchange.assessment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.assessment.FurtherAnswer;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.translation.Parcel;
import org.luer.mappings.translation.ParcelRenderings;

/** Questions of a sender's form beside the instrument: kept, and told to their sender only. */
class FurtherAnswersTest {
  private static final Path TABLET =
      Path.of("src/test/resources/elsewhere-hl7v2/oru-r01-tablet-phq9-2.5.1.hl7");
  private static final Path INTAKE =
      Path.of("src/test/resources/elsewhere/assessment-tablet-intake-nested-groups.json");

  @Test
  void questionsOfANestedFormComeBackInBothFormats() throws IOException {
    var read = fhir(Files.readString(INTAKE));
    var further = assessment(read).further();
    assertThat(further.stream().map(FurtherAnswer::number))
        .containsExactly("1", "1.1", "1.2", "1.2.1", "2", "3", "3.1", "3.2", "3.3", "4", "5");
    assertThat(further.get(3).within()).isEqualTo("1.2");
    assertThat(further.get(10).values()).hasSize(2);

    var bundle = FhirJson.encode(ParcelRenderings.bundle(read, Dialect.DEFAULT));
    assertThat(assessment(fhir(bundle)).further()).isEqualTo(further);
    assertThat(assessment(hl7v2(written(read, Dialect.DEFAULT))).further()).isEqualTo(further);
  }

  @Test
  void observationsBesideAnInstrumentKeepTheirCodeTimeAndRemark() throws IOException {
    var read = hl7v2(Files.readString(TABLET).replace('\n', '\r'));
    var assessment = assessment(read);
    var severity = assessment.further().get(0);
    assertThat(severity.number()).isEqualTo("PHQ9SEV");
    assertThat(severity.values().get(0).text()).isEqualTo("Moderately severe");
    assertThat(severity.at()).isEqualTo(OffsetDateTime.parse("2026-09-27T08:29:05-04:00"));
    assertThat(severity.note()).startsWith("Completed on tablet 7");
    assertThat(assessment.answers().get(0).at())
        .isEqualTo(OffsetDateTime.parse("2026-09-27T08:22:40-04:00"));

    var bundle = FhirJson.encode(ParcelRenderings.bundle(read, Dialect.DEFAULT));
    assertThat(assessment(fhir(bundle)).further()).isEqualTo(assessment.further());
    assertThat(assessment(fhir(bundle)).answers()).isEqualTo(assessment.answers());
    var again = assessment(hl7v2(written(read, Dialect.DEFAULT)));
    assertThat(again.further()).isEqualTo(assessment.further());
    assertThat(again.answers()).isEqualTo(assessment.answers());
  }

  @Test
  void nobodyButTheSenderGetsThem() throws IOException {
    var read = fhir(Files.readString(INTAKE));
    var d = Dialect.DEFAULT;
    var other =
        new Dialect(
            "somebody-else",
            d.base(),
            d.version(),
            d.vitals(),
            d.zone(),
            d.zoneWins(),
            d.clinic(),
            d.peer(),
            d.processing());
    assertThat(FhirJson.encode(ParcelRenderings.bundle(read, other)))
        .doesNotContain("Cannabis", "brother");
    assertThat(written(read, other)).doesNotContain("Cannabis", "brother");
  }

  private static Assessment assessment(List<Parcel<?>> parcels) {
    return parcels.stream()
        .flatMap(p -> p.records().stream())
        .filter(Assessment.class::isInstance)
        .map(Assessment.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static String written(List<Parcel<?>> parcels, Dialect dialect) {
    return parcels.get(0).toHl7v2(dialect, Set.of()).get(0).text();
  }

  private static List<Parcel<?>> hl7v2(String message) {
    return Exchanges.ALL
        .fromHl7v2(message.getBytes(StandardCharsets.UTF_8), Dialect.DEFAULT)
        .value()
        .orElseThrow();
  }

  private static List<Parcel<?>> fhir(String json) {
    var bundle = FhirJson.parseBundle(json).value().orElseThrow();
    return Exchanges.ALL.fromFhir(bundle, Dialect.DEFAULT).value().orElseThrow();
  }
}
