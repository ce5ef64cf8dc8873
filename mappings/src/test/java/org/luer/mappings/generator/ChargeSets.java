package org.luer.mappings.generator;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.billing.BilledDiagnosis;
import org.luer.mappings.concept.billing.BilledDrug;
import org.luer.mappings.concept.billing.BillingCodes;
import org.luer.mappings.concept.billing.Evidence;
import org.luer.mappings.concept.charge.BillingAccount;
import org.luer.mappings.concept.charge.Charge;
import org.luer.mappings.concept.charge.ChargeLine;
import org.luer.mappings.concept.charge.PerformedProcedure;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.concept.coverage.Payer;
import org.luer.mappings.concept.visit.Place;
import org.luer.mappings.concept.visit.Visit;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Money;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Systems;
import org.luer.mappings.exchange.charges.Charges;

/** Arbitrary valid charges, much wilder than those of {@code SyntheticCharges}. */
public final class ChargeSets {
  private static final List<String> UNITS = List.of("mL", "{each}", "g", "[iU]", "mg");

  private static final String PART = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
  private final Wild wild;
  private final WildPeople people;
  private final OffsetDateTime day;

  private ChargeSets(Wild wild) {
    this.wild = wild;
    this.people = new WildPeople(wild);
    this.day = wild.time().withHour(8).withMinute(0).withSecond(0);
  }

  /** Any valid set about a charge that is posted; shrinks towards fewer optional parts. */
  public static Arbitrary<Charges> any() {
    return Combinators.combine(Arbitraries.longs(), Arbitraries.integers().between(0, 95))
        .as(ChargeSets::of);
  }

  /**
   * One set.
   *
   * @param density how likely each optional part is, in percent
   */
  public static Charges of(long seed, int density) {
    return new ChargeSets(new Wild(new SplittableRandom(seed), density)).set();
  }

  private Charges set() {
    var patient = people.patient();
    var coverages = wild.list(2, () -> coverage(patient.id(), wild));
    return new Charges(people.clinic(), patient, coverages, charge(patient.id(), coverages));
  }

  /** Enough of a coverage to be told from others; its own exchange has wilder ones. */
  static Coverage coverage(String patientId, Wild wild) {
    var system = "https://clinic.example.org/fhir/CodeSystem/kic-item";
    return new Coverage(
        "COV" + wild.next(),
        patientId,
        wild.maybe(() -> 1 + wild.below(3)),
        Coverage.Status.ACTIVE,
        new Payer(wild.identifier("NIIP"), wild.text(), null, List.of()),
        Coded.of(system, "PPO" + wild.next(), "Plan"),
        null,
        wild.identifier("MB"),
        null,
        null,
        null,
        null,
        wild.maybe(() -> "GRP" + wild.next()),
        null,
        wild.maybe(() -> new PartialDate("2025-01-01")),
        null,
        null,
        List.of(),
        null,
        null,
        null,
        null,
        null,
        List.of());
  }

  private Charge charge(String patientId, List<Coverage> coverages) {
    var diagnoses = diagnoses();
    var lines = new ArrayList<ChargeLine>();
    lines.add(line(ChargeLine.Type.CHARGE, diagnoses.size()));
    lines.addAll(wild.list(4, () -> line(wild.pick(ChargeLine.Type.values()), diagnoses.size())));
    var status =
        lines.stream().anyMatch(ChargeLine::credit)
            ? Charge.Status.BILLABLE
            : wild.pick(
                List.of(
                    Charge.Status.BILLABLE, Charge.Status.BILLED, Charge.Status.ENTERED_IN_ERROR));
    return new Charge(
        wild.id(),
        patientId,
        wild.maybe(wild::id),
        status,
        new PartialDate(day.toLocalDate().toString()),
        wild.maybe(this::visit),
        wild.maybe(() -> wild.pick(List.of("OP", "R", "S&P"))),
        wild.maybe(() -> wild.coded(BillingCodes.PLACE_OF_SERVICE, "11")),
        wild.maybe(people::someone),
        wild.maybe(people::someone),
        wild.maybe(
            () ->
                Coded.of(
                    "https://clinic.example.org/fhir/CodeSystem/kic-item",
                    "PLAN" + wild.next(),
                    wild.maybe(wild::text))),
        wild.maybe(wild::text),
        ids(coverages),
        diagnoses,
        lines,
        wild.maybe(wild::time),
        wild.maybe(this::account));
  }

  private BillingAccount account() {
    return new BillingAccount(
        wild.maybe(
            () -> wild.coded("http://terminology.hl7.org/CodeSystem/v3-ActCode", "PBILLACCT")),
        wild.text(),
        wild.maybe(() -> PartialTime.of("2026-01-01")),
        wild.maybe(() -> PartialTime.of("2026-12-31")));
  }

  /** Those at hand, and now and then one that is not. */
  private List<String> ids(List<Coverage> coverages) {
    var ids = new ArrayList<>(coverages.stream().map(Coverage::id).toList());
    if (wild.below(4) == 0) {
      ids.add("COV" + wild.next());
    }
    return ids;
  }

  private Visit visit() {
    var visit =
        new Visit(
                wild.maybe(() -> wild.identifier("VN")),
                wild.maybe(() -> wild.identifier("AN")),
                Visit.PatientClass.OUTPATIENT,
                wild.maybe(
                    () -> new Place("UNIT" + wild.next(), wild.maybe(wild::text), null, null)),
                wild.maybe(() -> day),
                wild.maybe(() -> wild.after(day)))
            .withService(wild.maybe(() -> Coded.of(Systems.V2 + "0069", "MED", null)));
    return visit;
  }

  private List<BilledDiagnosis> diagnoses() {
    return wild.list(
        5,
        () ->
            new BilledDiagnosis(
                new Coded(
                    Systems.ICD_10_CM,
                    "F" + (10 + wild.next()) + ".2",
                    wild.maybe(wild::text),
                    List.of()),
                wild.maybe(() -> wild.pick(BilledDiagnosis.Type.values())),
                wild.maybe(wild::date),
                wild.maybe(people::someone)));
  }

  private @Nullable Money money() {
    return new Money(wild.number(), wild.pick(List.of("USD", "CAD")));
  }

  private ChargeLine line(ChargeLine.Type type, int diagnoses) {
    var from = wild.maybe(() -> day.plusMinutes(wild.below(600)));
    var cpt = wild.flip();
    var code =
        Coded.of(
            cpt ? Systems.CPT : Systems.HCPCS, cpt ? "96365" : "J3490", wild.maybe(wild::text));
    var itemOnly = wild.below(6) == 0;
    var pointers = new ArrayList<Integer>();
    for (int i = 1; i <= diagnoses; i++) {
      if (wild.flip()) {
        pointers.add(0, i);
      }
    }
    var performer = wild.maybe(people::someone);
    return new ChargeLine(
        "T" + wild.next(),
        type,
        itemOnly ? item() : wild.maybe(this::item),
        itemOnly ? null : code,
        wild.list(3, this::modifier),
        wild.number(),
        wild.maybe(this::money),
        wild.maybe(this::money),
        from,
        from == null ? null : wild.maybe(() -> wild.after(from)),
        itemOnly ? null : wild.maybe(this::procedure),
        wild.maybe(this::drug),
        pointers,
        wild.maybe(
            () ->
                Coded.of(
                    "https://clinic.example.org/fhir/CodeSystem/kic-item",
                    "NLKINF",
                    wild.maybe(wild::text))),
        performer,
        wild.maybe(people::someone),
        wild.maybe(people::someone),
        wild.maybe(() -> PartialTime.of(wild.time())),
        wild.maybe(this::filler),
        wild.maybe(wild::text),
        wild.list(
            2,
            () ->
                new Evidence(
                    wild.pick(List.of("InfusionSession", "Assessment", "Unicorn")),
                    wild.id(),
                    wild.maybe(() -> "/timeline/0"))),
        null,
        performer == null ? null : wild.maybe(() -> wild.coded(PART, "PPRF")),
        wild.list(2, () -> new Identifier("X" + wild.next(), "BILLS", null, null)));
  }

  private Identifier filler() {
    return wild.identifier("FILL");
  }

  private Coded item() {
    return Coded.of(
        "https://clinic.example.org/fhir/CodeSystem/kic-item",
        "CDM" + wild.next(),
        wild.maybe(wild::text));
  }

  private Coded modifier() {
    return wild.flip()
        ? Coded.of(Systems.CPT, "59", wild.maybe(wild::text))
        : wild.coded(Systems.HCPCS, "JZ");
  }

  private PerformedProcedure procedure() {
    return new PerformedProcedure(
        wild.maybe(() -> wild.pick(PerformedProcedure.Type.values())),
        PartialTime.of(wild.time()),
        wild.maybe(() -> new Quantity(wild.number(), "min")),
        wild.maybe(people::someone));
  }

  private BilledDrug drug() {
    var code = wild.pick(List.of("00409205115", "67457010810", "0409205115"));
    return new BilledDrug(
        new Coded(Systems.NDC, code, wild.maybe(wild::text), List.of()),
        wild.maybe(() -> new Quantity(wild.number(), wild.pick(UNITS))));
  }
}
