package org.luer.mappings.exchange.sessionreport;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.AdverseEvent;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.MedicationAdministration;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Resource;
import org.luer.mappings.concept.adverseevent.AdverseEventHl7v2;
import org.luer.mappings.concept.checkin.CheckInHl7v2;
import org.luer.mappings.concept.discharge.DischargeHl7v2;
import org.luer.mappings.concept.infusion.AdjunctGivenHl7v2;
import org.luer.mappings.concept.infusion.AdministrationCodes;
import org.luer.mappings.concept.infusion.InfusionSummaryHl7v2;
import org.luer.mappings.concept.infusion.SuppliesHl7v2;
import org.luer.mappings.concept.infusion.TimelineHl7v2;
import org.luer.mappings.concept.observation.OtherFindingsFhir;
import org.luer.mappings.concept.order.fhir.FindingFhir;
import org.luer.mappings.concept.session.ReportNumberFhir;
import org.luer.mappings.concept.session.SessionBundle;
import org.luer.mappings.concept.session.SessionHl7v2;
import org.luer.mappings.concept.vitals.VitalSignHl7v2;
import org.luer.mappings.concept.vitals.VitalSigns;
import org.luer.mappings.core.Systems;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.Obx;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Segments;

/**
 * What of a message or a Bundle is about an infusion session: ketamine given by infusion, vital
 * signs, and the clinic's own findings.
 */
final class SessionClaims {
  private static final List<LocalCodes> TABLES =
      Stream.concat(
              Stream.of(
                  VitalSignHl7v2.codes(),
                  TimelineHl7v2.codes(),
                  InfusionSummaryHl7v2.codes(),
                  AdjunctGivenHl7v2.codes(),
                  AdministrationCodes.TABLE,
                  AdverseEventHl7v2.codes(),
                  CheckInHl7v2.codes(),
                  DischargeHl7v2.codes(),
                  SessionHl7v2.codes()),
              SuppliesHl7v2.codes().stream())
          .toList();

  private SessionClaims() {}

  static boolean claims(Segments group, Segments message) {
    return switch (PreParser.type(message)) {
      case "RAS_O17" ->
          message.named("RXA").stream().anyMatch(SessionClaims::ketamine)
              && (message.named("OBX").stream().anyMatch(SessionClaims::pumped)
                  || message.named("RXA").stream().noneMatch(SessionClaims::given));
      case "ORU_R01" ->
          (!ofDevice(group) && group.named("OBX").stream().anyMatch(SessionClaims::ofSession))
              || group.named("OBR").stream().anyMatch(SessionClaims::furtherFindings)
              || (group.named("OBX").stream().anyMatch(SessionClaims::ofClinic)
                  && message.named("OBX").stream().anyMatch(SessionClaims::ofSession));
      default -> false;
    };
  }

  /** Whether it says how the pump ran: without it a dose of ketamine is one of any drug. */
  private static boolean pumped(Segment segment) {
    return new Obx(segment, null)
        .keys().stream().anyMatch(key -> AdministrationCodes.TABLE.find(key) != null);
  }

  private static boolean given(Segment rxa) {
    return !rxa.text(20).equals("NA") && !rxa.text(20).equals("RE");
  }

  /**
   * What a pump or monitor sends by itself says not how far the session is (IHE PCD-01 has neither
   * ORC-5 nor OBR-25): measurements of the patient, and no report of the session.
   */
  private static boolean ofDevice(Segments group) {
    return group.named("OBR").stream().noneMatch(obr -> obr.has(25))
        && group.named("ORC").stream().noneMatch(orc -> orc.has(5))
        && group.named("OBX").stream().anyMatch(obx -> obx.field(3).component(3).equals("MDC"))
        && group.named("OBX").stream().noneMatch(SessionClaims::ofClinic);
  }

  private static boolean furtherFindings(Segment obr) {
    return obr.field(4).component(1).equals(OruR01.FINDINGS)
        && obr.field(4).component(3).equals(LocalCodes.SYSTEM);
  }

  private static boolean ketamine(Segment rxa) {
    var code = rxa.field(5);
    return SessionBundle.ketamine(code.component(1), code.component(2) + code.component(5));
  }

  private static boolean ofSession(Segment segment) {
    var keys = new Obx(segment, null).keys();
    return keys.stream()
        .anyMatch(
            key ->
                TABLES.stream().anyMatch(t -> t.find(key) != null)
                    || (key.startsWith("LN|") && VitalSigns.byLoinc(key.substring(3)).isPresent()));
  }

  /** One of the clinic's own codes: of the patient, the order or the staff beside a session. */
  private static boolean ofClinic(Segment segment) {
    return new Obx(segment, null)
        .keys().stream().anyMatch(key -> key.startsWith(LocalCodes.SYSTEM + "|"));
  }

  /** A session brings its visit, what was done and given, and what was found. */
  static boolean claims(Resource resource, Bundle bundle) {
    if (resource instanceof Observation observation) {
      if (!SessionBundle.tells(bundle) && resources(bundle, Encounter.class).findAny().isEmpty()) {
        return false; // vital signs of no visit are findings like any other
      }
      if (FindingFhir.supports(observation, resources(bundle, Resource.class), bundle)
          && !SessionBundle.tells(bundle)) {
        return false;
      }
      return ofSession(observation)
          || OtherFindingsFhir.isOne(observation)
          || (observation.getCode().hasCoding(Systems.LOINC, WEIGHT)
              && SessionBundle.tells(bundle));
    }
    if (resource instanceof DiagnosticReport report) {
      return ReportNumberFhir.isOne(report);
    }
    if (resource instanceof Encounter) {
      return SessionBundle.tells(bundle)
          || resources(bundle, Observation.class).anyMatch(SessionClaims::ofSession);
    }
    return Set.of(Procedure.class, MedicationAdministration.class, AdverseEvent.class)
            .contains(resource.getClass())
        && SessionBundle.tells(bundle);
  }

  private static boolean ofSession(Observation observation) {
    return Stream.concat(
            observation.getCode().getCoding().stream(),
            observation.getComponent().stream().flatMap(c -> c.getCode().getCoding().stream()))
        .anyMatch(SessionClaims::ofSession);
  }

  private static boolean ofSession(Coding coding) {
    var system = String.valueOf(coding.getSystem());
    return (system.equals(Systems.LOINC)
            && (VitalSigns.byLoinc(String.valueOf(coding.getCode())).isPresent()
                || BLOOD_PRESSURE.equals(coding.getCode())))
        || system.endsWith("/CodeSystem/kic-observation");
  }

  private static final String BLOOD_PRESSURE = "85354-9";
  private static final String WEIGHT = "29463-7";

  private static <T extends Resource> Stream<T> resources(Bundle bundle, Class<T> type) {
    return bundle.getEntry().stream()
        .map(Bundle.BundleEntryComponent::getResource)
        .filter(type::isInstance)
        .map(type::cast);
  }
}
