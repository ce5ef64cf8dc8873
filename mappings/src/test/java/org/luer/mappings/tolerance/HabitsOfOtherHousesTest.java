package org.luer.mappings.tolerance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Observation;
import org.junit.jupiter.api.Test;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.translation.Parcel;

/** Habits of senders for which a message was once refused, or read as something else. */
class HabitsOfOtherHousesTest {
  private static final Path RESOURCES = Path.of("src/test/resources");
  private static final Dialect CHICAGO = Dialect.DEFAULT.withZone(ZoneId.of("America/Chicago"));

  private static List<Parcel<?>> message(String name) throws IOException {
    var text = Files.readString(RESOURCES.resolve("elsewhere-hl7v2/" + name + ".hl7"));
    return message(text, name);
  }

  private static List<Parcel<?>> message(String text, String name) {
    var bytes = text.replace('\n', '\r').getBytes(StandardCharsets.UTF_8);
    var read = Exchanges.ALL.fromHl7v2(bytes, CHICAGO);
    assertThat(read.value()).as("%s %s", name, read.issues()).isPresent();
    return read.value().orElseThrow();
  }

  private static List<Parcel<?>> bundle(String json) {
    var read =
        Exchanges.ALL.fromFhir(FhirJson.parseBundle(json).value().orElseThrow(), Dialect.DEFAULT);
    assertThat(read.value()).as("%s", read.issues()).isPresent();
    return read.value().orElseThrow();
  }

  private static String file(String name) throws IOException {
    return Files.readString(RESOURCES.resolve("elsewhere/" + name + ".json"));
  }

  private static <T extends ClinicRecord> T only(List<Parcel<?>> parcels, Class<T> type) {
    return parcels.stream()
        .flatMap(p -> p.records().stream())
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElseThrow();
  }

  private static List<String> exchanges(List<Parcel<?>> parcels) {
    return parcels.stream().map(p -> p.exchange().name()).distinct().toList();
  }

  @Test
  void anObserverWhoIsThePatientMakesItASelfReport() throws IOException {
    var assessment = only(message("oru-r01-tablet-phq9-2.5.1"), Assessment.class);
    assertThat(assessment.answeredBy()).isEqualTo(Assessment.Respondent.PATIENT);
    assertThat(assessment.rater()).isNull();
  }

  @Test
  void anObserverOfAnotherNameOrNumberStaysTheRater() throws IOException {
    var text = Files.readString(RESOURCES.resolve("elsewhere-hl7v2/oru-r01-tablet-phq9-2.5.1.hl7"));
    for (var other : List.of("30991^Nakamura^Ken", "44120^Nakamura^Yuki")) {
      var read = message(text.replace("30991^Nakamura^Yuki", other), other);
      var assessment = only(read, Assessment.class);
      assertThat(assessment.answeredBy()).isEqualTo(Assessment.Respondent.CLINICIAN);
      assertThat(assessment.rater()).isNotNull();
    }
  }

  @Test
  void aDoseOfKetamineWithoutAPumpIsADoseLikeAnyOther() throws IOException {
    assertThat(exchanges(message("ras-o17-epic-mar-2.5.1")))
        .contains("results")
        .doesNotContain("sessionreport");
  }

  @Test
  void whatAPumpSendsByItselfIsNoReportOfASession() throws IOException {
    assertThat(exchanges(message("oru-r01-pump-gateway-2.6"))).containsExactly("results");
  }

  @Test
  void vitalSignsOfNoVisitAreFindings() throws IOException {
    var all = FhirJson.parseBundle(file("results-epic-vital-signs-panel")).value().orElseThrow();
    all.getEntry().removeIf(entry -> entry.getResource() instanceof Encounter);
    for (var entry : all.getEntry()) {
      if (entry.getResource() instanceof Observation observation) {
        observation.setEncounter(null);
      }
    }
    assertThat(exchanges(bundle(FhirJson.encode(all)))).containsExactly("results");
  }

  @Test
  void aContactWhoseNameNobodyPartedIsRead() throws IOException {
    var read = bundle(file("results-epic-vital-signs-panel"));
    var name = only(read, Patient.class).contacts().get(0).name();
    assertThat(name.family()).isEqualTo("Soto");
    assertThat(name.given()).containsExactly("Maria");
  }

  @Test
  void whoBillsMayBeKnownByItsName() throws IOException {
    var read = bundle(file("charges-cerner-infusion-and-drug"));
    assertThat(only(read, Organization.class).name()).isEqualTo("Lakeside Infusion Center");
  }

  @Test
  void aStrengthPerTabletRefusesNoOrderOfATablet() throws IOException {
    assertThat(exchanges(bundle(file("orderintake-cerner-contained-tablet-twice-daily"))))
        .contains("orderintake");
  }
}
