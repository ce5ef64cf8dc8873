package org.luer.mappings.rendering;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.luer.mappings.concept.selfpay.EstimateWords;
import org.luer.mappings.concept.selfpay.EstimatedProvider;
import org.luer.mappings.concept.selfpay.EstimatedService;
import org.luer.mappings.concept.selfpay.GoodFaithEstimate;
import org.luer.mappings.rendering.Sheet.Box;

/** The template of a good-faith estimate. */
final class EstimatePage {
  private EstimatePage() {}

  static String of(GoodFaithEstimate estimate) {
    return Sheet.of(
        "Good faith estimate " + estimate.number(),
        estimate.convening().provider().name(),
        Sheet.running(estimate.patient()) + " · estimate " + estimate.number(),
        sheet -> body(estimate, sheet));
  }

  private static void body(GoodFaithEstimate estimate, Sheet sheet) {
    sheet.masthead(
        estimate.convening().provider().name(),
        "Good faith estimate",
        "No. "
            + estimate.number()
            + " · issued "
            + Words.day(estimate.issuedAt())
            + " · valid until "
            + estimate.until());
    sheet.strip(patient(estimate), service(estimate), total(estimate));
    if (!estimate.diagnoses().isEmpty()) {
      sheet.heading("Diagnoses");
      var lines = new ArrayList<String>();
      for (int i = 0; i < estimate.diagnoses().size(); i++) {
        lines.add((i + 1) + "  " + Sheet.coded(estimate.diagnoses().get(i)));
      }
      sheet.list(lines);
    }
    sheet.heading("What we expect");
    sheet.line(EstimateWords.validity(estimate));
    estimate.providers().forEach(p -> provider(p, sheet));
    if (estimate.providers().size() > 1) {
      sheet.sums(List.of(List.of("Total of all providers", Sheet.money(estimate.total()))));
    }
    if (!estimate.separately().isEmpty()) {
      sheet.heading("Scheduled separately");
      sheet.line(EstimateWords.SEPARATELY);
      sheet.list(estimate.separately());
    }
    sheet.heading("What you should know");
    EstimateWords.disclaimers(estimate).forEach(sheet::small);
    sheet.end(
        "Estimate " + estimate.number() + ", made " + Words.dayAndClock(estimate.issuedAt()) + ".");
  }

  private static Box patient(GoodFaithEstimate estimate) {
    var lines = new ArrayList<String>();
    lines.add(Sheet.filed(estimate.patient()));
    lines.add(Sheet.born(estimate.patient()));
    lines.addAll(Sheet.address(estimate.patient().addresses()));
    return new Box("Patient", lines);
  }

  private static Box service(GoodFaithEstimate estimate) {
    return new Box(
        "Main service",
        List.of(
            estimate.service(),
            estimate.scheduledOn() == null
                ? "not scheduled yet"
                : "scheduled for " + estimate.scheduledOn(),
            estimate.frequency() == null ? "" : estimate.frequency()));
  }

  private static Box total(GoodFaithEstimate estimate) {
    return new Box(
        "Expected in all",
        List.of(
            Sheet.money(estimate.total()), "from " + estimate.from() + " to " + estimate.until()));
  }

  private static void provider(EstimatedProvider one, Sheet sheet) {
    var provider = one.provider();
    sheet.under(provider.name());
    var about = new ArrayList<>(Sheet.numbers(provider));
    about.addAll(Sheet.address(provider.addresses()));
    sheet.line(String.join(" · ", about));
    sheet.table(
        List.of("=Code", "Service", "Dx", ">Units", ">Times", ">Price", ">Amount"),
        one.services().stream().map(EstimatePage::row).toList());
    sheet.sums(
        List.of(
            List.of(
                "Total of " + provider.name(), Sheet.money(Objects.requireNonNull(one.total())))));
  }

  private static List<String> row(EstimatedService service) {
    return List.of(
        service.code().code()
            + service.modifiers().stream().map(m -> " " + m.code()).collect(Collectors.joining()),
        Words.sentence(service.words()),
        service.diagnoses().stream().map(String::valueOf).collect(Collectors.joining(" ")),
        Words.number(service.units()),
        String.valueOf(service.times()),
        Sheet.money(service.unitPrice()),
        Sheet.money(service.amount()));
  }
}
