package org.luer.mappings.generator;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.billing.BilledDiagnosis;
import org.luer.mappings.concept.billing.BillingCodes;
import org.luer.mappings.concept.claim.AuthorizationRequest;
import org.luer.mappings.concept.claim.CareTeamMember;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.concept.claim.ClaimAccident;
import org.luer.mappings.concept.claim.ClaimAttachment;
import org.luer.mappings.concept.claim.ClaimInformation;
import org.luer.mappings.concept.claim.ClaimLine;
import org.luer.mappings.concept.claim.ClaimProcedure;
import org.luer.mappings.concept.claim.ClaimRelation;
import org.luer.mappings.concept.claim.ClaimTimes;
import org.luer.mappings.concept.claim.LineAuthorization;
import org.luer.mappings.concept.claim.ServicePeriod;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.coverage.Payer;
import org.luer.mappings.concept.document.Attachment;
import org.luer.mappings.concept.document.DocumentSource;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.visit.OutsideVisit;
import org.luer.mappings.concept.visit.Place;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Money;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Systems;
import org.luer.mappings.exchange.charges.Charges;

/** Arbitrary valid claims and requests for authorization, in everything that FHIR carries. */
public final class ClaimSets {
  private static final String X12 = "https://codesystem.x12.org/005010/";

  private final Wild wild;
  private final WildPeople people;

  private ClaimSets(Wild wild) {
    this.wild = wild;
    this.people = new WildPeople(wild);
  }

  /** Any valid set about a claim; shrinks towards fewer optional parts. */
  public static Arbitrary<Charges> any() {
    return Combinators.combine(Arbitraries.longs(), Arbitraries.integers().between(0, 95))
        .as(ClaimSets::of);
  }

  /**
   * One set.
   *
   * @param density how likely each optional part is, in percent
   */
  public static Charges of(long seed, int density) {
    return new ClaimSets(new Wild(new SplittableRandom(seed), density)).set(seed);
  }

  private Charges set(long seed) {
    var charge = ChargeSets.of(seed, 95);
    var coverages = List.of(ChargeSets.coverage(charge.patient().id(), wild));
    return new Charges(
        charge.clinic(),
        charge.patient().withGuarantors(List.of()),
        coverages,
        claim(charge.patient().id(), coverages.get(0).id()));
  }

  private Coded x12(String list) {
    return Coded.of(X12 + list, "C" + wild.next(), wild.maybe(wild::text));
  }

  private DocumentSource source(String type) {
    return new DocumentSource(type, wild.identifier("FILL"));
  }

  private ServicePeriod period() {
    return wild.flip()
        ? new ServicePeriod(wild.partial(), wild.maybe(wild::partial))
        : new ServicePeriod(null, wild.partial());
  }

  private @Nullable Clinician withPost() {
    var someone = people.someone();
    return someone.specialty() == null ? null : someone;
  }

  private Claim claim(String patientId, String coverageId) {
    var team = wild.list(3, this::member);
    var information = wild.list(4, this::information);
    var procedures =
        wild.list(
            2,
            () ->
                new ClaimProcedure(
                    wild.coded("http://www.cms.gov/Medicare/Coding/ICD10", "GZ58ZZZ"),
                    wild.list(2, () -> x12("proc")),
                    wild.maybe(wild::partial)));
    var diagnoses = wild.list(3, this::diagnosis);
    var times = wild.maybe(this::times);
    var lines =
        IntStream.rangeClosed(0, wild.below(3))
            .mapToObj(
                i ->
                    line(
                        team.size(),
                        diagnoses.size(),
                        information.size(),
                        procedures.size(),
                        times != null))
            .toList();
    return new Claim(
        wild.id(),
        patientId,
        wild.pick(Claim.Use.values()),
        wild.maybe(() -> x12("type")),
        wild.maybe(() -> x12("subtype")),
        wild.list(2, () -> wild.identifier("ACSN")),
        wild.pick(Claim.Status.values()),
        wild.partial(),
        wild.maybe(people::someone),
        wild.maybe(this::withPost),
        wild.maybe(() -> x12("priority")),
        wild.maybe(() -> new Payer(wild.identifier("NIIP"), wild.text(), null, List.of())),
        wild.maybe(() -> x12("payee")),
        wild.maybe(() -> "C" + wild.next()),
        wild.list(
            2, () -> new ClaimRelation(wild.identifier("ACSN"), wild.maybe(() -> x12("rel")))),
        wild.maybe(() -> "R" + wild.next()),
        null,
        wild.maybe(() -> source("MedicationRequest")),
        wild.maybe(() -> visit(wild, people)),
        wild.maybe(() -> new ClaimAccident(day(), wild.maybe(() -> x12("accident")))),
        wild.maybe(this::period),
        wild.maybe(() -> new Place("UNIT" + wild.next(), null, null, null)),
        team,
        wild.maybe(() -> "AN" + wild.next()),
        times,
        wild.list(2, () -> new ClaimAttachment(x12("755"), "D" + wild.next())),
        information,
        wild.maybe(this::request),
        procedures,
        diagnoses,
        List.of(coverageId),
        wild.list(2, () -> "PA" + wild.next()),
        lines,
        wild.maybe(this::money),
        wild.maybe(wild::time));
  }

  private PartialDate day() {
    return new PartialDate(wild.time().toLocalDate().toString());
  }

  private Money money() {
    return new Money(wild.number(), wild.pick(List.of("USD", "CAD")));
  }

  private CareTeamMember member() {
    var organization =
        wild.below(3) == 0
            ? Organization.of("ORG" + wild.next(), "Org " + wild.text()).build()
            : null;
    var clinician = organization == null ? people.someone() : null;
    return new CareTeamMember(
        wild.pick(CareTeamMember.Role.values()) == CareTeamMember.Role.RENDERING
            ? CareTeamMember.Role.RENDERING
            : CareTeamMember.Role.ASSISTING,
        null,
        clinician,
        (clinician != null && clinician.specialty() != null) ? wild.maybe(() -> true) : null,
        organization,
        wild.maybe(() -> Coded.of(Systems.NUCC, "2084P0800X", wild.text())),
        wild.maybe(wild::flip),
        wild.maybe(wild::flip));
  }

  private ClaimTimes times() {
    var from = wild.time();
    return new ClaimTimes(
        from,
        wild.maybe(() -> wild.after(from)),
        wild.maybe(() -> new Quantity(wild.number(), "min")));
  }

  private BilledDiagnosis diagnosis() {
    return new BilledDiagnosis(
        new Coded(
            Systems.ICD_10_CM, "F" + (10 + wild.next()) + ".2", wild.maybe(wild::text), List.of()),
        null,
        wild.maybe(this::day),
        null,
        wild.list(2, () -> x12("kind")),
        wild.maybe(() -> x12("onadmission")),
        null);
  }

  private ClaimInformation information() {
    var what = wild.below(6);
    return new ClaimInformation(
        x12("info"),
        wild.maybe(() -> x12("code")),
        wild.maybe(this::period),
        what == 0 ? wild.text() : null,
        what == 1 ? wild.flip() : null,
        what == 2 ? wild.number() : null,
        what == 2 ? unit() : null,
        what == 3 ? source("Observation") : null,
        what == 4 ? Attachment.of("text/plain", new byte[] {65, 66}) : null,
        wild.maybe(() -> x12("reason")),
        wild.maybe(
            () ->
                new ClaimInformation.Cover(
                    x12("755"), wild.maybe(() -> x12("756")), wild.maybe(wild::text), null)));
  }

  private @Nullable Coded unit() {
    return wild.maybe(
        () -> wild.flip() ? Coded.text("Units") : Coded.of(X12 + "673", "UN", "Units"));
  }

  private AuthorizationRequest request() {
    return new AuthorizationRequest(
        x12("1338"),
        wild.maybe(() -> x12("1322")),
        wild.list(
            2,
            () ->
                new AuthorizationRequest.PatientCondition(
                    x12("1136"), wild.maybe(wild::flip), wild.list(2, () -> x12("1321")))),
        wild.maybe(() -> x12("923")),
        wild.maybe(this::day),
        wild.maybe(
            () ->
                new AuthorizationRequest.Transmission(
                    "S" + wild.next(), wild.maybe(wild::text), wild.maybe(wild::text), null)));
  }

  private LineAuthorization asked() {
    return new LineAuthorization(
        x12("1525"),
        wild.maybe(() -> x12("1322")),
        wild.maybe(() -> source("ServiceRequest")),
        wild.list(2, () -> wild.identifier("FILL")),
        wild.maybe(wild::text),
        wild.maybe(wild::text),
        wild.maybe(() -> new ServicePeriod(wild.partial(), null)),
        wild.maybe(this::period),
        wild.maybe(this::period),
        wild.maybe(() -> x12("end")),
        wild.maybe(wild::flip),
        wild.maybe(() -> x12("1345")),
        wild.maybe(() -> x12("1337")),
        wild.maybe(wild::number),
        wild.list(2, () -> x12("dx")),
        wild.maybe(() -> "added"));
  }

  private List<Integer> some(int size) {
    return IntStream.rangeClosed(1, size).filter(i -> wild.flip()).boxed().toList();
  }

  private ClaimLine line(
      int team, int diagnoses, int information, int procedures, boolean timesKnown) {
    var units = wild.maybe(wild::number);
    var when = wild.below(3);
    var where = wild.below(3);
    Supplier<Coded> code =
        () ->
            wild.flip()
                ? Coded.of(Systems.CPT, "96365", wild.maybe(wild::text))
                : wild.coded(Systems.SNOMED_CT, "14152002");
    return new ClaimLine(
        code.get(),
        wild.maybe(() -> x12("1365")),
        wild.maybe(() -> x12("revenue")),
        wild.list(2, () -> x12("program")),
        wild.list(3, () -> Coded.of(Systems.CPT, "59", wild.maybe(wild::text))),
        when == 0 ? day() : null,
        when == 1 ? period() : null,
        where == 0 ? Coded.of(BillingCodes.PLACE_OF_SERVICE, "11", wild.text()) : null,
        where == 1 ? new Place("UNIT" + wild.next(), null, null, null) : null,
        wild.maybe(() -> x12("site")),
        units,
        units == null ? null : unit(),
        wild.maybe(this::money),
        wild.maybe(wild::number),
        wild.maybe(this::money),
        null,
        some(team),
        some(diagnoses),
        some(information),
        some(procedures),
        timesKnown ? wild.maybe(() -> true) : null,
        wild.maybe(() -> "S" + wild.next()),
        wild.list(2, () -> visit(wild, people)),
        wild.maybe(this::asked));
  }

  /** A visit elsewhere. */
  static OutsideVisit visit(Wild wild, WildPeople people) {
    var from = wild.maybe(wild::time);
    var place = wild.maybe(() -> new Place("WARD" + wild.next(), null, null, null));
    return new OutsideVisit(
        List.of(wild.identifier("VN")),
        wild.pick(List.of("finished", "in-progress")),
        wild.maybe(
            () ->
                Coded.of(
                    "http://terminology.hl7.org/CodeSystem/v3-ActCode",
                    wild.pick(List.of("IMP", "AMB")),
                    wild.maybe(wild::text))),
        wild.list(2, () -> wild.coded(Systems.SNOMED_CT, "308335008")),
        from == null ? null : PartialTime.of(from),
        from == null ? null : wild.maybe(() -> PartialTime.of(wild.after(from))),
        wild.list(
            2,
            () ->
                new OutsideVisit.Participant(
                    wild.list(
                        1,
                        () ->
                            Coded.of(
                                "http://terminology.hl7.org/CodeSystem/v3-ParticipationType",
                                "ATND",
                                wild.maybe(wild::text))),
                    people.someone(),
                    wild.maybe(wild::partial),
                    null)),
        wild.list(2, () -> wild.coded(Systems.ICD_10_CM, "F33." + wild.next())),
        place,
        wild.maybe(() -> Organization.of("ORG" + wild.next(), "Org " + wild.text()).build()),
        wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "394587001")),
        wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "306689006")),
        wild.list(2, () -> wild.coded(Systems.ICD_10_CM, "F43." + wild.next())),
        wild.list(
            2,
            () ->
                new OutsideVisit.Diagnosis(
                    wild.coded(Systems.ICD_10_CM, "F60." + wild.next()),
                    wild.maybe(
                        () ->
                            wild.coded(
                                "http://terminology.hl7.org/CodeSystem/diagnosis-role", "AD")),
                    wild.maybe(() -> 1 + wild.below(3)))),
        wild.maybe(() -> wild.coded(Systems.V2 + "0007", "E")),
        wild.maybe(() -> wild.coded("http://terminology.hl7.org/CodeSystem/admit-source", "emd")),
        wild.maybe(() -> wild.quantity("min")),
        place == null ? null : wild.maybe(() -> presence(wild)));
  }

  private static OutsideVisit.Presence presence(Wild wild) {
    var from = wild.time();
    return new OutsideVisit.Presence(
        wild.pick(List.of("active", "completed")),
        PartialTime.of(from),
        wild.maybe(() -> PartialTime.of(wild.after(from))));
  }
}
