package org.luer.gateway.claim;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.billing.BillingFiles;
import org.luer.gateway.billing.Payers;
import org.luer.gateway.journal.Disclosures;
import org.luer.gateway.journal.Reception;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Records;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.partner.Settings;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.concept.coding.AuthorizationCriteria;
import org.luer.mappings.concept.coding.ClaimScrubber;
import org.luer.mappings.concept.coding.ClaimScrubber.Finding;
import org.luer.mappings.concept.coding.CodingRules;
import org.luer.mappings.concept.coding.RunningTime;
import org.luer.mappings.concept.coding.ScrubCase;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.concept.eligibility.Eligibility;
import org.luer.mappings.concept.eligibility.EligibilityRequest;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Severity;

/** What a claim is held against before it leaves, and what was found. */
final class ClaimCases {
  private static final Set<String> SUPPORT = Set.of("Referral", "Assessment", "InfusionOrder");

  private final Records records;
  private final Disclosures disclosures;
  private final Partners partners;
  private final Approvals approvals;
  private final BillingFiles files;
  private final @Nullable String npi;
  private final Clock clock;
  private final ZoneId zone;

  ClaimCases(
      Records records,
      Disclosures disclosures,
      Partners partners,
      Approvals approvals,
      Settings settings,
      Clock clock) {
    this.records = records;
    this.disclosures = disclosures;
    this.partners = partners;
    this.approvals = approvals;
    this.files = new BillingFiles(settings.billing());
    this.npi = settings.clinic().npi();
    this.zone = Objects.requireNonNullElse(settings.clinic().zone(), ZoneOffset.UTC);
    this.clock = clock;
  }

  /** Authorizations that insurers gave. */
  interface Approvals {
    /**
     * Those of a patient.
     *
     * @param claim whose units are not counted as used
     */
    List<ScrubCase.Approval> of(String patient, String claim);
  }

  /** A record of the clinic as its type, when it is one. */
  static <T> Optional<T> read(RecordVersion version, Class<T> as) {
    return ClinicRecords.read(version.content())
        .value()
        .flatMap(all -> all.stream().filter(as::isInstance).map(as::cast).findFirst());
  }

  /** The coverages that a claim or charge names, in its order. */
  List<Coverage> coverages(List<String> ids) {
    return ids.stream()
        .flatMap(id -> records.latest("Coverage", id).stream())
        .filter(v -> v.owner().equals(Reception.CLINIC))
        .flatMap(v -> read(v, Coverage.class).stream())
        .toList();
  }

  /** The insurer of the first coverage. */
  Optional<Partner> insurer(List<String> coverageIds) {
    return coverages(coverageIds).stream()
        .findFirst()
        .flatMap(c -> Payers.insurer(c, partners.current()));
  }

  /**
   * The claim with the number of the authorization that its insurer gave for its services, if it
   * names none and there is one for a service of its day.
   */
  Claim authorized(Claim claim) {
    if (!claim.authorizationNumbers().isEmpty()) {
      return claim;
    }
    var codes = claim.lines().stream().map(l -> l.code().code()).toList();
    var day = firstDay(claim).map(java.time.LocalDate::parse);
    var number =
        approvals.of(claim.patientId(), claim.id()).stream()
            .filter(a -> a.left().keySet().stream().anyMatch(codes::contains))
            .filter(
                a ->
                    day.isPresent()
                        && (a.from() == null || !day.get().isBefore(a.from()))
                        && (a.until() == null || !day.get().isAfter(a.until())))
            .map(ScrubCase.Approval::number)
            .findFirst();
    if (number.isEmpty()) {
      return claim;
    }
    var tree = ClinicRecords.tree(claim);
    tree.putArray("authorizationNumbers").add(number.get());
    return ClinicRecords.read(tree, "")
        .value()
        .filter(Claim.class::isInstance)
        .map(Claim.class::cast)
        .orElse(claim);
  }

  /** What the payer of a request for prior authorization wants to see, held against the records. */
  AuthorizationCriteria.Result criteria(Claim request) {
    var payer = payer(request);
    var support =
        records.about(request.patientId(), Reception.CLINIC, SUPPORT).stream()
            .flatMap(v -> read(v, ClinicRecord.class).stream())
            .toList();
    var today = clock.instant().atZone(zone).toLocalDate();
    return AuthorizationCriteria.check(request, support, payer, List.of(), today);
  }

  /**
   * The records that go with a request for prior authorization, before it is confirmed: with each
   * that may not go to its insurer the rule, as {@code withheld}.
   */
  ArrayNode support(Claim request, Partner insurer) {
    var support = new ClaimSupport(records).chosen(request, insurer);
    var told = ClaimSupport.json(support);
    for (int i = 0; i < support.size(); i++) {
      var verdict = disclosures.delivery(insurer, support.get(i));
      if (!verdict.permitted()) {
        ((ObjectNode) told.get(i)).put("withheld", verdict.named());
      }
    }
    return told;
  }

  /**
   * The rules of the payer of a claim, today.
   *
   * @throws BillingFiles.Unreadable if a table of the clinic cannot be read
   */
  CodingRules rules(Claim claim) {
    return CodingRules.of(payer(claim), clock.instant().atZone(zone).toLocalDate(), files.rules());
  }

  /** Whose rules hold for a claim. */
  private String payer(Claim claim) {
    return coverages(claim.coverageIds()).stream()
        .findFirst()
        .map(Payers::named)
        .orElse(CodingRules.EVERYBODY);
  }

  /** The running time of a session. */
  Optional<RunningTime> running(@Nullable String session) {
    return Optional.ofNullable(session)
        .flatMap(id -> records.latest("InfusionSession", id))
        .flatMap(v -> read(v, InfusionSession.class))
        .flatMap(s -> RunningTime.of(s.timeline(), s.totals()));
  }

  /** What was found in a claim, errors first. */
  List<Finding> findings(Claim claim, Partner insurer, List<RecordVersion> evidence) {
    var findings = new ArrayList<Finding>();
    if (endpoint(claim, insurer)) {
      findings.add(
          error(
              "no-endpoint",
              "/coverageIds/0",
              "The settings name no FHIR endpoint of " + insurer.id() + " that takes this.",
              "Add one under receives, with the exchange that is missing."));
    }
    inactive(claim, insurer).ifPresent(findings::add);
    for (var record : evidence) {
      var verdict = disclosures.delivery(insurer, record);
      if (!verdict.permitted()) {
        findings.add(
            error(
                "not-disclosed",
                "/patientId",
                record.kind() + " may not go to the insurer: " + verdict.named() + ".",
                "See disclosure: directives, and patients of the partner's settings."));
      }
    }
    try {
      findings.addAll(ClaimScrubber.scrub(scrub(claim)));
    } catch (BillingFiles.Unreadable table) {
      findings.add(
          error(
              "table-unreadable",
              "",
              "A table of the clinic cannot be read: " + table.getMessage() + ".",
              "Correct the file."));
    }
    findings.sort(java.util.Comparator.comparing(f -> f.severity() == Severity.ERROR ? 0 : 1));
    return List.copyOf(findings);
  }

  private static Optional<String> firstDay(Claim claim) {
    return claim.lines().stream()
        .flatMap(l -> java.util.stream.Stream.ofNullable(l.serviceDate()))
        .map(d -> d.value())
        .filter(d -> d.length() == 10)
        .min(String::compareTo);
  }

  /** The newest answer of the insurer about the coverage on the day of the claim counts. */
  private Optional<Finding> inactive(Claim claim, Partner insurer) {
    var day = firstDay(claim);
    if (day.isEmpty() || claim.coverageIds().isEmpty()) {
      return Optional.empty();
    }
    return records.about(claim.patientId(), insurer.id(), Set.of("Eligibility")).stream()
        .sorted(
            java.util.Comparator.comparing(RecordVersion::recordedAt)
                .thenComparing(RecordVersion::messageId)
                .reversed())
        .flatMap(v -> read(v, Eligibility.class).stream())
        .filter(e -> asked(e, claim.coverageIds().get(0), day.get()))
        .findFirst()
        .filter(e -> e.coverages().stream().anyMatch(c -> Boolean.FALSE.equals(c.active())))
        .map(
            e ->
                error(
                    "eligibility-inactive",
                    "/coverageIds/0",
                    "The insurer answered " + e.requestId() + ": the coverage is not in force.",
                    "Correct the coverage, or ask the insurer and its eligibility anew."));
  }

  /** Whether an answer belongs to the question for this coverage on this day. */
  private boolean asked(Eligibility answer, String coverage, String day) {
    return Optional.ofNullable(answer.requestId())
        .flatMap(id -> records.latest("EligibilityRequest", id))
        .flatMap(v -> read(v, EligibilityRequest.class))
        .filter(q -> q.coverageIds().contains(coverage))
        .map(EligibilityRequest::serviced)
        .map(period -> period.from() == null ? period.to() : period.from())
        .filter(at -> at.value().startsWith(day))
        .isPresent();
  }

  private static boolean endpoint(Claim claim, Partner insurer) {
    return insurer.receives().stream()
        .noneMatch(
            r ->
                r.format() == org.luer.gateway.partner.Receives.Format.FHIR
                    && r.exchanges().contains(ClaimExchanges.of(claim.use())));
  }

  private static Finding error(String rule, String path, String reason, String fix) {
    return new Finding(rule, Severity.ERROR, path, reason, fix);
  }

  private ScrubCase scrub(Claim claim) {
    var coverages =
        records.about(claim.patientId(), Reception.CLINIC, Set.of("Coverage")).stream()
            .flatMap(v -> read(v, Coverage.class).stream())
            .toList();
    var payer = payer(claim);
    var session = claim.lines().stream().map(l -> l.sessionId()).filter(s -> s != null).findFirst();
    return new ScrubCase(
        claim,
        npi,
        coverages,
        approvals.of(claim.patientId(), claim.id()),
        running(session.orElse(null)).orElse(null),
        null,
        files.stock(),
        payer,
        files.rules(),
        clock.instant().atZone(zone).toLocalDate());
  }

  /** Whether a finding keeps the claim. */
  static boolean errors(List<Finding> findings) {
    return findings.stream().anyMatch(f -> f.severity() == Severity.ERROR);
  }

  /** Findings as they are kept and told. */
  static ArrayNode json(List<Finding> findings) {
    var array = ClinicJson.mapper().createArrayNode();
    for (var one : findings) {
      ObjectNode node = array.addObject();
      node.put("severity", one.severity().name().toLowerCase(java.util.Locale.ROOT))
          .put("rule", one.rule())
          .put("path", one.path())
          .put("reason", one.reason())
          .put("fix", one.fix());
    }
    return array;
  }
}
