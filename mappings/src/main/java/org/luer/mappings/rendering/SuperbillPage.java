package org.luer.mappings.rendering;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.luer.mappings.concept.billing.BilledDrug;
import org.luer.mappings.concept.billing.BillingCodes;
import org.luer.mappings.concept.billing.NdcUnit;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.concept.selfpay.Superbill;
import org.luer.mappings.concept.selfpay.SuperbillLine;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Systems;
import org.luer.mappings.rendering.Sheet.Box;

/** The template of a superbill. */
final class SuperbillPage {
  private static final String TITLE = "Superbill";

  private SuperbillPage() {}

  static String of(Superbill bill) {
    return Sheet.of(
        TITLE + " " + bill.number(),
        bill.provider().name(),
        Sheet.running(bill.patient()) + " · superbill " + bill.number(),
        sheet -> body(bill, sheet));
  }

  private static void body(Superbill bill, Sheet sheet) {
    var days = bill.days();
    sheet.masthead(
        bill.provider().name(),
        "Superbill: statement for your insurer",
        "No. "
            + bill.number()
            + " · issued "
            + Words.day(bill.issuedAt())
            + " · services of "
            + (days.get(0).equals(days.get(1)) ? days.get(0) : days.get(0) + " to " + days.get(1)));
    sheet.strip(patient(bill), insured(bill), billing(bill), rendering(bill));
    sheet.heading("Diagnoses");
    sheet.list(diagnoses(bill));
    sheet.heading("Services");
    sheet.table(
        List.of("=Day", "Place", "=Code", "Service", "Dx", ">Units", ">Price", ">Amount"),
        bill.lines().stream().map(SuperbillPage::row).toList());
    var sums = new ArrayList<List<String>>();
    sums.add(List.of("Total charges", Sheet.money(bill.total())));
    if (bill.paid() != null) {
      sums.add(List.of("Paid by the patient", Sheet.money(bill.paid())));
      sums.add(List.of("Balance", Sheet.money(bill.balance())));
    }
    sheet.sums(sums);
    places(bill).forEach(sheet::small);
    sheet.small(
        "This is a statement of services, not a claim: "
            + bill.provider().name()
            + " has not asked your insurer for payment. Whether and what your plan pays back is"
            + " for your plan to say. Send it with your plan's own form and keep a copy.");
    sheet.end("Superbill " + bill.number() + ", made " + Words.dayAndClock(bill.issuedAt()) + ".");
  }

  private static Box patient(Superbill bill) {
    var patient = bill.patient();
    var lines = new ArrayList<String>();
    lines.add(Sheet.filed(patient));
    lines.add(Sheet.born(patient));
    lines.addAll(Sheet.address(patient.addresses()));
    lines.add(Sheet.telephone(patient.telecoms()));
    return new Box("Patient", lines);
  }

  private static Box insured(Superbill bill) {
    if (bill.coverages().isEmpty()) {
      return new Box("Insured", List.of("No insurance told"));
    }
    var coverage = bill.coverages().get(0);
    var payer = coverage.payer();
    return new Box(
        "Insured",
        Stream.of(
                subscriber(bill, coverage),
                payer == null || payer.name() == null ? "" : payer.name(),
                coverage.memberId() == null ? "" : "Member ID " + coverage.memberId().value(),
                coverage.groupNumber() == null ? "" : "Group " + coverage.groupNumber(),
                "Patient is " + relation(coverage))
            .toList());
  }

  private static String subscriber(Superbill bill, Coverage coverage) {
    return coverage.subscriber() == null
        ? Sheet.filed(bill.patient())
        : Words.name(coverage.subscriber().name());
  }

  private static String relation(Coverage coverage) {
    var relation = coverage.relationship();
    return relation == null ? "the insured or a dependant" : Words.coded(relation);
  }

  private static Box billing(Superbill bill) {
    var provider = bill.provider();
    var lines = new ArrayList<String>();
    lines.add(provider.name());
    lines.addAll(Sheet.numbers(provider));
    lines.addAll(Sheet.address(provider.addresses()));
    lines.add(Sheet.telephone(provider.telecoms()));
    return new Box("Billing provider", lines);
  }

  private static Box rendering(Superbill bill) {
    var lines = new ArrayList<String>();
    bill.lines().stream()
        .map(SuperbillLine::rendering)
        .distinct()
        .forEach(
            c -> {
              lines.add(Words.clinician(c));
              lines.add("NPI " + c.npi());
              taxonomy(c).ifPresent(lines::add);
            });
    bill.charges().stream()
        .flatMap(c -> Stream.ofNullable(c.referrer()))
        .distinct()
        .forEach(
            c ->
                lines.add(
                    "Referred by "
                        + Words.clinician(c)
                        + (c.npi() == null ? "" : ", NPI " + c.npi())));
    return new Box("Rendering provider", lines);
  }

  private static java.util.Optional<String> taxonomy(Clinician clinician) {
    return java.util.Optional.ofNullable(clinician.specialty())
        .flatMap(s -> s.codeIn(Systems.NUCC))
        .map(t -> "Taxonomy " + t);
  }

  private static List<String> diagnoses(Superbill bill) {
    var lines = new ArrayList<String>();
    for (int i = 0; i < bill.diagnoses().size(); i++) {
      lines.add(letter(i + 1) + "  " + Sheet.coded(bill.diagnoses().get(i)));
    }
    return lines;
  }

  /** Diagnoses are pointed at by letters, as on a claim form. */
  private static String letter(int number) {
    return String.valueOf((char) ('A' + number - 1));
  }

  private static List<String> row(SuperbillLine line) {
    return List.of(
        line.day().value(),
        String.valueOf(line.place().code()),
        line.code().code()
            + line.modifiers().stream().map(m -> " " + m.code()).collect(Collectors.joining()),
        service(line),
        line.pointers().stream().map(SuperbillPage::letter).collect(Collectors.joining(" ")),
        Words.number(line.units()),
        line.unitPrice() == null ? "" : Sheet.money(line.unitPrice()),
        Sheet.money(line.amount()));
  }

  private static String service(SuperbillLine line) {
    return Sheet.joined(
        ". ",
        Words.sentence(line.text()),
        line.drug() == null ? null : drug(line.drug()),
        line.note() == null ? null : line.note().replaceAll("\\.$", ""));
  }

  private static String drug(BilledDrug drug) {
    var quantity = drug.quantity();
    var unit = quantity == null ? "" : NdcUnit.x12(quantity.unit()).orElse("");
    return "NDC "
        + drug.product().code()
        + (quantity == null ? "" : " " + unit + " " + quantity.value().toPlainString())
        + (drug.product().text() == null ? "" : ", " + drug.product().text());
  }

  /** What the numbers of places mean. */
  private static List<String> places(Superbill bill) {
    var places =
        bill.lines().stream()
            .map(SuperbillLine::place)
            .distinct()
            .map(p -> p.code() + " " + words(p))
            .collect(Collectors.joining("; "));
    return List.of(
        "Place of service: "
            + places
            + ". Units of drugs: "
            + NdcUnit.TABLE.rows().stream()
                .map(r -> r.x12() + " " + r.text())
                .collect(Collectors.joining(", "))
            + ".");
  }

  private static String words(Coded place) {
    return BillingCodes.place(place.code()).orElse(Words.coded(place));
  }
}
