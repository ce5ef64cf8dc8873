package org.luer.mappings.generator;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.appointment.Appointment;
import org.luer.mappings.concept.appointment.Participant;
import org.luer.mappings.concept.appointment.Resource;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.referral.Diagnosis;
import org.luer.mappings.concept.referral.DocumentLink;
import org.luer.mappings.concept.referral.Finding;
import org.luer.mappings.concept.referral.PriorTreatment;
import org.luer.mappings.concept.referral.Referral;
import org.luer.mappings.concept.referral.ReferralParty;
import org.luer.mappings.concept.referral.Remark;
import org.luer.mappings.concept.referral.StatusChange;
import org.luer.mappings.concept.visit.Place;
import org.luer.mappings.concept.visit.Visit;
import org.luer.mappings.core.Address;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Systems;
import org.luer.mappings.core.Telecom;

/** Arbitrary valid referrals and appointments with their patients. */
public final class Requests {
  /** What orders and schedules carry of a patient; the rest travels with the patient feed. */
  private static final List<String> CARRIED =
      List.of("kind", "id", "identifiers", "names", "birthDate", "sex", "addresses", "telecoms");

  private final Wild wild;
  private final WildPeople people;

  private Requests(long seed, int density) {
    this.wild = new Wild(new SplittableRandom(seed), density);
    this.people = new WildPeople(wild);
  }

  /** A patient and what is asked for. */
  public record Request<R>(Patient patient, R about) {}

  /** Any referral; shrinks towards fewer optional parts. */
  public static Arbitrary<Request<Referral>> referrals() {
    return seeds().map(s -> referral(s[0], (int) s[1]));
  }

  /** Any appointment. */
  public static Arbitrary<Request<Appointment>> appointments() {
    return seeds().map(s -> appointment(s[0], (int) s[1]));
  }

  private static Arbitrary<long[]> seeds() {
    return Combinators.combine(Arbitraries.longs(), Arbitraries.integers().between(0, 95))
        .as((seed, density) -> new long[] {seed, density});
  }

  /** One referral. */
  public static Request<Referral> referral(long seed, int density) {
    var requests = new Requests(seed, density);
    var patient = requests.patient();
    return new Request<>(patient, requests.referral(patient.id()));
  }

  /** One appointment. */
  public static Request<Appointment> appointment(long seed, int density) {
    var requests = new Requests(seed, density);
    var patient = requests.patient();
    return new Request<>(patient, requests.appointment(patient.id()));
  }

  private Patient patient() {
    var tree = ClinicRecords.tree(people.patient());
    tree.retain(CARRIED);
    return (Patient) ClinicRecords.read(tree, "").value().orElseThrow();
  }

  private Referral referral(String patientId) {
    var history = history();
    var status =
        history.isEmpty()
            ? wild.pick(Referral.Status.values())
            : history.get(history.size() - 1).status();
    var start = wild.maybe(wild::time);
    return new Referral(
        wild.id(),
        patientId,
        wild.maybe(() -> wild.identifier("PLAC")),
        wild.maybe(() -> wild.identifier("FILL")),
        wild.maybe(() -> wild.identifier("PGN")),
        status,
        history,
        wild.maybe(() -> wild.pick(InfusionOrder.Priority.values())),
        party(practice()),
        wild.maybe(() -> party(asked())),
        wild.maybe(wild::partial),
        wild.coded(Systems.CPT, "90792"),
        wild.list(2, () -> wild.coded(Systems.SNOMED_CT, "11429006")),
        wild.maybe(() -> 1 + wild.below(12)),
        start == null ? null : PartialTime.of(start),
        start == null ? null : wild.maybe(() -> PartialTime.of(wild.after(start))),
        wild.maybe(() -> wild.pick(Referral.Setting.values())),
        wild.list(3, this::diagnosis),
        wild.list(2, () -> wild.coded(Systems.ICD_10_CM, "F33.2")),
        wild.maybe(wild::text),
        wild.list(3, this::treatment),
        wild.list(3, this::finding),
        wild.list(
            2,
            () ->
                new DocumentLink(
                    wild.identifier("DOC"),
                    wild.maybe(() -> wild.coded(Systems.LOINC, "57133-1")),
                    wild.maybe(wild::text))),
        wild.list(2, wild::text),
        wild.maybe(wild::text),
        wild.maybe(this::visit),
        wild.maybe(people::someone),
        wild.list(3, wild::text),
        wild.maybe(wild::time),
        wild.maybe(() -> wild.identifier("TASK")),
        wild.maybe(wild::text),
        wild.list(1, () -> Organization.of(wild.id(), wild.text()).build()),
        wild.list(2, () -> new Remark(wild.text(), wild.maybe(people::someone), wild.time())),
        wild.maybe(() -> PartialTime.of(wild.time())),
        null);
  }

  private List<StatusChange> history() {
    var history = new ArrayList<StatusChange>();
    var last = wild.time();
    while (history.size() < 4 && wild.chance()) {
      last = wild.after(last);
      history.add(
          new StatusChange(
              wild.pick(Referral.Status.values()),
              last,
              wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "3457005")),
              wild.maybe(people::someone)));
    }
    return history;
  }

  private ReferralParty party(Organization organization) {
    return switch (wild.below(3)) {
      case 0 -> new ReferralParty(people.someone(), null);
      case 1 -> new ReferralParty(null, organization);
      default -> new ReferralParty(people.someone(), organization);
    };
  }

  /** Without use home, which FHIR forbids for organizations (rules org-2, org-3). */
  private Organization practice() {
    var clinic = people.clinic();
    return Organization.of(clinic.id(), clinic.name())
        .npi(clinic.npi())
        .taxId(clinic.taxId())
        .telecoms(clinic.telecoms())
        .addresses(clinic.addresses().stream().filter(a -> a.use() != Address.Use.HOME).toList())
        .build();
  }

  private Organization asked() {
    return Organization.of(wild.id(), wild.text())
        .taxId(wild.maybe(() -> "98-7654321"))
        .telecoms(people.telecoms(Telecom.Use.WORK))
        .build();
  }

  private Diagnosis diagnosis() {
    return new Diagnosis(
        wild.coded(Systems.ICD_10_CM, wild.pick(List.of("F33.2", "F43.10", "F42.9"))),
        wild.pick(Diagnosis.Certainty.values()),
        wild.maybe(wild::date),
        wild.maybe(people::someone));
  }

  private PriorTreatment treatment() {
    var kind = wild.pick(PriorTreatment.Kind.values());
    return new PriorTreatment(
        kind,
        wild.coded(Systems.RXNORM, "36437"),
        wild.maybe(wild::date),
        wild.maybe(wild::date),
        kind == PriorTreatment.Kind.DRUG ? wild.maybe(wild::text) : null,
        wild.maybe(() -> Coded.text(wild.text())),
        wild.maybe(wild::text));
  }

  private Finding finding() {
    var which = wild.below(3);
    return new Finding(
        wild.coded(Systems.LOINC, wild.pick(List.of("44261-6", "2160-0", "69737-5"))),
        which == 0 ? wild.quantity(wild.pick(List.of("kg", "{score}", "mg/dL"))) : null,
        which == 1 ? wild.coded(Systems.SNOMED_CT, "260385009") : null,
        which == 2 ? wild.text() : null,
        wild.maybe(wild::text),
        wild.list(2, () -> wild.pick(List.of("H", "L", "A"))).stream().distinct().toList(),
        wild.maybe(wild::partial),
        wild.maybe(wild::text));
  }

  private Visit visit() {
    var visit =
        ClinicJson.mapper()
            .convertValue(
                Map.of(
                    "number",
                    Map.of("value", "V" + wild.next(), "authority", "LBHVN", "type", "VN"),
                    "patientClass",
                    wild.pick(List.of("outpatient", "inpatient")),
                    "place",
                    Map.of("unit", "LBHCLN", "facility", "LBH")),
                Visit.class);
    return visit.withService(wild.maybe(() -> Coded.of(Systems.V2 + "0069", "MED", null)));
  }

  private Appointment appointment(String patientId) {
    var status = wild.pick(Appointment.Status.values());
    var start = wild.time();
    var timed = !status.equals(Appointment.Status.WAITLIST) || wild.chance();
    var place = wild.maybe(() -> new Place("NLKC-INF", wild.maybe(wild::text), null, "NLKC"));
    var service = wild.maybe(() -> wild.coded(Systems.CPT, "96365"));
    return new Appointment(
        wild.id(),
        patientId,
        wild.maybe(() -> wild.identifier("PLAC")),
        wild.maybe(() -> wild.identifier("FILL")),
        status,
        timed ? start : null,
        timed ? wild.after(start) : null,
        wild.maybe(() -> 1 + wild.below(240)),
        wild.maybe(() -> wild.coded("http://terminology.hl7.org/CodeSystem/v2-0277", "Normal")),
        wild.maybe(() -> wild.coded("http://terminology.hl7.org/CodeSystem/v2-0276", "ROUTINE")),
        service,
        wild.list(2, this::diagnosis),
        status.off() ? null : why(),
        status.off() ? why() : null,
        participants(),
        place,
        wild.maybe(people::someone),
        wild.maybe(people::someone),
        wild.maybe(wild::id),
        wild.maybe(wild::id),
        wild.maybe(() -> wild.identifier("PLAC")),
        wild.maybe(() -> wild.identifier("FILL")),
        wild.maybe(wild::text),
        wild.maybe(wild::partial),
        wild.maybe(wild::time),
        wild.maybe(
            () -> wild.coded("http://terminology.hl7.org/CodeSystem/service-category", "22")),
        wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "394587001")),
        wild.maybe(() -> wild.below(10)),
        wild.maybe(wild::text),
        wild.maybe(wild::text),
        null,
        wild.maybe(() -> wild.pick(Participant.Required.values())),
        place == null ? null : wild.maybe(() -> wild.pick(Participant.Required.values())),
        service == null ? List.of() : wild.list(2, () -> wild.coded(Systems.CPT, "90837")),
        wild.list(2, () -> resource(start)),
        wild.maybe(() -> Coded.of("urn:hl7v2:default:L", "CAL" + wild.next(), wild.text())),
        wild.maybe(() -> wild.identifier("PGN")),
        place == null ? null : wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "702814008")),
        wild.maybe(() -> PartialTime.of(start)),
        wild.maybe(() -> PartialTime.of(wild.after(start))),
        wild.maybe(this::attendedVisit),
        null);
  }

  /** Equipment that is needed later than the appointment begins, or all the time. */
  private Resource resource(OffsetDateTime start) {
    var from = wild.maybe(() -> wild.after(start));
    return new Resource(
        wild.coded(Systems.SNOMED_CT, "706767009"),
        wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "49062001")),
        null, // FHIR has no place for it
        from,
        from == null ? null : wild.maybe(() -> wild.after(from)));
  }

  private @Nullable Visit attendedVisit() {
    var attending = Clinician.of(wild.id(), people.name(null)).build();
    return Visit.with(visit(), List.of(new StaffMember(StaffMember.Role.ATTENDING, attending)));
  }

  private @Nullable Coded why() {
    return wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "185935000"));
  }

  private List<Participant> participants() {
    return wild.list(
        3,
        () -> {
          var from = wild.maybe(wild::time);
          return new Participant(
              people.someone(),
              wild.maybe(() -> wild.coded(Systems.NUCC, "2084P0800X")),
              wild.maybe(() -> wild.pick(Participant.Response.values())),
              wild.maybe(() -> wild.pick(Participant.Required.values())),
              from,
              from == null ? null : wild.maybe(() -> wild.after(from)));
        });
  }
}
