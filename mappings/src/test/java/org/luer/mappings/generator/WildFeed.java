package org.luer.mappings.generator;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.allergy.Allergy;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.condition.Condition;
import org.luer.mappings.concept.coverage.CoverageAuthorization;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.concept.coverage.Payer;
import org.luer.mappings.concept.coverage.Subscriber;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Contact;
import org.luer.mappings.concept.patient.Demographics;
import org.luer.mappings.concept.patient.Guarantor;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.procedure.Performer;
import org.luer.mappings.concept.procedure.Procedure;
import org.luer.mappings.concept.registration.Registration;
import org.luer.mappings.concept.visit.Place;
import org.luer.mappings.concept.visit.Visit;
import org.luer.mappings.core.Address;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Facility;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.PersonName;
import org.luer.mappings.core.Systems;
import org.luer.mappings.core.Telecom;
import org.luer.mappings.exchange.patientfeed.PatientFeed;

/** Wild but valid patient feeds. */
final class WildFeed {
  private static final Organization CLINIC = Organization.of("CLINIC", "CLINIC").build();

  private final Wild wild;
  private final WildPeople people;

  WildFeed(SplittableRandom random, int density) {
    this.wild = new Wild(random, density);
    this.people = new WildPeople(wild);
  }

  PatientFeed feed() {
    var patient = patient();
    var registration = registration(patient.id());
    return new PatientFeed(
        CLINIC,
        patient,
        registration,
        wild.list(2, () -> coverage(patient.id())),
        wild.list(3, () -> allergy(patient.id())),
        wild.list(3, () -> condition(patient.id(), registration)),
        wild.list(2, () -> procedure(patient.id(), registration)),
        null);
  }

  private Patient patient() {
    var p = people.patient();
    var deceased = p.deceasedAt() == null ? wild.maybe(() -> wild.flip()) : null;
    return new Patient(
        p.id(),
        p.identifiers(),
        p.names(),
        wild.maybe(() -> new PersonName(null, "ZZMother" + wild.next(), given(), null, null)),
        p.birthDate(),
        p.sex(),
        p.genderIdentity(),
        p.race().isEmpty() ? List.of() : List.of(race("2106-3")),
        p.ethnicity() == null ? null : race("2186-5"),
        p.language(),
        p.maritalStatus(),
        p.addresses(),
        p.telecoms(),
        p.contacts().stream().map(this::contact).toList(),
        wild.list(2, this::guarantor),
        p.referrer(),
        deceased,
        p.deceasedAt(),
        null,
        p.status(),
        List.of(),
        p.recordedAt(),
        p.recordedAt() == null ? null : wild.maybe(this::facility),
        wild.maybe(this::demographics),
        List.of());
  }

  private @Nullable Demographics demographics() {
    var order = wild.maybe(() -> 1 + wild.below(3));
    return new Demographics(
            wild.maybe(() -> wild.pick(List.of("F", "M", "UNK"))),
            wild.maybe(() -> Coded.of(Systems.V2 + "0006", "CAT", wild.text())),
            wild.maybe(wild::text),
            order == null ? wild.maybe(() -> wild.flip()) : null,
            order,
            wild.list(
                2, () -> Coded.of(Systems.V2 + "0171", wild.pick(List.of("USA", "MEX")), null)),
            null,
            null,
            null,
            null)
        .orNull();
  }

  private List<String> given() {
    return wild.flip() ? List.of() : List.of("Ana", "M" + wild.next());
  }

  private Coded race(String code) {
    return Coded.of(Systems.CDC_RACE_ETHNICITY, code, wild.text());
  }

  private Facility facility() {
    return new Facility(
        "FAC" + wild.next(), wild.maybe(() -> "2.16.840.1.113883.19." + wild.next()));
  }

  private Contact contact(Contact contact) {
    return new Contact(
        contact.name(),
        contact.relationship(),
        wild.maybe(() -> Coded.of(Systems.V2 + "0131", "N", "Next-of-Kin")),
        contact.telecoms(),
        wild.maybe(this::address));
  }

  private Address address() {
    return new Address(
        Address.Use.WORK,
        List.of(wild.text()),
        wild.text(),
        "WI",
        null,
        null,
        wild.maybe(() -> "55025"));
  }

  private Guarantor guarantor() {
    return new Guarantor(
        wild.maybe(() -> wild.identifier("GI")),
        people.name(null),
        wild.maybe(() -> Coded.of(Systems.V3_ROLE_CODE, "MTH", wild.text())),
        wild.maybe(this::address),
        people.telecoms(Telecom.Use.HOME),
        wild.maybe(wild::date),
        wild.maybe(() -> wild.pick(Patient.Sex.values())),
        null,
        null,
        null);
  }

  private Registration registration(String patientId) {
    var arrived = wild.time();
    var visit =
        new Visit(
            wild.identifier("VN"),
            wild.maybe(() -> wild.identifier("AN")),
            wild.maybe(() -> wild.pick(Visit.PatientClass.values())),
            wild.maybe(() -> new Place("W" + wild.next(), wild.maybe(() -> "412"), null, null)),
            wild.maybe(() -> arrived),
            wild.maybe(() -> wild.after(arrived)));
    return new Registration(
        "R" + wild.next(),
        patientId,
        wild.pick(Registration.Event.values()),
        wild.maybe(wild::time),
        wild.time(),
        wild.maybe(() -> Coded.of(Systems.V2 + "0062", "01", null)),
        wild.maybe(people::someone),
        wild.maybe(this::facility),
        wild.maybe(() -> visit),
        staff(),
        code("0007", "U"),
        local("0069", "PSY"),
        code("0023", "1"),
        local("0018", "IP"),
        code("0112", "01"),
        wild.maybe(() -> wild.identifier("AV")),
        wild.maybe(() -> wild.coded(Systems.ICD_10_CM, "F33.2")),
        local("0099", "VIP"),
        wild.list(1, () -> Coded.of("urn:hl7v2:default:99HL70009", "A0", null)),
        wild.maybe(() -> Coded.of(Systems.V2 + "0430", "A", wild.text())),
        wild.maybe(() -> new Place("W" + wild.next(), null, null, null)),
        null,
        List.of());
  }

  /** A code that is in no published table. */
  private @Nullable Coded local(String table, String code) {
    return wild.maybe(() -> Coded.of("urn:hl7v2:default:99HL7" + table, code, null));
  }

  private @Nullable Coded code(String table, String code) {
    return wild.maybe(() -> Coded.of(Systems.V2 + table, code, null));
  }

  /** In the order of the fields of PV1, nobody twice in one part. */
  private List<StaffMember> staff() {
    var staff = new LinkedHashSet<StaffMember>();
    for (var role :
        List.of(
            StaffMember.Role.ATTENDING,
            StaffMember.Role.REFERRER,
            StaffMember.Role.CONSULTANT,
            StaffMember.Role.ADMITTER)) {
      if (wild.chance()) {
        staff.add(new StaffMember(role, people.someone()));
      }
    }
    return new ArrayList<>(staff);
  }

  private Coverage coverage(String patientId) {
    var member = wild.maybe(() -> wild.identifier("MB"));
    return new Coverage(
        "C" + wild.next(),
        patientId,
        wild.maybe(() -> 1 + wild.below(3)),
        wild.below(6) == 0 ? Coverage.Status.CANCELLED : Coverage.Status.ACTIVE,
        new Payer(
            wild.identifier("NIIP"),
            wild.maybe(wild::text),
            wild.maybe(this::address),
            people.telecoms(Telecom.Use.WORK)),
        Coded.of("urn:hl7v2:default:99PLAN", "PPO" + wild.next(), wild.maybe(wild::text)),
        code("0086", "PPO"),
        member,
        wild.maybe(() -> "POL" + wild.next()),
        wild.maybe(() -> wild.identifier("PT")),
        wild.maybe(() -> "1EG4-TE5-MK" + wild.next()),
        wild.maybe(() -> "MCD" + wild.next()),
        wild.maybe(() -> "GRP" + wild.next()),
        wild.maybe(wild::text),
        wild.maybe(wild::date),
        wild.maybe(() -> new PartialDate("2031-12-31")),
        wild.maybe(() -> new CoverageAuthorization("PA" + wild.next(), wild.maybe(wild::date), null)),
        wild.list(1, () -> wild.identifier("PRC")),
        wild.maybe(
            () ->
                Coded.of(
                    "http://terminology.hl7.org/CodeSystem/subscriber-relationship",
                    wild.pick(List.of("self", "spouse", "child")),
                    wild.text())),
        wild.maybe(
            () ->
                new Subscriber(
                    people.name(null),
                    wild.maybe(wild::date),
                    wild.maybe(() -> wild.pick(Patient.Sex.values())),
                    wild.maybe(this::address))),
        wild.maybe(() -> wild.pick(Coverage.Assignment.values())),
        null,
        wild.maybe(wild::time),
        List.of());
  }

  private Allergy allergy(String patientId) {
    var verification = wild.maybe(() -> wild.pick(Allergy.Verification.values()));
    return new Allergy(
        "A" + wild.next(),
        patientId,
        Coded.of(Systems.SNOMED_CT, "9193600" + wild.next(), wild.maybe(wild::text)),
        wild.pick(Allergy.Category.values()),
        wild.maybe(() -> wild.pick(Allergy.Severity.values())),
        wild.list(2, () -> Coded.text(wild.text())),
        wild.maybe(wild::date),
        verification == Allergy.Verification.ENTERED_IN_ERROR
            ? null
            : wild.pick(Allergy.Status.values()),
        verification,
        wild.maybe(this::when),
        wild.maybe(() -> wild.pick(Allergy.Criticality.values())),
        wild.maybe(() -> wild.pick(Allergy.Mechanism.values())),
        wild.list(2, () -> wild.identifier("AL")),
        wild.maybe(people::someone),
        List.of());
  }

  private PartialTime when() {
    return wild.flip() ? PartialTime.of(wild.date()) : PartialTime.of(wild.time());
  }

  private Condition condition(String patientId, Registration registration) {
    var verification = wild.maybe(() -> wild.pick(Condition.Verification.values()));
    var visit = wild.maybe(registration::id);
    var status =
        verification == Condition.Verification.ENTERED_IN_ERROR
            ? null
            : wild.pick(List.of(Condition.Status.ACTIVE, Condition.Status.RESOLVED));
    var recorded = wild.maybe(wild::time);
    return new Condition(
        "D" + wild.next(),
        patientId,
        visit,
        problem(),
        visit == null ? null : wild.maybe(() -> wild.pick(Condition.Stage.values())),
        visit == null ? null : wild.maybe(() -> 1 + wild.below(9)),
        wild.maybe(this::when),
        status == Condition.Status.RESOLVED ? wild.maybe(this::when) : null,
        status,
        verification,
        wild.maybe(people::someone),
        recorded,
        recorded == null ? wild.maybe(wild::date) : null,
        wild.maybe(this::when),
        wild.list(2, () -> wild.identifier("RI")),
        wild.list(2, () -> wild.coded(Systems.SNOMED_CT, "439401001")),
        wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "24484000")),
        wild.list(2, () -> wild.coded(Systems.SNOMED_CT, "12738006")),
        wild.list(2, wild::text),
        List.of(),
        null,
        null);
  }

  /** Another one each time: a partner knows a problem by its code. */
  private Coded problem() {
    var any = wild.coded(Systems.ICD_10_CM, "F" + (10 + wild.next()) + ".2");
    return any.code() == null ? Coded.text(any.text() + " " + wild.next()) : any;
  }

  private Procedure procedure(String patientId, Registration registration) {
    return new Procedure(
        "P" + wild.next(),
        patientId,
        wild.maybe(registration::id),
        wild.coded(Systems.CPT, "90870"),
        wild.list(2, () -> Coded.of(Systems.CPT, "59", wild.text())),
        wild.pick(Procedure.FunctionType.values()),
        when(),
        wild.maybe(() -> wild.below(200)),
        wild.list(2, () -> new Performer(wild.pick(Procedure.Function.values()), people.someone())),
        wild.maybe(() -> wild.coded(Systems.ICD_10_CM, "F33.2")),
        wild.pick(Procedure.Status.values()),
        List.of());
  }
}
