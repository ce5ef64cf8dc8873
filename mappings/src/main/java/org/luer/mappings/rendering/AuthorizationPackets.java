package org.luer.mappings.rendering;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.billing.BillingCodes;
import org.luer.mappings.concept.billing.Evidence;
import org.luer.mappings.concept.claim.CareTeamMember;
import org.luer.mappings.concept.claim.ClaimLine;
import org.luer.mappings.concept.coding.AuthorizationCriteria;
import org.luer.mappings.concept.document.Attachment;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.referral.PriorTreatment;
import org.luer.mappings.concept.referral.Referral;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.concept.summary.SessionSummary;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Money;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.rendering.Sheet.Box;

/**
 * The packet for prior authorization by portal or fax, for an insurer that takes none of it
 * electronically: one PDF that begins with who asks for what, says criterion by criterion what
 * proves it, and ends with the summaries themselves.
 *
 * <p>Everything on it is in the records that it is made from; of assessments only the instruments
 * that a criterion names (minimum necessary, 45 CFR 164.502(b)).
 */
public final class AuthorizationPackets {
  private static final String TITLE = "Request for prior authorization";

  private final PacketInput input;

  private AuthorizationPackets(PacketInput input) {
    this.input = input;
  }

  /** The PDF: tagged, fonts embedded, the same bytes for the same input. */
  public static byte[] pdf(PacketInput input, Fonts fonts) {
    var packet = new AuthorizationPackets(input);
    var page =
        Sheet.of(
            TITLE + " " + input.request().id(),
            input.clinic().name(),
            Sheet.running(input.patient()) + " · request " + input.request().id(),
            packet::body);
    var identity = "packet|" + input.request().id();
    var cover = PdfWriter.write(page, fonts, input.at(), identity);
    var attached =
        input.of(SessionSummary.class).stream()
            .flatMap(s -> s.attachments().stream())
            .filter(a -> a.contentType().equals("application/pdf") && a.data() != null)
            .map(Attachment::bytes)
            .toList();
    return attached.isEmpty() ? cover : PdfWriter.appended(cover, attached, input.at(), identity);
  }

  private void body(Sheet sheet) {
    sheet.masthead(
        input.clinic().name(),
        TITLE,
        "Request " + input.request().id() + " · made " + Words.day(input.at()));
    sheet.strip(patient(), coverage(), clinic(), team());
    sheet.heading("What is asked for");
    sheet.table(
        List.of("=Code", "Service", ">Units", "When", "Place", ">Price"),
        input.request().lines().stream().map(AuthorizationPackets::row).toList());
    sheet.line(
        "For: "
            + input.request().diagnoses().stream()
                .map(d -> Sheet.coded(d.code()))
                .collect(Collectors.joining("; ")));
    sheet.heading("Criteria: " + input.criteria().summary());
    sheet.table(
        List.of("=Met", "Criterion", "Proof in the record"),
        input.criteria().checked().stream().map(this::row).toList());
    scores(sheet);
    treatments(sheet);
    plan(sheet);
    given(sheet);
    attached(sheet);
    sheet.end(
        TITLE
            + " "
            + input.request().id()
            + ", made "
            + Words.dayAndClock(input.at())
            + " out of the clinic's records.");
  }

  private Box patient() {
    var lines = new ArrayList<String>();
    lines.add(Sheet.filed(input.patient()));
    lines.add(Sheet.born(input.patient()));
    lines.addAll(Sheet.address(input.patient().addresses()));
    lines.add(Sheet.telephone(input.patient().telecoms()));
    return new Box("Patient", lines);
  }

  private Box coverage() {
    if (input.coverages().isEmpty()) {
      return new Box("Coverage", List.of());
    }
    var coverage = input.coverages().get(0);
    var payer = coverage.payer();
    var subscriber = coverage.subscriber();
    return new Box(
        "Coverage",
        Stream.of(
                payer == null || payer.name() == null ? "" : payer.name(),
                coverage.memberId() == null ? "" : "Member ID " + coverage.memberId().value(),
                coverage.groupNumber() == null ? "" : "Group " + coverage.groupNumber(),
                subscriber == null ? "" : "Insured: " + Words.name(subscriber.name()))
            .toList());
  }

  private Box clinic() {
    var lines = new ArrayList<String>();
    lines.add(input.clinic().name());
    lines.addAll(Sheet.numbers(input.clinic()));
    lines.addAll(Sheet.address(input.clinic().addresses()));
    lines.add(Sheet.telephone(input.clinic().telecoms()));
    return new Box("Asked by", lines);
  }

  private Box team() {
    return new Box(
        "Clinicians",
        input.request().careTeam().stream()
            .filter(m -> m.clinician() != null)
            .map(AuthorizationPackets::member)
            .toList());
  }

  private static String member(CareTeamMember member) {
    var clinician = Objects.requireNonNull(member.clinician());
    return Words.clinician(clinician)
        + (clinician.npi() == null ? "" : ", NPI " + clinician.npi())
        + (member.role() == null ? "" : ", " + member.role().code());
  }

  private static List<String> row(ClaimLine line) {
    var price = line.net() == null ? line.unitPrice() : line.net();
    return List.of(
        line.code().code()
            + line.modifiers().stream().map(m -> " " + m.code()).collect(Collectors.joining()),
        service(line.code()),
        line.units() == null ? "" : Words.number(line.units()),
        line.serviceDate() != null
            ? line.serviceDate().value()
            : line.period() == null
                ? ""
                : Sheet.joined(" to ", text(line.period().from()), text(line.period().to())),
        line.placeOfService() == null ? "" : Words.coded(line.placeOfService()),
        price == null ? "" : money(price, line.net() == null));
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private static String money(Money money, boolean each) {
    return Sheet.money(money) + (each ? " each" : "");
  }

  /** Our words for a code; the clinic's own where we have none. */
  private static String service(Coded code) {
    return Words.sentence(
        BillingCodes.SERVICES
            .find(String.valueOf(code.code()))
            .map(BillingCodes.Row::text)
            .orElse(code.text() == null ? "" : code.text()));
  }

  private List<String> row(AuthorizationCriteria.Checked checked) {
    return List.of(
        checked.met() ? "yes" : "no",
        Words.sentence(checked.row().text()),
        checked.evidence().isEmpty()
            ? "nothing in the record"
            : checked.evidence().stream()
                .map(this::proof)
                .distinct()
                .collect(Collectors.joining("; ")));
  }

  /** A proof in words; where it lies when there are none. */
  private String proof(Evidence evidence) {
    var index = index(evidence.pointer());
    return switch (evidence.record()) {
      case "Assessment" ->
          input.of(Assessment.class).stream()
              .filter(a -> a.id().equals(evidence.id()))
              .map(a -> a.form().title() + " of " + Words.day(a.authored()))
              .findFirst()
              .orElse(evidence.id());
      case "Referral" ->
          input.of(Referral.class).stream()
              .filter(r -> r.id().equals(evidence.id()))
              .filter(r -> index >= 0 && index < r.priorTreatments().size())
              .map(r -> Words.coded(r.priorTreatments().get(index).treatment()))
              .findFirst()
              .orElse("referral " + evidence.id());
      case "InfusionOrder" -> "order " + evidence.id();
      case "Claim" ->
          index >= 0
                  && index < input.request().diagnoses().size()
                  && String.valueOf(evidence.pointer()).startsWith("/diagnoses")
              ? Sheet.coded(input.request().diagnoses().get(index).code())
              : "attached document";
      default -> evidence.record() + " " + evidence.id();
    };
  }

  private static int index(@Nullable String pointer) {
    var last = pointer == null ? "" : pointer.substring(pointer.lastIndexOf('/') + 1);
    return last.matches("\\d{1,4}") ? Integer.parseInt(last) : -1;
  }

  private void scores(Sheet sheet) {
    var wanted =
        input.criteria().checked().stream()
            .map(AuthorizationCriteria.Checked::row)
            .filter(r -> r.kind() == AuthorizationCriteria.Kind.ASSESSED)
            .flatMap(r -> r.values().stream())
            .collect(Collectors.toSet());
    var asked =
        input.of(Assessment.class).stream().filter(a -> wanted.contains(a.instrument())).toList();
    var scores = AssessmentScores.scores(asked);
    var screens = screened(asked, scores);
    sheet.heading("Scores");
    if (scores.isEmpty() && screens.isEmpty()) {
      sheet.line("None recorded.");
      return;
    }
    sheet.table(
        List.of("Scale", "When", "Score", "Safety signals"),
        Stream.concat(scores.stream().map(s -> row(s, asked)), screens.stream()).toList());
  }

  private static List<String> row(Score score, List<Assessment> all) {
    return List.of(
        score.instrument(),
        Words.day(score.at()),
        Words.number(score.total())
            + (score.max() == null ? "" : " of " + Words.number(score.max()))
            + (Boolean.TRUE.equals(score.baseline()) ? ", baseline" : ""),
        signals(
            all.stream()
                .filter(
                    a ->
                        a.form().title().equals(score.instrument())
                            && a.authored().equals(score.at()))
                .toList()));
  }

  /** Screenings without a total, such as for suicide risk. */
  private static List<List<String>> screened(List<Assessment> all, List<Score> scores) {
    var known = scores.stream().map(s -> s.instrument() + s.at()).collect(Collectors.toSet());
    return all.stream()
        .filter(Assessment::complete)
        .filter(a -> !known.contains(a.form().title() + a.authored()))
        .map(a -> List.of(a.form().title(), Words.day(a.authored()), "done", signals(List.of(a))))
        .toList();
  }

  private static String signals(List<Assessment> of) {
    var signals = AssessmentScores.signals(of);
    return signals.isEmpty()
        ? "none recorded"
        : signals.stream().map(SafetySignal::words).distinct().collect(Collectors.joining("; "));
  }

  private void treatments(Sheet sheet) {
    var tried =
        input.of(Referral.class).stream().flatMap(r -> r.priorTreatments().stream()).toList();
    sheet.heading("Treatments tried before");
    if (tried.isEmpty()) {
      sheet.line("None recorded.");
      return;
    }
    sheet.table(
        List.of("Treatment", "Dose", "When", "Outcome", "Note"),
        tried.stream().distinct().map(AuthorizationPackets::row).toList());
  }

  private static List<String> row(PriorTreatment tried) {
    return List.of(
        Words.coded(tried.treatment()),
        tried.dose() == null ? "" : tried.dose(),
        Sheet.joined(" to ", text(tried.from()), text(tried.to())),
        Words.coded(tried.outcome()),
        tried.note() == null ? "" : tried.note());
  }

  private void plan(Sheet sheet) {
    sheet.heading("Plan");
    var orders =
        input.of(InfusionOrder.class).stream()
            .filter(o -> o.status() != InfusionOrder.Status.ENTERED_IN_ERROR)
            .toList();
    if (orders.isEmpty()) {
      sheet.line("No order recorded.");
    }
    sheet.list(orders.stream().map(AuthorizationPackets::plan).toList());
  }

  private static String plan(InfusionOrder order) {
    var series = order.series();
    return Sheet.joined(
        ", ",
        order.drug() == null ? null : Words.coded(order.drug().code()),
        quantity(order.dosePerKg()),
        quantity(order.dose()),
        order.route() == null ? null : Words.coded(order.route()),
        order.duration() == null ? null : "over " + Words.quantity(order.duration()),
        series == null || series.of() == null ? null : series.of() + " infusions",
        series == null ? null : series.interval(),
        order.monitoring() == null ? null : "monitoring: " + order.monitoring(),
        order.orderer() == null ? null : "ordered by " + Words.clinician(order.orderer()));
  }

  private static @Nullable String quantity(@Nullable Quantity quantity) {
    return quantity == null ? null : Words.quantity(quantity);
  }

  private void given(Sheet sheet) {
    var done =
        input.of(InfusionSession.class).stream()
            .filter(s -> s.status() == InfusionSession.Status.COMPLETED)
            .filter(s -> !s.timeline().isEmpty())
            .toList();
    if (done.isEmpty()) {
      return;
    }
    sheet.heading("Infusions given");
    sheet.table(
        List.of("Day", "Dose", "Adverse events"),
        done.stream()
            .map(
                s ->
                    List.of(
                        Words.day(s.timeline().get(0).at()),
                        s.totals() == null ? "" : Words.quantity(s.totals().dose()),
                        String.valueOf(s.adverseEvents().size())))
            .toList());
  }

  private void attached(Sheet sheet) {
    var summaries =
        input.of(SessionSummary.class).stream()
            .filter(
                s ->
                    s.attachments().stream()
                        .map(Attachment::contentType)
                        .collect(Collectors.toSet())
                        .containsAll(Set.of("application/pdf")))
            .toList();
    if (!summaries.isEmpty()) {
      sheet.heading("Attached");
      sheet.list(
          summaries.stream().map(s -> "Session summary " + s.header().number().value()).toList());
    }
  }
}
