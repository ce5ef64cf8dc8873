package org.luer.mappings.concept.coding;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.billing.BillingCodes;
import org.luer.mappings.concept.billing.InfusionUnits;
import org.luer.mappings.concept.billing.Ndc;
import org.luer.mappings.concept.billing.NdcUnit;
import org.luer.mappings.concept.claim.CareTeamMember;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.concept.claim.ClaimLine;
import org.luer.mappings.concept.claim.ClaimReview;
import org.luer.mappings.concept.clinician.Npi;
import org.luer.mappings.concept.coding.CodingRules.Rule;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.core.Money;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.Severity;
import org.luer.mappings.core.Systems;

/**
 * Looks at a claim for payment before it leaves. Each finding has its place, its reason and what to
 * do; errors hold the claim, warnings travel with it. Nothing is changed.
 */
public final class ClaimScrubber {
  private static final int LINES = 50;
  private static final int SOON = 14;
  private static final Pattern DIAGNOSIS = Pattern.compile("[A-Z]\\d[0-9A-Z](\\.[0-9A-Z]{1,4})?");
  private static final String ASSESSED = "96127";

  private final ScrubCase about;
  private final Claim claim;
  private final CodingRules rules;
  private final LocalDate day;
  private final List<Finding> findings = new ArrayList<>();

  private ClaimScrubber(ScrubCase about) {
    this.about = about;
    this.claim = about.claim();
    this.day = day(claim);
    this.rules = CodingRules.of(about.payer(), day, about.rules());
  }

  /**
   * One finding.
   *
   * @param rule its row in scrub-rules.csv
   * @param path JSON pointer into the claim
   */
  public record Finding(String rule, Severity severity, String path, String reason, String fix) {}

  /** What was found; of a request for authorization only by which way it has to go. */
  public static List<Finding> scrub(ScrubCase about) {
    var scrubber = new ClaimScrubber(about);
    if (about.claim().use() != Claim.Use.CLAIM) {
      scrubber.request();
      return List.copyOf(scrubber.findings);
    }
    scrubber.claim();
    for (int i = 0; i < about.claim().lines().size(); i++) {
      scrubber.line(about.claim().lines().get(i), "/lines/" + i);
    }
    scrubber.together();
    scrubber.insurance();
    return List.copyOf(scrubber.findings);
  }

  private void find(String rule, String path) {
    var row = ScrubRules.TABLE.row(rule);
    findings.add(new Finding(rule, row.severity(), path, row.reason(), row.fix()));
  }

  private void findIf(boolean wrong, String rule, String path) {
    if (wrong) {
      find(rule, path);
    }
  }

  private static LocalDate day(Claim claim) {
    return claim.lines().stream()
        .map(ClaimScrubber::day)
        .flatMap(Optional::stream)
        .min(LocalDate::compareTo)
        .orElseGet(() -> LocalDate.parse(claim.createdAt().value().substring(0, 10)));
  }

  private static Optional<LocalDate> day(ClaimLine line) {
    return Optional.ofNullable(line.serviceDate())
        .map(PartialDate::value)
        .filter(v -> v.length() == 10)
        .map(LocalDate::parse);
  }

  private static String code(ClaimLine line) {
    return String.valueOf(line.code().code());
  }

  // --- a request for authorization

  private void request() {
    var byPacket = rules.list(Rule.PACKET_SERVICES);
    for (int i = 0; i < claim.lines().size(); i++) {
      findIf(
          byPacket.contains(code(claim.lines().get(i))),
          "authorization-by-packet",
          "/lines/" + i + "/code");
    }
  }

  // --- the claim as a whole

  private void claim() {
    findIf(claim.id().length() > ClaimReview.NUMBER, "claim-number", "/id");
    findIf(claim.lines().size() > LINES, "lines-many", "/lines");
    findIf(!valid(about.billingNpi()), "billing-npi", "/provider");
    for (int i = 0; i < claim.careTeam().size(); i++) {
      var member = claim.careTeam().get(i);
      if (member.clinician() != null) {
        findIf(
            !valid(member.clinician().npi()), "clinician-npi", "/careTeam/" + i + "/clinician/npi");
      }
      findIf(
          member.role() == CareTeamMember.Role.RENDERING && !enrolled(member),
          "taxonomy",
          "/careTeam/" + i + "/qualification");
    }
    findIf(claim.diagnoses().isEmpty(), "diagnosis-missing", "/diagnoses");
    findIf(claim.diagnoses().size() > ClaimReview.DIAGNOSES, "diagnoses-many", "/diagnoses");
    for (int i = 0; i < claim.diagnoses().size(); i++) {
      var icd = claim.diagnoses().get(i).code().codeIn(Systems.ICD_10_CM);
      findIf(
          icd.filter(c -> DIAGNOSIS.matcher(c).matches()).isEmpty(),
          "diagnosis-form",
          "/diagnoses/" + i + "/code");
    }
  }

  private static boolean valid(@Nullable String npi) {
    return npi != null && Npi.valid(npi);
  }

  private static boolean enrolled(CareTeamMember member) {
    var taxonomy = member.qualification();
    return taxonomy != null
        && taxonomy.codeIn(Systems.NUCC).flatMap(BillingCodes.TAXONOMY::find).isPresent();
  }

  // --- line by line

  private void line(ClaimLine line, String path) {
    int pointers = line.diagnoses().size();
    findIf(
        pointers == 0 || pointers > ClaimReview.ON_LINE, "diagnosis-pointer", path + "/diagnoses");
    findIf(
        !BillingCodes.bills(line.code().system()) || !BillingCodes.wellFormed(line.code()),
        "service-form",
        path + "/code");
    var place = line.placeOfService();
    findIf(
        place == null || BillingCodes.place(place.code()).isEmpty(),
        "place-of-service",
        path + "/placeOfService");
    kind(line, path);
    modifiers(line, path);
    drug(line, path);
    amount(line, path);
    findIf(
        day(line).filter(d -> d.isAfter(about.today())).isPresent(),
        "service-future",
        path + "/serviceDate");
  }

  private void kind(ClaimLine line, String path) {
    var row = ServiceKinds.TABLE.find(code(line));
    if (row.isEmpty()) {
      return;
    }
    var on = day(line).orElse(day);
    var from = row.get().from();
    var until = row.get().until();
    findIf(
        (from != null && on.isBefore(from)) || (until != null && on.isAfter(until)),
        "service-day",
        path + "/code");
    findIf(row.get().kind().equals("never"), "service-wrong", path + "/code");
    findIf(row.get().kind().equals("bundled") && infused(), "service-bundled", path + "/code");
  }

  private boolean infused() {
    return claim.lines().stream().anyMatch(l -> InfusionUnits.CODES.contains(code(l)));
  }

  private static List<String> modifiers(ClaimLine line) {
    return line.modifiers().stream().map(m -> String.valueOf(m.code())).toList();
  }

  private void modifiers(ClaimLine line, String path) {
    var codes = modifiers(line);
    findIf(
        codes.size() > ClaimReview.ON_LINE || !codes.stream().allMatch(BillingCodes::modifier),
        "modifier-form",
        path + "/modifiers");
    boolean discarded = codes.contains("JW");
    boolean nothing = codes.contains("JZ");
    findIf(
        (discarded && nothing) || ((discarded || nothing) && forSeveral(line)),
        "modifier-discarded",
        path + "/modifiers");
    boolean evaluation =
        ServiceKinds.kind(code(line)).filter(ServiceKinds.EVALUATION::equals).isPresent();
    var wanted = rules.value(Rule.EVALUATION_MODIFIER);
    findIf(
        evaluation && infused() && wanted.isPresent() && !codes.contains(wanted.get()),
        "evaluation-modifier",
        path + "/modifiers");
  }

  /** Whether the line's container is known to be for several doses. */
  private boolean forSeveral(ClaimLine line) {
    var drug = line.drug();
    return drug != null
        && StockedProduct.ofNdc(about.stock(), drug.product().code(), day)
            .map(StockedProduct::singleDose)
            .filter(single -> !single)
            .isPresent();
  }

  private void drug(ClaimLine line, String path) {
    var drug = line.drug();
    if (BillingCodes.UNCLASSIFIED.contains(code(line))) {
      findIf(drug == null || drug.quantity() == null, "ndc-missing", path + "/drug");
    }
    if (drug != null) {
      var quantity = drug.quantity();
      findIf(
          !Ndc.isBilling(String.valueOf(drug.product().code()))
              || (quantity != null && NdcUnit.x12(quantity.unit()).isEmpty()),
          "ndc-form",
          path + "/drug");
    }
  }

  private void amount(ClaimLine line, String path) {
    var units = line.units();
    var net = line.net();
    findIf(
        units == null || net == null || units.signum() <= 0 || line.contradictsPrice(),
        "amount",
        path + "/net");
  }

  // --- lines beside each other

  private void together() {
    var codes = new HashSet<String>();
    claim.lines().forEach(l -> codes.add(code(l)));
    var seen = new HashSet<String>();
    int initial = 0;
    for (int i = 0; i < claim.lines().size(); i++) {
      var line = claim.lines().get(i);
      var path = "/lines/" + i;
      addOn(line, codes, path);
      boolean distinct =
          modifiers(line).stream().anyMatch(rules.list(Rule.DISTINCT_MODIFIERS)::contains);
      if (Set.of("infusion", "push", "hydration")
          .contains(ServiceKinds.kind(code(line)).orElse(""))) {
        findIf(initial > 0 && !distinct, "two-initial", path + "/code");
        initial++;
      }
      var same = code(line) + modifiers(line).stream().sorted().toList() + day(line) + drug(line);
      findIf(!seen.add(same), "duplicate-line", path);
    }
    minutes();
    var scored = about.scored();
    findIf(
        scored != null && units(ASSESSED).compareTo(BigDecimal.valueOf(scored)) > 0,
        "scored-units",
        "/lines");
    total();
  }

  private static String drug(ClaimLine line) {
    return line.drug() == null ? "" : String.valueOf(line.drug().product().code());
  }

  private void addOn(ClaimLine line, Set<String> codes, String path) {
    var primary =
        ServiceKinds.TABLE.find(code(line)).map(ServiceKinds.Row::primary).orElse(List.of());
    findIf(
        !primary.isEmpty() && primary.stream().noneMatch(codes::contains),
        "add-on-alone",
        path + "/code");
  }

  private BigDecimal units(String code) {
    return claim.lines().stream()
        .filter(l -> code(l).equals(code))
        .map(ClaimLine::units)
        .filter(Objects::nonNull)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** More than the minutes give is wrong; fewer, because of another payer's rules, is not. */
  private void minutes() {
    var running = about.running();
    if (running == null) {
      return;
    }
    var right =
        running.stop() == null
            ? new InfusionUnits(1, 0, 0)
            : InfusionUnits.of(BigDecimal.valueOf(running.minutes()));
    for (int i = 0; i < claim.lines().size(); i++) {
      var code = code(claim.lines().get(i));
      boolean second = modifiers(claim.lines().get(i)).contains(secondAccess());
      var most =
          code.equals(InfusionUnits.FIRST_HOUR)
              ? right.first()
              : code.equals(InfusionUnits.FURTHER_HOUR) ? right.further() : Integer.MAX_VALUE;
      findIf(
          !second && units(code).compareTo(BigDecimal.valueOf(most)) > 0,
          "minutes-units",
          "/lines/" + i + "/units");
    }
  }

  private String secondAccess() {
    return rules.value(Rule.SECOND_ACCESS_MODIFIER).orElse("");
  }

  private void total() {
    var total = claim.total();
    var sum =
        claim.lines().stream()
            .map(ClaimLine::net)
            .filter(Objects::nonNull)
            .map(Money::value)
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    findIf(total == null || total.value().compareTo(sum) != 0, "total", "/total");
  }

  // --- the insurer's side

  private void insurance() {
    for (int i = 0; i < claim.coverageIds().size(); i++) {
      var id = claim.coverageIds().get(i);
      var coverage = about.coverages().stream().filter(c -> c.id().equals(id)).findFirst();
      findIf(coverage.filter(this::inForce).isEmpty(), "coverage-inactive", "/coverageIds/" + i);
    }
    authorization();
    rules
        .number(Rule.FILING_DAYS)
        .ifPresent(
            days -> {
              var last = day.plusDays(days.longValue());
              findIf(about.today().isAfter(last), "filing-late", "/createdAt");
              findIf(
                  !about.today().isAfter(last) && about.today().plusDays(SOON).isAfter(last),
                  "filing-soon",
                  "/createdAt");
            });
  }

  private boolean inForce(Coverage coverage) {
    var from = coverage.startsOn();
    var until = coverage.endsOn();
    boolean ended =
        coverage.status() == Coverage.Status.CANCELLED
            || coverage.status() == Coverage.Status.ENTERED_IN_ERROR;
    var text = day.toString();
    // a year or month without day counts whole
    return !ended
        && (from == null || from.value().compareTo(text.substring(0, from.value().length())) <= 0)
        && (until == null
            || until.value().compareTo(text.substring(0, until.value().length())) >= 0);
  }

  private void authorization() {
    var needed = rules.list(Rule.AUTHORIZED_SERVICES);
    var numbers = claim.authorizationNumbers();
    findIf(
        numbers.isEmpty() && claim.lines().stream().anyMatch(l -> needed.contains(code(l))),
        "authorization-missing",
        "/authorizationNumbers");
    var used = new TreeMap<String, BigDecimal>();
    claim.lines().forEach(l -> used.put(code(l), units(code(l))));
    for (int i = 0; i < numbers.size(); i++) {
      var number = numbers.get(i);
      var approval = about.approvals().stream().filter(a -> a.number().equals(number)).findFirst();
      findIf(
          approval.filter(a -> a.on(day)).isEmpty(),
          "authorization-invalid",
          "/authorizationNumbers/" + i);
      var place = "/authorizationNumbers/" + i;
      approval.ifPresent(
          a ->
              findIf(
                  !a.left().isEmpty()
                      && used.entrySet().stream()
                          .filter(
                              e -> a.left().containsKey(e.getKey()) || needed.contains(e.getKey()))
                          .anyMatch(e -> e.getValue().compareTo(left(a, e.getKey())) > 0),
                  "authorization-units",
                  place));
    }
  }

  private static BigDecimal left(ScrubCase.Approval approval, String code) {
    return approval.left().getOrDefault(code, BigDecimal.ZERO);
  }
}
