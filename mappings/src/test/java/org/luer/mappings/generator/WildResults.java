package org.luer.mappings.generator;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.administration.MedicationAdministration;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.infusion.Lot;
import org.luer.mappings.concept.observation.Finding;
import org.luer.mappings.concept.observation.FindingValue;
import org.luer.mappings.concept.observation.Laboratory;
import org.luer.mappings.concept.observation.Observation;
import org.luer.mappings.concept.observation.ReferenceRange;
import org.luer.mappings.concept.specimen.Specimen;
import org.luer.mappings.concept.visit.Place;
import org.luer.mappings.concept.visit.Visit;
import org.luer.mappings.core.Address;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.Systems;
import org.luer.mappings.exchange.results.Results;

/** Arbitrary valid results: every kind of value, odd text, odd offsets, any density. */
public final class WildResults {
  private static final String V3 =
      "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";
  private final Wild wild;
  private final WildPeople people;

  private WildResults(Wild wild) {
    this.wild = wild;
    this.people = new WildPeople(wild);
  }

  /** Any valid set; shrinks towards fewer optional parts. */
  public static Arbitrary<Results> any() {
    return Combinators.combine(Arbitraries.longs(), Arbitraries.integers().between(0, 95))
        .as(WildResults::of);
  }

  /** One set. */
  public static Results of(long seed, int density) {
    var results = new WildResults(new Wild(new SplittableRandom(seed), density));
    return results.set(seed % 4 == 0);
  }

  private Results set(boolean dose) {
    var patient = people.patient();
    var clinic = wild.maybe(people::clinic);
    return dose
        ? new Results(clinic, patient, null, given(patient.id()))
        : new Results(clinic, patient, observation(patient.id()), null);
  }

  private Identifier number(@Nullable String type) {
    return new Identifier("N" + wild.next(), "LAB" + wild.next(), null, type);
  }

  private Observation observation(String patientId) {
    var from = wild.maybe(wild::time);
    var findings = new ArrayList<Finding>();
    for (int i = wild.below(4); i > 0; i--) {
      findings.add(finding());
    }
    var outside = wild.below(3) == 0 ? ClaimSets.visit(wild, people) : null;
    return new Observation(
        wild.id(),
        patientId,
        wild.pick(Observation.Status.values()),
        wild.maybe(() -> wild.pick(List.of("CH", "LAB", "HM", "RAD", "EC", "OTH", "PHY"))),
        wild.coded(Systems.LOINC, "24323-8"),
        wild.maybe(() -> number("PLAC")),
        wild.maybe(() -> number("FILL")),
        wild.maybe(() -> number("PGN")),
        wild.maybe(people::someone),
        from,
        from == null ? null : wild.maybe(() -> wild.after(from)),
        from == null ? wild.maybe(() -> new PartialDate("2025-03-11")) : null,
        wild.maybe(wild::time),
        wild.maybe(people::someone),
        wild.maybe(wild::text),
        wild.list(2, () -> wild.coded(Systems.ICD_10_CM, "F33." + wild.next())),
        outside == null ? wild.maybe(this::visit) : null,
        wild.maybe(this::specimen),
        findings,
        wild.maybe(this::lines),
        outside,
        wild.list(2, () -> number(null)),
        wild.list(2, () -> wild.coded(Systems.SNOMED_CT, "68566005")),
        null,
        List.of());
  }

  private String lines() {
    return wild.flip() ? wild.text() : wild.text() + "\n" + wild.text();
  }

  private Visit visit() {
    var arrived = wild.maybe(wild::time);
    return new Visit(
        wild.identifier("VN"),
        wild.maybe(() -> wild.identifier("AN")),
        wild.maybe(() -> wild.pick(Visit.PatientClass.values())),
        wild.maybe(() -> new Place("WARD", wild.maybe(() -> "R2"), null, "RGH")),
        arrived,
        arrived == null ? null : wild.maybe(() -> wild.after(arrived)),
        wild.maybe(() -> Coded.of(Systems.V2 + "0069", "MED", null)),
        wild.chance()
            ? List.of(new StaffMember(StaffMember.Role.ATTENDING, people.someone()))
            : List.of());
  }

  private Specimen specimen() {
    var from = wild.maybe(wild::time);
    return new Specimen(
        wild.maybe(() -> number(null)),
        wild.maybe(() -> number(null)),
        wild.coded(Systems.SNOMED_CT, "119364003"),
        wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "82078001")),
        wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "368208006")),
        from,
        from == null ? null : wild.maybe(() -> wild.after(from)),
        wild.maybe(wild::time),
        wild.list(2, () -> Coded.of(Systems.SNOMED_CT, "11872900" + wild.next() % 10, null)),
        null,
        null,
        null,
        null,
        from == null ? null : Coded.of(Systems.SNOMED_CT, "702281005", null));
  }

  private Finding finding() {
    var absent = wild.below(6) == 0 ? wild.maybe(() -> wild.pick(Finding.Absent.values())) : null;
    return new Finding(
        new Coded(Systems.LOINC, "2823-" + wild.next(), wild.maybe(wild::text), List.of()),
        null,
        wild.maybe(() -> "s" + wild.next()),
        absent == null ? wild.maybe(this::value) : null,
        absent,
        wild.maybe(this::range),
        wild.list(2, () -> Coded.of(V3, wild.pick(List.of("H", "LL", "A", "N")), null)).stream()
            .distinct()
            .toList(),
        wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "702660")),
        null,
        absent == Finding.Absent.NOT_ASKED
            ? Finding.Status.FINAL
            : wild.pick(Finding.Status.values()),
        wild.maybe(wild::time),
        wild.maybe(wild::time),
        wild.maybe(people::someone),
        wild.maybe(() -> Coded.of("urn:hl7v2:default:RGH", "L" + wild.next(), wild.text())),
        wild.maybe(this::laboratory),
        wild.maybe(() -> number(null)),
        wild.maybe(this::lines),
        wild.below(4) == 0 ? components() : List.of(),
        wild.list(
            2,
            () ->
                Coded.of(
                    "http://terminology.hl7.org/CodeSystem/observation-category",
                    wild.pick(List.of("survey", "activity")),
                    wild.maybe(wild::text))),
        wild.maybe(() -> true),
        List.of());
  }

  private List<Finding.Component> components() {
    return wild.list(
        3,
        () -> {
          var absent = wild.flip() ? wild.maybe(() -> Finding.Absent.ERROR) : null;
          return new Finding.Component(
              Coded.of(Systems.LOINC, "8480-" + wild.next(), wild.maybe(wild::text)),
              absent == null ? wild.maybe(this::plainValue) : null,
              absent,
              wild.maybe(this::range),
              wild.flip() ? List.of() : List.of(Coded.of(V3, "H", null)));
        });
  }

  private FindingValue plainValue() {
    return switch (wild.below(4)) {
      case 0 -> FindingValue.number(wild.number(), unit());
      case 1 -> FindingValue.codes(List.of(wild.coded(Systems.SNOMED_CT, "260385009")));
      case 2 -> FindingValue.truth(wild.flip());
      default -> FindingValue.text(lines());
    };
  }

  private Laboratory laboratory() {
    return new Laboratory(
        "Lab " + wild.text(),
        wild.maybe(() -> number("XX")),
        wild.maybe(() -> new Address(null, List.of("1 Lab Way"), wild.text(), "WI", null, null)),
        wild.maybe(people::someone));
  }

  private ReferenceRange range() {
    return ReferenceRange.of(
        wild.pick(List.of("3.5-5.1", ">=60", "<=200", "<5", "negative", "0.50 - 1.20", "a|b")));
  }

  private Coded unit() {
    return switch (wild.below(4)) {
      case 0 -> Coded.of(Systems.UCUM, "mmol/L", null);
      case 1 -> Coded.of(Systems.UCUM, "mg", "milligram");
      case 2 -> Coded.of("urn:hl7v2:default:L", "CUPS", "cups");
      default -> Coded.text("handful");
    };
  }

  private FindingValue value() {
    var number = wild.number();
    return switch (wild.below(13)) {
      case 0 -> FindingValue.number(number, null);
      case 1 -> FindingValue.number(number, unit());
      case 2 -> FindingValue.number(number, wild.pick(FindingValue.Comparator.values()), unit());
      case 3 ->
          FindingValue.numbers(
              number,
              null,
              wild.pick(FindingValue.Separator.values()),
              number.add(BigDecimal.ONE),
              wild.maybe(this::unit));
      case 4 -> FindingValue.codes(List.of(wild.coded(Systems.SNOMED_CT, "260385009")));
      case 5 ->
          FindingValue.codes(
              List.of(
                  Coded.of(Systems.SNOMED_CT, "112283007", wild.text()),
                  Coded.of(Systems.SNOMED_CT, "3092008", "more")));
      case 6 -> FindingValue.text(lines());
      case 7 -> FindingValue.time(wild.time());
      case 8 -> FindingValue.date(wild.date());
      case 9 -> FindingValue.clock("09:30:0" + wild.below(10));
      case 10 -> FindingValue.truth(wild.flip());
      case 11 ->
          FindingValue.attachment(
              wild.flip()
                  ? new FindingValue.Attachment("application/pdf", "JVBERi0xLjQ=", null)
                  : new FindingValue.Attachment(
                      "image/jpeg", null, "https://lab.example.org/strip?a=1&b=2"));
      default -> FindingValue.other(new FindingValue.Other("XAD", "1 Main St^^MADISON^WI^53711"));
    };
  }

  private MedicationAdministration given(String patientId) {
    var from = wild.time();
    return new MedicationAdministration(
        wild.id(),
        patientId,
        wild.pick(MedicationAdministration.Status.values()),
        wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "182862001")),
        wild.maybe(() -> number(null)),
        wild.maybe(() -> number("PLAC")),
        wild.maybe(() -> number("FILL")),
        wild.coded(Systems.RXNORM, "308182"),
        wild.maybe(() -> new MedicationAdministration.Amount(wild.number(), unit())),
        wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "385049006")),
        wild.maybe(() -> new MedicationAdministration.Amount(wild.number(), unit())),
        wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "26643006")),
        wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "368208006")),
        wild.maybe(() -> Coded.of("urn:hl7v2:default:L", "CUP", "cup")),
        wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "421521009")),
        from,
        wild.maybe(() -> wild.after(from)),
        wild.list(2, () -> Coded.of(Systems.ICD_10_CM, "J02." + wild.next(), wild.text())),
        wild.maybe(people::someone),
        wild.maybe(people::someone),
        wild.list(
            2,
            () ->
                new Lot(
                    "LOT" + wild.next(),
                    null,
                    wild.maybe(() -> new PartialDate("2026-10-31")),
                    wild.maybe(wild::text))),
        wild.maybe(wild::time),
        wild.maybe(this::visit),
        wild.maybe(wild::text),
        null,
        null,
        List.of());
  }
}
