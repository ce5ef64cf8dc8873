package org.luer.mappings.concept.observation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.core.Coded;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.FactWriter;

/** Findings that stand in a session report but are no part of its course, to and from FHIR. */
public final class OtherFindingsFhir {
  private static final String MARK = "-findings-";

  private OtherFindingsFhir() {}

  /** Writes the findings. */
  public static void toFhir(
      List<Finding> findings, String patientId, FactWriter facts, ClinicianFhir people) {
    if (findings.isEmpty()) {
      return;
    }
    var holder =
        new Observation(
            (facts.session().length() > 50 ? facts.session().substring(0, 50) : facts.session())
                + "-findings",
            patientId,
            Observation.Status.FINAL,
            null,
            Coded.text("Further findings"),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            List.of(),
            null,
            null,
            List.of(),
            null);
    var writer = new FindingFhir(holder, facts.out(), people, facts.subject(), null, null, null);
    for (var finding : findings) {
      writer.toFhir(facts.isVoid() ? finding.as(Finding.Status.ENTERED_IN_ERROR) : finding);
    }
  }

  /** Whether the Observation is one of those. */
  public static boolean isOne(org.hl7.fhir.r4.model.Observation written) {
    return written.getIdentifier().stream()
        .filter(i -> i.hasSystem() && i.getSystem().endsWith("/sid/" + FindingFhir.SID))
        .map(Identifier::getValue)
        .anyMatch(v -> v != null && v.contains(MARK));
  }

  /** Reads those among the Observations. */
  public static List<Finding> fromFhir(
      List<org.hl7.fhir.r4.model.Observation> all,
      BiFunction<Reference, DomainResource, Optional<Clinician>> person,
      BundleReader in) {
    var findings = new ArrayList<Finding>();
    for (var written : all) {
      if (isOne(written)) {
        FindingFhir.fromFhir(written, holder(written), null, person, in)
            .ifPresent(f -> findings.add(FindingHl7v2.distinct(f, findings)));
      }
    }
    return findings;
  }

  /** The key of the report that stands for the session, from the number of one of its findings. */
  private static String holder(org.hl7.fhir.r4.model.Observation written) {
    return written.getIdentifier().stream()
        .map(Identifier::getValue)
        .filter(v -> v != null && v.contains(MARK))
        .map(v -> v.substring(0, v.indexOf(MARK) + MARK.length() - 1))
        .findFirst()
        .orElse("");
  }
}
