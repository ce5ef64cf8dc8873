package org.luer.mappings.exchange.sessionreport;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.MedicationAdministration;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.order.InfusionOrderFhir;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.organization.OrganizationFhir;
import org.luer.mappings.concept.party.PartiesFhir;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.session.SessionBundle;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Codings;

/** Reads every session of one Bundle; all of them belong to one patient. */
final class SessionReportReader {
  private final BundleReader in;
  private final Issues issues;
  private final PartiesFhir parties;

  SessionReportReader(BundleReader in) {
    this.in = in;
    this.parties = new PartiesFhir(in);
    this.issues = in.issues();
  }

  /** The reports; what is wrong stands in the issues. */
  List<SessionReport> read() {
    var encounters = in.all(Encounter.class);
    if (encounters.isEmpty()) {
      issues.error(IssueCode.REQUIRED, "Bundle.entry", "has no Encounter: there is no session");
    }
    var patient = patient(encounters);
    var reports = new ArrayList<SessionReport>();
    for (var encounter : encounters) {
      var clinic = clinic(encounter);
      if (patient.isEmpty()) {
        continue;
      }
      var belongings = new Belongings(in, encounter, encounters.size() == 1);
      var staff = staff(encounter, belongings.administrations(), belongings.procedure());
      new SessionReader(in, this, encounter, belongings, staff)
          .read(patient.get().id())
          .ifPresent(
              session ->
                  clinic.ifPresent(
                      c ->
                          reports.add(
                              new SessionReport(
                                  c,
                                  patient.get(),
                                  order(session.orderId(), patient.get().id()).orElse(null),
                                  session))));
    }
    return reports;
  }

  /** The staff of the visit, and whoever gave something without being named there. */
  private List<StaffMember> staff(
      Encounter encounter, List<MedicationAdministration> given, @Nullable Procedure procedure) {
    var staff = new ArrayList<>(parties.staff(encounter));
    var known = ids(staff);
    for (var administration : given) {
      for (var performer : administration.getPerformer()) {
        clinician(performer.getActor(), administration)
            .filter(c -> known.add(c.id()))
            .ifPresent(c -> staff.add(new StaffMember(StaffMember.Role.NURSE, c)));
      }
    }
    if (procedure != null) {
      for (var performer : procedure.getPerformer()) {
        var function = Codings.read(performer.getFunction()).orElse(null);
        clinician(performer.getActor(), procedure).ifPresent(c -> performer(c, function, staff));
      }
    }
    return staff;
  }

  /** Who did it in which profession; in all parts, for only the Procedure says it. */
  private static void performer(
      Clinician clinician, @Nullable Coded function, List<StaffMember> staff) {
    var known = staff.stream().anyMatch(m -> m.clinician().id().equals(clinician.id()));
    if (!known) {
      staff.add(new StaffMember(StaffMember.Role.PERFORMER, clinician, function, null, null));
    } else if (function != null) {
      staff.replaceAll(
          m ->
              m.clinician().id().equals(clinician.id())
                  ? new StaffMember(m.role(), m.clinician(), function, m.from(), m.to())
                  : m);
    }
  }

  private Optional<Patient> patient(List<Encounter> encounters) {
    var found = new ArrayList<org.hl7.fhir.r4.model.Patient>();
    for (var encounter : encounters) {
      parties
          .subject(encounter.getSubject(), encounter)
          .filter(p -> !found.contains(p))
          .ifPresent(found::add);
    }
    return found.isEmpty() ? Optional.empty() : parties.patient(found.get(0));
  }

  /** Who provides the service, else the only organization of the Bundle. */
  private Optional<Organization> clinic(Encounter encounter) {
    var path = in.path(encounter) + ".serviceProvider";
    var all = in.all(org.hl7.fhir.r4.model.Organization.class);
    if (!encounter.hasServiceProvider() && all.size() == 1) {
      return OrganizationFhir.fromFhir(all.get(0), in.dialect(), in.path(all.get(0)), issues);
    }
    if (!encounter.hasServiceProvider()) {
      issues.error(IssueCode.REQUIRED, path, "is missing");
      return Optional.empty();
    }
    var written =
        in.resolve(
            encounter.getServiceProvider(), encounter, org.hl7.fhir.r4.model.Organization.class);
    if (written.isEmpty()) {
      issues.error(IssueCode.NOT_FOUND, path, "is no Organization of this Bundle");
    }
    return written.flatMap(o -> OrganizationFhir.fromFhir(o, in.dialect(), in.path(o), issues));
  }

  /** The clinician that the reference names. */
  Optional<Clinician> clinician(Reference reference, DomainResource owner) {
    return parties.clinician(reference, owner);
  }

  private Optional<InfusionOrder> order(@Nullable String orderId, String patientId) {
    var requests =
        in.all(MedicationRequest.class).stream()
            .filter(
                r ->
                    !r.hasMedicationCodeableConcept()
                        || Codings.isUnknown(r.getMedicationCodeableConcept())
                        || SessionBundle.ketamine(r.getMedicationCodeableConcept()))
            .toList();
    for (var request : requests) {
      var id = InfusionOrderFhir.id(request, in).orElse(null);
      if (requests.size() == 1 || (orderId != null && orderId.equals(id))) {
        var orderer =
            request.hasRequester() ? clinician(request.getRequester(), request).orElse(null) : null;
        return InfusionOrderFhir.fromFhir(request, patientId, orderer, in);
      }
    }
    return Optional.empty();
  }

  /** The staff numbers of these people. */
  static Set<String> ids(List<StaffMember> staff) {
    var ids = new HashSet<String>();
    staff.forEach(s -> ids.add(s.clinician().id()));
    return ids;
  }
}
