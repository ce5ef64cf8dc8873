package org.luer.mappings.exchange.sessionreport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.AdverseEvent;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.MedicationAdministration;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.fhir.FhirConformance;
import org.luer.mappings.fhir.FhirJson;

/** What a partner that took an earlier version gets of a later one. */
class SessionCorrectionTest {
  private static final SessionReport FIRST = Reports.of(Reports.cases().get(0));

  @Test
  void aChangedReadingIsAmendedByItsIdentifierAndNothingElseIsSent() {
    var bundle =
        correction(
            session -> {
              ((ObjectNode) session.at("/readings/2")).put("value", 74);
              amend(session, "misread");
            });
    var observations = all(bundle, Observation.class);
    assertThat(observations).hasSize(1);
    assertThat(observations.get(0).getStatus()).isEqualTo(Observation.ObservationStatus.AMENDED);
    assertThat(request(bundle, observations.get(0)).getMethod()).isEqualTo(Bundle.HTTPVerb.PUT);
    assertThat(request(bundle, observations.get(0)).getUrl()).startsWith("Observation?identifier=");
    var provenance = all(bundle, Provenance.class).get(0);
    assertThat(provenance.getReasonFirstRep().getText()).isEqualTo("misread");
    assertThat(provenance.getTarget()).anyMatch(t -> points(t, bundle, observations.get(0)));
    sound(bundle);
  }

  @Test
  void aVanishedReadingAndSegmentAreEnteredInError() {
    var bundle =
        correction(
            session -> {
              ((ArrayNode) session.get("readings")).remove(4);
              ((ArrayNode) session.get("timeline")).remove(2);
              amend(session, "never happened");
            });
    assertThat(all(bundle, Observation.class))
        .extracting(Observation::getStatus)
        .containsExactly(Observation.ObservationStatus.ENTEREDINERROR);
    assertThat(all(bundle, MedicationAdministration.class))
        .anyMatch(
            a ->
                a.getStatus()
                    == MedicationAdministration.MedicationAdministrationStatus.ENTEREDINERROR);
    sound(bundle);
  }

  @Test
  void aNewReadingIsCreatedConditionally() {
    var bundle =
        correction(
            session -> {
              var readings = (ArrayNode) session.get("readings");
              var copy = (ObjectNode) readings.get(2).deepCopy();
              copy.put("takenAt", "2025-03-11T12:20:00-05:00");
              readings.add(copy);
              amend(session, "forgotten");
            });
    var observations = all(bundle, Observation.class);
    assertThat(observations).hasSize(1);
    assertThat(request(bundle, observations.get(0)).getIfNoneExist()).isNotEmpty();
    sound(bundle);
  }

  @Test
  void aChangedAdverseEventIsPutUnderItsId() {
    var bundle =
        correction(
            session -> {
              ((ObjectNode) session.at("/adverseEvents/0")).put("severity", "severe");
              amend(session, "graded again");
            });
    var events = all(bundle, AdverseEvent.class);
    assertThat(events).hasSize(1);
    assertThat(request(bundle, events.get(0)).getUrl())
        .isEqualTo("AdverseEvent/" + events.get(0).getIdElement().getIdPart());
    sound(bundle);
  }

  @Test
  void aVoidSessionVoidsEveryFactAndLeavesThePatientAlone() {
    var bundle =
        correction(
            session -> {
              session.put("status", "entered-in-error");
              amend(session, "wrong patient");
            });
    assertThat(all(bundle, Encounter.class).get(0).getStatus())
        .isEqualTo(Encounter.EncounterStatus.ENTEREDINERROR);
    assertThat(all(bundle, Observation.class))
        .hasSizeGreaterThan(30)
        .allMatch(o -> o.getStatus() == Observation.ObservationStatus.ENTEREDINERROR);
    assertThat(all(bundle, MedicationAdministration.class))
        .allMatch(
            a ->
                a.getStatus()
                    == MedicationAdministration.MedicationAdministrationStatus.ENTEREDINERROR);
    assertThat(all(bundle, AdverseEvent.class))
        .hasSize(2)
        .allMatch(a -> !a.hasSeverity() && a.getEvent().getText().startsWith("ENTERED IN ERROR"));
    for (var entry : bundle.getEntry()) {
      if (entry.getResource() instanceof Observation) {
        assertThat(entry.getRequest().getMethod()).isEqualTo(Bundle.HTTPVerb.PUT);
      }
      if (entry.getResource() instanceof org.hl7.fhir.r4.model.Patient) {
        assertThat(entry.getRequest().getIfNoneExist()).isNotEmpty();
      }
    }
    sound(bundle);
  }

  @Test
  void theSecondTransactionPointsAtWhereTheFirstOneWasStored() {
    var whole = SessionReportFhir.toFhir(FIRST, Predecessor.NONE, Dialect.DEFAULT);
    var before = FhirJson.encode(whole);
    var parts = SessionReportFhir.split(whole);
    assertThat(parts.first().getEntry())
        .noneMatch(
            e -> e.getResource() instanceof AdverseEvent || e.getResource() instanceof Provenance);
    var stored =
        parts.first().getEntry().stream()
            .collect(
                Collectors.toMap(
                    Bundle.BundleEntryComponent::getFullUrl,
                    e -> e.getResource().fhirType() + "/" + e.getFullUrl().substring(9, 17)));
    var second = parts.second(stored);
    assertThat(second.getEntry()).hasSize(3);
    var event = all(second, AdverseEvent.class).get(0);
    assertThat(event.getSubject().getReference()).startsWith("Patient/");
    assertThat(event.getSuspectEntityFirstRep().getInstance().getReference())
        .startsWith("MedicationAdministration/");
    assertThat(FhirJson.encode(whole)).isEqualTo(before);
    assertThat(FhirJson.encode(parts.second(Map.of()))).contains("urn:uuid:");
  }

  private static Bundle correction(Consumer<ObjectNode> change) {
    var tree = ClinicRecords.tree(FIRST.session());
    change.accept(tree);
    var session = (InfusionSession) ClinicRecords.read(tree, "").value().orElseThrow();
    var second = new SessionReport(FIRST.clinic(), FIRST.patient(), FIRST.order(), session);
    return SessionReportFhir.toFhir(second, new Predecessor(FIRST, List.of()), Dialect.DEFAULT);
  }

  private static void amend(ObjectNode session, String reason) {
    session.putObject("amendment").put("at", "2025-03-12T08:00:00-05:00").put("reason", reason);
  }

  /** Every reference resolves, no entry twice, US Core holds. */
  private static void sound(Bundle bundle) {
    var urls = new HashSet<String>();
    for (var entry : bundle.getEntry()) {
      assertThat(urls.add(entry.getFullUrl())).isTrue();
    }
    var terser = FhirJson.context().newTerser();
    for (var reference : terser.getAllPopulatedChildElementsOfType(bundle, Reference.class)) {
      if (reference.hasReference()) {
        assertThat(urls).contains(reference.getReference());
      }
    }
    assertThat(FhirConformance.errors(FhirJson.encode(bundle))).isEmpty();
  }

  private static boolean points(Reference reference, Bundle bundle, Resource resource) {
    return bundle.getEntry().stream()
        .anyMatch(
            e -> e.getResource() == resource && e.getFullUrl().equals(reference.getReference()));
  }

  private static <T extends Resource> List<T> all(Bundle bundle, Class<T> type) {
    return bundle.getEntry().stream()
        .map(Bundle.BundleEntryComponent::getResource)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  private static Bundle.BundleEntryRequestComponent request(Bundle bundle, Resource resource) {
    return bundle.getEntry().stream()
        .filter(e -> e.getResource() == resource)
        .findFirst()
        .orElseThrow()
        .getRequest();
  }
}
