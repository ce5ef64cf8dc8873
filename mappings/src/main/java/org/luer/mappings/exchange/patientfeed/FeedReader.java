package org.luer.mappings.exchange.patientfeed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Account;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.allergy.Allergy;
import org.luer.mappings.concept.allergy.AllergyFhir;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.clinician.StaffMemberFhir;
import org.luer.mappings.concept.condition.Condition;
import org.luer.mappings.concept.condition.ConditionFhir;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.concept.coverage.CoverageFhir;
import org.luer.mappings.concept.merge.PatientMergeFhir;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.organization.OrganizationFhir;
import org.luer.mappings.concept.patient.ContactFhir;
import org.luer.mappings.concept.patient.GuarantorFhir;
import org.luer.mappings.concept.patient.KeepingFhir;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.patient.PatientFhir;
import org.luer.mappings.concept.procedure.Procedure;
import org.luer.mappings.concept.procedure.ProcedureFhir;
import org.luer.mappings.concept.registration.Registration;
import org.luer.mappings.concept.registration.RegistrationProvenance;
import org.luer.mappings.concept.registration.RegistrationReader;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.fhir.BundleReader;

/** Reads the feed of one Bundle: one patient, with what belongs to this patient. */
final class FeedReader {
  private final BundleReader in;
  private final Issues issues;
  private final boolean whole;
  private final boolean insured;
  private final Map<String, String> owners = new HashMap<>();
  private final Map<String, String> types = new HashMap<>();
  private final Map<Practitioner, Optional<Clinician>> people = new HashMap<>();

  /**
   * A reader of one Bundle.
   *
   * @param whole whether all of it is about a registration; otherwise the problems and allergies in
   *     it are told, and the rest is the business of others
   * @param ordered whether something is ordered: insurance and account beside it are told too
   */
  FeedReader(BundleReader in, boolean whole, boolean ordered) {
    this.in = in;
    this.insured = whole || ordered;
    this.whole = whole;
    this.issues = in.issues();
  }

  /** Which record a resource was read into, by its path. */
  Map<String, String> owners() {
    return owners;
  }

  /** Types of the resources that were read, by path. */
  Map<String, String> types() {
    return types;
  }

  /** The feed; empty and issues when there is no usable patient. */
  Optional<PatientFeed> read() {
    var written = survivor();
    if (written.isEmpty()) {
      issues.error(IssueCode.REQUIRED, "Bundle.entry", "has no Patient that is in use");
      return Optional.empty();
    }
    var event = RegistrationProvenance.event(in).orElse(null);
    var sender = sender();
    var person = written.get();
    var merges = PatientMergeFhir.other(person, in).isPresent() || isMerge(event);
    var patient = merges && !person.hasName() ? Optional.<Patient>empty() : patient(person);
    if (issues.refuse()) {
      return Optional.empty();
    }
    var id = patient.map(Patient::id).or(() -> PatientFhir.key(person, in.dialect())).orElse("");
    owner(person, id);
    if (merges) {
      return PatientMergeFhir.fromFhir(person, event, recorder(event), id, in)
          .map(m -> PatientFeed.merge(sender, patient.orElse(null), m));
    }
    return patient.map(p -> feed(p, sender, event));
  }

  private static boolean isMerge(@Nullable Provenance event) {
    return event != null
        && java.util.Arrays.stream(org.luer.mappings.concept.merge.PatientMerge.Event.values())
            .anyMatch(
                k -> RegistrationProvenance.trigger(event).filter(k.trigger()::equals).isPresent());
  }

  /**
   * The Patient that is in use: of several the one that is not retired, or that names the other.
   */
  private Optional<org.hl7.fhir.r4.model.Patient> survivor() {
    var all = in.all(org.hl7.fhir.r4.model.Patient.class);
    return all.stream()
        .filter(p -> PatientMergeFhir.other(p, in).isPresent() && !retired(p))
        .findFirst()
        .or(() -> all.stream().findFirst());
  }

  private static boolean retired(org.hl7.fhir.r4.model.Patient patient) {
    return patient.getLink().stream()
        .anyMatch(l -> l.getType() == org.hl7.fhir.r4.model.Patient.LinkType.REPLACEDBY);
  }

  private Optional<Patient> patient(org.hl7.fhir.r4.model.Patient written) {
    var referrer =
        PatientFhir.practitioner(written).flatMap(r -> clinician(r, written)).orElse(null);
    return PatientFhir.fromFhir(written, referrer, in.dialect(), in.path(written), issues)
        .map(p -> KeepingFhir.read(p, written, in))
        .map(p -> RegistrationProvenance.version(p, in));
  }

  private PatientFeed feed(Patient read, Organization sender, @Nullable Provenance event) {
    var account = insured ? in.all(Account.class).stream().findFirst().orElse(null) : null;
    var number = account == null ? null : GuarantorFhir.account(account, in).orElse(null);
    var patient = account == null ? read : read.withGuarantors(GuarantorFhir.fromFhir(account, in));
    patient = whole ? withContacts(patient, account) : patient;
    var encounter = whole ? in.all(Encounter.class).stream().findFirst().orElse(null) : null;
    var registration = registration(patient.id(), encounter, event, number);
    var visit = registration == null || encounter == null ? null : registration.id();
    return new PatientFeed(
        sender,
        patient,
        registration,
        insured ? coverages(patient.id()) : List.of(),
        allergies(patient.id()),
        conditions(patient.id(), encounter, visit),
        whole ? procedures(patient.id(), visit) : List.of(),
        null);
  }

  private @Nullable Registration registration(
      String patientId,
      @Nullable Encounter encounter,
      @Nullable Provenance event,
      @Nullable Identifier account) {
    var reader = new RegistrationReader(in, encounter, event);
    var read =
        reader
            .read(
                patientId,
                account,
                recorder(event),
                encounter == null ? List.of() : staff(encounter))
            .orElse(null);
    if (read != null && encounter != null) {
      owner(encounter, read.id());
    }
    return read;
  }

  private @Nullable Clinician recorder(@Nullable Provenance event) {
    return event == null
        ? null
        : RegistrationProvenance.recorder(event, in).flatMap(w -> clinician(w, event)).orElse(null);
  }

  private List<StaffMember> staff(Encounter encounter) {
    var staff = new ArrayList<StaffMember>();
    for (var participant : encounter.getParticipant()) {
      var role = StaffMemberFhir.role(participant, in.base());
      var who = clinician(participant.getIndividual(), encounter);
      if (role.isPresent() && who.isPresent()) {
        staff.add(
            StaffMemberFhir.read(
                role.get(),
                who.get(),
                participant,
                in.path(encounter) + ".participant",
                in.issues()));
      }
    }
    return List.copyOf(staff);
  }

  /** RelatedPersons that nothing else names are contacts. */
  private Patient withContacts(Patient patient, @Nullable Account account) {
    var named = new ArrayList<RelatedPerson>();
    for (var coverage : in.all(org.hl7.fhir.r4.model.Coverage.class)) {
      in.resolve(coverage.getSubscriber(), coverage, RelatedPerson.class).ifPresent(named::add);
    }
    if (account != null) {
      account
          .getGuarantor()
          .forEach(
              g -> in.resolve(g.getParty(), account, RelatedPerson.class).ifPresent(named::add));
    }
    var contacts = new ArrayList<>(patient.contacts());
    for (var person : in.all(RelatedPerson.class)) {
      if (!named.contains(person) && person.hasName()) {
        owner(person, patient.id());
        ContactFhir.fromFhir(person, in.path(person), issues).ifPresent(contacts::add);
      }
    }
    return contacts.equals(patient.contacts()) ? patient : patient.withContacts(contacts);
  }

  private List<Coverage> coverages(String patientId) {
    var coverages = new ArrayList<Coverage>();
    for (var written : in.all(org.hl7.fhir.r4.model.Coverage.class)) {
      CoverageFhir.fromFhir(written, patientId, in)
          .ifPresent(c -> add(c, c.id(), written, coverages));
    }
    return coverages;
  }

  private List<Allergy> allergies(String patientId) {
    var allergies = new ArrayList<Allergy>();
    for (var written : in.all(AllergyIntolerance.class)) {
      AllergyFhir.fromFhir(written, patientId, in)
          .ifPresent(a -> add(a, a.id(), written, allergies));
    }
    return allergies;
  }

  private List<Condition> conditions(
      String patientId, @Nullable Encounter encounter, @Nullable String visit) {
    var conditions = new ArrayList<Condition>();
    for (var written : in.all(org.hl7.fhir.r4.model.Condition.class)) {
      if (!whole && !PatientFeedFhir.problem(written) && !found(written)) {
        continue;
      }
      ConditionFhir.fromFhir(written, patientId, encounter, visit, this::clinician, in)
          .ifPresent(c -> add(c, c.id(), written, conditions));
    }
    return conditions;
  }

  private boolean found(org.hl7.fhir.r4.model.Condition written) {
    return PatientFeedFhir.found(written, in.all());
  }

  private List<Procedure> procedures(String patientId, @Nullable String visit) {
    var procedures = new ArrayList<Procedure>();
    for (var written : in.all(org.hl7.fhir.r4.model.Procedure.class)) {
      ProcedureFhir.fromFhir(written, patientId, visit, r -> clinician(r, written), in)
          .ifPresent(p -> add(p, p.id(), written, procedures));
    }
    return procedures;
  }

  private <T> void add(T one, String id, Resource written, List<T> list) {
    owner(written, id);
    list.add(one);
  }

  private void owner(Resource written, String id) {
    owners.put(in.path(written), id);
    types.put(in.path(written), written.fhirType());
  }

  private Organization sender() {
    return in.all(Provenance.class).stream()
        .flatMap(p -> p.getAgent().stream().map(a -> resolve(p, a)).flatMap(Optional::stream))
        .findFirst()
        .or(
            () ->
                in.all(Encounter.class).stream()
                    .flatMap(
                        e ->
                            in
                                .resolve(
                                    e.getServiceProvider(),
                                    e,
                                    org.hl7.fhir.r4.model.Organization.class)
                                .stream())
                    .findFirst())
        .or(
            () ->
                in.all(org.hl7.fhir.r4.model.Patient.class).stream()
                    .flatMap(
                        p ->
                            in
                                .resolve(
                                    p.getManagingOrganization(),
                                    p,
                                    org.hl7.fhir.r4.model.Organization.class)
                                .stream())
                    .findFirst())
        .flatMap(o -> OrganizationFhir.fromFhir(o, in.dialect(), in.path(o), issues))
        .orElseGet(() -> Organization.of(in.dialect().partner(), in.dialect().partner()).build());
  }

  private Optional<org.hl7.fhir.r4.model.Organization> resolve(
      Provenance provenance, Provenance.ProvenanceAgentComponent agent) {
    return in.resolve(agent.getOnBehalfOf(), provenance, org.hl7.fhir.r4.model.Organization.class)
        .or(() -> in.resolve(agent.getWho(), provenance, org.hl7.fhir.r4.model.Organization.class));
  }

  private Optional<Clinician> clinician(Reference reference, DomainResource owner) {
    var role = in.resolve(reference, owner, PractitionerRole.class);
    var practitioner =
        role.isPresent()
            ? in.resolve(role.get().getPractitioner(), role.get(), Practitioner.class)
            : in.resolve(reference, owner, Practitioner.class);
    return practitioner.flatMap(p -> people.computeIfAbsent(p, this::read));
  }

  private Optional<Clinician> read(Practitioner person) {
    var roles =
        in.all(PractitionerRole.class).stream()
            .filter(
                r -> in.resolve(r.getPractitioner(), r, Practitioner.class).orElse(null) == person)
            .toList();
    return ClinicianFhir.fromFhir(person, roles, in.dialect(), in.path(person), issues);
  }
}
