package org.luer.mappings.exchange.results;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.administration.MedicationAdministration;
import org.luer.mappings.concept.administration.MedicationAdministrationHl7v2;
import org.luer.mappings.concept.observation.Observation;
import org.luer.mappings.concept.observation.ObservationHl7v2;
import org.luer.mappings.concept.organization.OrganizationHl7v2;
import org.luer.mappings.concept.patient.ContactHl7v2;
import org.luer.mappings.concept.patient.PatientHl7v2;
import org.luer.mappings.concept.visit.Visit;
import org.luer.mappings.concept.visit.VisitHl7v2;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.Draft;
import org.luer.mappings.hl7v2.Header;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.translation.Before;

/**
 * {@link Results} as ORU^R01 (findings) or RAS^O17 (a dose). A correction is the whole report again
 * with its own statuses; findings that the receiver has and this version has not are withdrawn (D).
 */
final class ResultsHl7v2 {
  static final String ORU_R01 = "ORU_R01";
  static final String RAS_O17 = "RAS_O17";

  private ResultsHl7v2() {}

  static List<Draft> toHl7v2(
      Results set, Before<Results> before, Dialect dialect, Set<String> types) {
    var observation = set.observation();
    if (observation != null && types.contains(ORU_R01)) {
      return List.of(new Draft(ORU_R01, report(set, observation, before, dialect)));
    }
    var given = set.administration();
    return given != null && types.contains(RAS_O17)
        ? List.of(new Draft(RAS_O17, dose(set, given, dialect)))
        : List.of();
  }

  private static List<OutSegment> report(
      Results set, Observation observation, Before<Results> before, Dialect dialect) {
    var segments = head(set, ORU_R01, sent(observation), observation.visitKnown(), dialect);
    var orc = ObservationHl7v2.orc(observation, dialect);
    reporter(set, orc, dialect);
    segments.add(orc);
    var earlier = before.set() == null ? null : before.set().observation();
    segments.addAll(
        ObservationHl7v2.write(
            observation,
            earlier == null
                ? List.of()
                : ResultsFhir.gone(earlier.findings(), observation.findings()),
            dialect));
    return segments;
  }

  private static List<OutSegment> dose(
      Results set, MedicationAdministration given, Dialect dialect) {
    var sent = given.recordedAt() == null ? given.startedAt() : given.recordedAt();
    var segments = head(set, RAS_O17, sent, given.visit(), dialect);
    var order = MedicationAdministrationHl7v2.write(given, dialect);
    reporter(set, order.get(0), dialect);
    segments.addAll(order);
    return segments;
  }

  private static void reporter(Results set, OutSegment orc, Dialect dialect) {
    if (set.clinic() != null) {
      OrganizationHl7v2.write(orc, set.clinic(), dialect);
    }
  }

  private static List<OutSegment> head(
      Results set,
      String type,
      @Nullable OffsetDateTime sent,
      @Nullable Visit visit,
      Dialect dialect) {
    var segments = new ArrayList<OutSegment>();
    segments.add(Header.msh(type, sent, dialect));
    segments.add(
        PatientHl7v2.write(set.patient(), visit == null ? null : visit.account(), dialect));
    if (type.equals(ORU_R01)) {
      segments.addAll(ContactHl7v2.write(set.patient().contacts(), null, dialect));
    }
    var pv1 = VisitHl7v2.write(visit, visit == null ? List.of() : visit.staff(), dialect);
    if (pv1 != null) {
      segments.add(pv1);
    }
    return segments;
  }

  /** When the report got its status, else the latest time that it knows of. */
  private static @Nullable OffsetDateTime sent(Observation observation) {
    if (observation.issuedAt() != null) {
      return observation.issuedAt();
    }
    return observation.effectiveTo() == null
        ? observation.effectiveFrom()
        : observation.effectiveTo();
  }
}
