package org.luer.mappings.concept.document;

import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.clinician.StaffMemberFhir;
import org.luer.mappings.concept.party.PartiesFhir;
import org.luer.mappings.concept.visit.Visit;
import org.luer.mappings.concept.visit.VisitFhir;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Identifiers;

/**
 * The visit that a document speaks of, to and from an Encounter. It is created only where the
 * receiver has none of that number: the session report owns it.
 */
public final class DocumentVisitFhir {
  private static final String SESSION = "session";

  private DocumentVisitFhir() {}

  /** Writes the Encounter; none when nothing is known of a visit. */
  public static Optional<Reference> toFhir(
      DocumentFhir.Entry entry,
      Reference patient,
      BundleWriter out,
      ClinicianFhir people,
      Reference clinic) {
    var header = entry.header();
    var session = entry.sessionId();
    if (session == null && header.visit() == null && header.staff().isEmpty()) {
      return Optional.empty();
    }
    var encounter = new Encounter();
    encounter.setMeta(out.clinical("us-core-encounter"));
    encounter.setStatus(Encounter.EncounterStatus.FINISHED);
    var number = header.visit() == null ? null : header.visit().number();
    if (session != null) {
      encounter.addIdentifier(Identifiers.of(out.sid(SESSION), session));
    } else if (number == null) {
      encounter.addIdentifier(Identifiers.of(out.sid("document-visit"), entry.key()));
    }
    VisitFhir.toFhir(header.visit(), encounter, out, clinic);
    if (session == null) {
      // it may be no infusion; what the clinic says of the class of the visit stays
      encounter
          .getType()
          .removeIf(t -> Systems.SNOMED_CT.equals(t.getCodingFirstRep().getSystem()));
      if (encounter.getType().isEmpty()) {
        encounter.addType(Codings.unknown());
      }
    }
    encounter.setSubject(patient);
    for (var member : header.staff()) {
      StaffMemberFhir.toFhir(member, people.toFhir(member.clinician(), encounter), encounter, out);
    }
    if (!clinic.isEmpty()) {
      encounter.setServiceProvider(clinic);
    }
    var key = encounter.getIdentifierFirstRep();
    return Optional.of(out.create(encounter, key.getSystem(), key.getValue()));
  }

  /**
   * What is known of the visit.
   *
   * @param sessionId the session, when it is one of ours
   */
  public record Known(@Nullable String sessionId, @Nullable Visit visit, List<StaffMember> staff) {}

  /** Reads the Encounter that a reference names. */
  public static Known fromFhir(
      Reference reference, DomainResource owner, PartiesFhir parties, BundleReader in) {
    var own = Systems.sid(in.base(), SESSION);
    var encounter = in.resolve(reference, owner, Encounter.class);
    if (encounter.isEmpty()) {
      var identifier = reference.getIdentifier();
      return new Known(
          own.equals(identifier.getSystem()) ? identifier.getValue() : null, null, List.of());
    }
    return new Known(
        Identifiers.value(encounter.get().getIdentifier(), own).orElse(null),
        VisitFhir.fromFhir(encounter.get(), in).orElse(null),
        parties.staff(encounter.get()));
  }
}
