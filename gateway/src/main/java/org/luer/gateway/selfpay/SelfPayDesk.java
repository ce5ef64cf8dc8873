package org.luer.gateway.selfpay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.billing.BillingFiles;
import org.luer.gateway.selfpay.SelfPayRecords.Found;
import org.luer.gateway.selfpay.SelfPayRequests.CoProvider;
import org.luer.gateway.selfpay.SelfPayRequests.EstimateRequest;
import org.luer.gateway.selfpay.SelfPayRequests.Line;
import org.luer.gateway.selfpay.SelfPayRequests.SuperbillRequest;
import org.luer.gateway.selfpay.SelfPayStore.Kind;
import org.luer.gateway.selfpay.SelfPayStore.Paper;
import org.luer.mappings.concept.charge.Charge;
import org.luer.mappings.concept.charge.ChargeReview;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.concept.coding.RunningTime;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.selfpay.EstimateComparison;
import org.luer.mappings.concept.selfpay.EstimatedProvider;
import org.luer.mappings.concept.selfpay.EstimatedService;
import org.luer.mappings.concept.selfpay.GoodFaithEstimate;
import org.luer.mappings.concept.selfpay.Superbill;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.core.Address;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.Money;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Systems;
import org.springframework.http.HttpStatus;

/** Makes the papers, keeps them, and says what a biller should look at before handing one out. */
final class SelfPayDesk {
  /** Of the derived numbers: enough that two papers of a clinic never meet. */
  private static final int DIGITS = 12;

  private static final String UNNUMBERED = "X";
  private static final int DAY = 10;

  private final SelfPayStore store;
  private final SelfPayRecords records;
  private final BillingFiles files;
  private final Clock clock;
  private final ZoneId zone;

  SelfPayDesk(
      SelfPayStore store,
      SelfPayRecords records,
      BillingFiles files,
      Clock clock,
      @Nullable ZoneId zone) {
    this.store = store;
    this.records = records;
    this.files = files;
    this.clock = clock;
    this.zone = zone == null ? ZoneOffset.UTC : zone;
  }

  /** A paper, and whether it is new. */
  record Issued(Paper paper, boolean fresh) {}

  /**
   * Something to look at.
   *
   * @param rule its name
   * @param about the charge or estimate that it is about
   */
  record Finding(String rule, String about, String text) {}

  // --- superbills

  Issued superbill(SuperbillRequest request, String by) {
    var charges = charges(request);
    var patient = patient(charges.get(0).value().patientId(), "/charges/0");
    var at = now();
    var paid = request.paid();
    Superbill made =
        valid(
            "superbill",
            () ->
                new Superbill(
                    number(request.number()),
                    at,
                    records.clinic(),
                    patient.value(),
                    records.coverages(patient.value().id()),
                    charges.stream().map(Found::value).toList(),
                    paid == null ? null : new Money(paid, "USD")));
    var tree = (ObjectNode) ClinicJson.mapper().valueToTree(made);
    return issue(
        Kind.SUPERBILL,
        request.number(),
        tree,
        patient.value().id(),
        Stream.concat(charges.stream().map(Found::version), Stream.of(patient.version()))
            .map(v -> v.reference() + "/" + v.version())
            .toList(),
        made.days(),
        at,
        by);
  }

  private List<Found<Charge>> charges(SuperbillRequest request) {
    var ids = request.charges();
    if ((ids == null) == (request.patient() == null)) {
      throw SelfPayRefusal.at(
          "/charges", "required", "name charges, or patient with from and until");
    }
    if (ids != null) {
      if (ids.isEmpty()) {
        throw SelfPayRefusal.at("/charges", "required", "is empty");
      }
      return IntStream.range(0, ids.size())
          .mapToObj(
              i ->
                  records
                      .find("Charge", ids.get(i), Charge.class)
                      .orElseThrow(
                          () ->
                              SelfPayRefusal.at(
                                  "/charges/" + i, "not-found", "is no charge of the clinic")))
          .toList();
    }
    var from = day(request.from(), "/from");
    var until = day(request.until(), "/until");
    var found =
        records.charges(Objects.requireNonNull(request.patient())).stream()
            .filter(
                c -> {
                  var day = LocalDate.parse(c.value().serviceDate().value());
                  return !day.isBefore(from) && !day.isAfter(until);
                })
            .toList();
    if (found.isEmpty()) {
      throw SelfPayRefusal.at(
          "/patient", "not-found", "has no billable or billed charge in this period");
    }
    return found;
  }

  private static LocalDate day(@Nullable PartialDate date, String place) {
    if (date == null || date.value().length() != DAY) {
      throw SelfPayRefusal.at(place, "required", "must be a day such as 2026-03-10");
    }
    return LocalDate.parse(date.value());
  }

  /** What to look at before a superbill is handed out; looked at anew each time. */
  List<Finding> findings(Superbill superbill) {
    var findings = new ArrayList<Finding>();
    for (var charge : superbill.charges()) {
      ChargeReview.of(charge, running(charge)).stream()
          .filter(i -> !i.path().endsWith("/number")) // too long for HL7 v2, not for paper
          .forEach(
              i ->
                  findings.add(
                      new Finding("review", "Charge/" + charge.id() + i.path(), i.text())));
      records
          .find("Charge", charge.id(), Charge.class)
          .filter(c -> records.keptFromPlan(c.version()))
          .ifPresent(
              c ->
                  findings.add(
                      new Finding(
                          "self-paid",
                          "Charge/" + charge.id(),
                          "The patient asked that the plan does not learn of this service. Whoever"
                              + " hands this superbill to the plan tells it: say so to the"
                              + " patient.")));
      records
          .find("Claim", charge.id(), Claim.class)
          .filter(c -> c.value().status() != Claim.Status.CANCELLED)
          .ifPresent(
              c ->
                  findings.add(
                      new Finding(
                          "claimed",
                          "Charge/" + charge.id(),
                          "There is a claim of this charge: with a superbill the plan would get it"
                              + " twice.")));
    }
    estimates(superbill.patient().id()).stream()
        .filter(e -> superbill.charges().stream().anyMatch(c -> e.covers(c.serviceDate())))
        .forEach(e -> findings.addAll(findings(e)));
    return List.copyOf(findings);
  }

  /** Minutes that the infusion ran, as its session has them. */
  private @Nullable Quantity running(Charge charge) {
    return Optional.ofNullable(charge.sessionId())
        .flatMap(id -> records.find("InfusionSession", id, InfusionSession.class))
        .flatMap(s -> RunningTime.of(s.value().timeline(), s.value().totals()))
        .map(r -> new Quantity(BigDecimal.valueOf(r.minutes()), "min"))
        .orElse(null);
  }

  // --- estimates

  private List<GoodFaithEstimate> estimates(String patient) {
    return store.of(patient, Kind.ESTIMATE).stream().map(SelfPayDesk::estimate).toList();
  }

  /** Whether what was charged keeps the estimate; by the charges as they are now. */
  List<Finding> findings(GoodFaithEstimate estimate) {
    var charges = records.charges(estimate.patient().id()).stream().map(Found::value).toList();
    return EstimateComparison.of(estimate, charges).stream()
        .map(
            f ->
                new Finding(
                    f.rule().code(),
                    "Estimate/" + estimate.number(),
                    (f.code() == null ? "" : f.code() + ": ")
                        + f.text()
                        + " Estimated "
                        + f.estimated().toPlainString()
                        + ", charged "
                        + f.charged().toPlainString()
                        + "."))
        .toList();
  }

  Issued estimate(EstimateRequest request, String by) {
    var order = order(request);
    var patient =
        patient(
            request.patient() == null
                ? order
                    .map(o -> o.value().patientId())
                    .orElseThrow(
                        () ->
                            SelfPayRefusal.at(
                                "/patient", "required", "is missing, and no order is named"))
                : request.patient(),
            "/patient");
    if (order.isPresent() && !order.get().value().patientId().equals(patient.value().id())) {
      throw SelfPayRefusal.at("/order", "conflict", "is an order for another patient");
    }
    var at = now();
    var made = valid("estimate", () -> made(request, order.map(Found::value), patient.value(), at));
    var told =
        Stream.concat(Stream.of(patient.version()), order.map(Found::version).stream())
            .map(v -> v.reference() + "/" + v.version())
            .toList();
    return issue(
        Kind.ESTIMATE,
        request.number(),
        ClinicJson.mapper().valueToTree(made),
        patient.value().id(),
        told,
        List.of(made.from(), made.until()),
        at,
        by);
  }

  private Optional<Found<InfusionOrder>> order(EstimateRequest request) {
    return Optional.ofNullable(request.order())
        .map(
            id ->
                records
                    .find("InfusionOrder", id, InfusionOrder.class)
                    .orElseThrow(
                        () ->
                            SelfPayRefusal.at("/order", "not-found", "is no order of the clinic")));
  }

  private GoodFaithEstimate made(
      EstimateRequest request, Optional<InfusionOrder> order, Patient patient, OffsetDateTime at) {
    var diagnoses = diagnoses(request, order);
    var series = order.map(InfusionOrder::series);
    var sessions =
        Optional.ofNullable(request.sessions()).or(() -> series.map(s -> s.of())).orElse(1);
    var prices = files.prices();
    var providers = new ArrayList<EstimatedProvider>();
    providers.add(
        new EstimatedProvider(
            records.clinic(),
            lines(request.lines()).stream()
                .map(
                    l -> service(l, sessions, diagnoses, Optional.ofNullable(prices.get(l.code()))))
                .toList()));
    for (var other : Objects.requireNonNullElse(request.coProviders(), List.<CoProvider>of())) {
      providers.add(
          new EstimatedProvider(
              organization(other),
              lines(other.lines()).stream()
                  .map(l -> service(l, sessions, diagnoses, Optional.empty()))
                  .toList()));
    }
    return new GoodFaithEstimate(
        number(request.number()),
        at,
        patient,
        Objects.requireNonNullElse(request.service(), ""),
        request.scheduledOn(),
        missing(request.from()),
        missing(request.until()),
        request.frequency() == null
            ? series.map(s -> s.interval()).orElse(null)
            : request.frequency(),
        order.map(InfusionOrder::id).orElse(null),
        diagnoses,
        providers,
        Objects.requireNonNullElse(request.separately(), List.of()));
  }

  /** The record says that it is missing, with everything else that is. */
  @SuppressWarnings("NullAway")
  private static PartialDate missing(@Nullable PartialDate date) {
    return date;
  }

  private static List<Line> lines(@Nullable List<Line> lines) {
    return lines == null ? List.of() : lines;
  }

  private static Organization organization(CoProvider other) {
    var place = other.address();
    var name = Objects.requireNonNullElse(other.name(), "");
    return Organization.of(Ids.key(Objects.requireNonNullElse(other.npi(), "co-provider")), name)
        .npi(other.npi())
        .taxId(other.taxId())
        .addresses(
            place == null
                ? List.of()
                : List.of(
                    new Address(
                        Address.Use.WORK,
                        place.street() == null ? List.of() : List.of(place.street()),
                        place.city(),
                        place.state(),
                        place.postalCode(),
                        null)))
        .build();
  }

  @SuppressWarnings("NullAway") // the record says what is missing
  private static EstimatedService service(
      Line line, int sessions, List<Coded> diagnoses, Optional<Money> listed) {
    var code = line.code() == null ? null : line.code().toUpperCase(Locale.ROOT);
    var price = line.price() == null ? listed.orElse(null) : new Money(line.price(), "USD");
    return new EstimatedService(
        code == null
            ? null
            : Coded.of(code.matches("[A-Z]\\d{4}") ? Systems.HCPCS : Systems.CPT, code, null),
        line.text(),
        line.modifiers() == null
            ? List.of()
            : line.modifiers().stream().map(m -> Coded.of(Systems.CPT, m, null)).toList(),
        Objects.requireNonNullElse(line.units(), BigDecimal.ONE),
        Objects.requireNonNullElse(line.times(), sessions),
        price,
        line.diagnoses() == null ? diagnoses.isEmpty() ? List.of() : List.of(1) : line.diagnoses());
  }

  private static List<Coded> diagnoses(EstimateRequest request, Optional<InfusionOrder> order) {
    var known =
        order.map(InfusionOrder::indications).orElse(List.of()).stream()
            .flatMap(
                i ->
                    i.codeIn(Systems.ICD_10_CM).stream()
                        .map(c -> Coded.of(Systems.ICD_10_CM, c, i.text())))
            .toList();
    if (request.diagnoses() == null) {
      return known;
    }
    return request.diagnoses().stream()
        .map(
            code ->
                known.stream()
                    .filter(k -> code.equals(k.code()))
                    .findFirst()
                    .orElse(Coded.of(Systems.ICD_10_CM, code, null)))
        .toList();
  }

  // --- both

  private Found<Patient> patient(String id, String place) {
    return records
        .find("Patient", id, Patient.class)
        .orElseThrow(() -> SelfPayRefusal.at(place, "not-found", "is of no patient of the clinic"));
  }

  private OffsetDateTime now() {
    return clock.instant().atZone(zone).toOffsetDateTime().truncatedTo(ChronoUnit.SECONDS);
  }

  private static String number(@Nullable String told) {
    return told == null ? UNNUMBERED : told;
  }

  private static <T> T valid(String kind, Supplier<T> made) {
    try {
      return made.get();
    } catch (InvalidRecordException invalid) {
      throw SelfPayRefusal.of(invalid.issues(), kind);
    } catch (BillingFiles.Unreadable table) {
      throw SelfPayRefusal.of(HttpStatus.UNPROCESSABLE_ENTITY, String.valueOf(table.getMessage()));
    }
  }

  /** The same content again is the paper that there is: a second click hands out no second one. */
  private Issued issue(
      Kind kind,
      @Nullable String number,
      ObjectNode tree,
      String patient,
      List<String> told,
      List<PartialDate> days,
      OffsetDateTime at,
      String by) {
    var same = tree.deepCopy().without(List.of("number", "issuedAt"));
    var hash = Ids.uuid(kind.code(), same.toString()).toString().replace("-", "");
    var id =
        number == null
            ? (kind == Kind.SUPERBILL ? "SB-" : "GFE-")
                + hash.substring(0, DIGITS).toUpperCase(Locale.ROOT)
            : number;
    tree.put("number", id);
    var paper =
        new Paper(
            id,
            kind,
            patient,
            tree.toString(),
            hash,
            told,
            LocalDate.parse(days.get(0).value()),
            LocalDate.parse(days.get(1).value()),
            at.toInstant(),
            by);
    if (store.keep(paper)) {
      return new Issued(paper, true);
    }
    return store
        .find(id)
        .filter(p -> p.kind() == kind && p.hash().equals(hash))
        .map(p -> new Issued(p, false))
        .orElseThrow(
            () ->
                SelfPayRefusal.of(
                    HttpStatus.CONFLICT,
                    "Something else was handed out under this number; choose another."));
  }

  static Superbill superbill(Paper paper) {
    return read(paper, Superbill.class);
  }

  static GoodFaithEstimate estimate(Paper paper) {
    return read(paper, GoodFaithEstimate.class);
  }

  private static <T> T read(Paper paper, Class<T> as) {
    try {
      return ClinicJson.mapper().readValue(paper.content(), as);
    } catch (JsonProcessingException broken) {
      throw new IllegalStateException("a paper is not what it was kept as", withoutData(broken));
    }
  }

  /** The message of a parser quotes what it read. */
  private static Throwable withoutData(JsonProcessingException broken) {
    return new IllegalStateException(broken.getClass().getSimpleName());
  }
}
