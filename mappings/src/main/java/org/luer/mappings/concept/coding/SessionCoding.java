package org.luer.mappings.concept.coding;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.billing.BilledDiagnosis;
import org.luer.mappings.concept.billing.BilledDrug;
import org.luer.mappings.concept.billing.BillingCodes;
import org.luer.mappings.concept.billing.Evidence;
import org.luer.mappings.concept.billing.InfusionUnits;
import org.luer.mappings.concept.charge.Charge;
import org.luer.mappings.concept.charge.ChargeLine;
import org.luer.mappings.concept.charge.PerformedProcedure;
import org.luer.mappings.concept.coding.Administration.Way;
import org.luer.mappings.concept.coding.CodingProposal.Explanation;
import org.luer.mappings.concept.coding.CodingRules.Rule;
import org.luer.mappings.concept.infusion.AdjunctGiven;
import org.luer.mappings.concept.instrument.Instruments;
import org.luer.mappings.concept.instrument.ScoreRule;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Money;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Systems;

/**
 * Proposes the lines of a session: its infusion and what was given beside it, the drugs, the scored
 * instruments of the day, and what the clinic supplied of evaluation and psychotherapy. Each line
 * says why it is there and what proves it.
 *
 * <p>Never proposed: CADSS and bedside scales, vital signs, the hour of observation, carrier fluid.
 */
public final class SessionCoding {
  private static final String SESSION = "InfusionSession";
  private static final String ASSESSED = "96127";
  private static final String DISCARDED = "JW";
  private static final String NOTHING_DISCARDED = "JZ";
  private static final String MAIN = "INF";
  private static final int VOLUME_DECIMALS = 2;

  private final CodingCase about;
  private final InfusionSession session;
  private final RunningTime time;
  private final LocalDate day;
  private final CodingRules rules;
  private final LinkedHashMap<String, BilledDiagnosis> diagnoses = new LinkedHashMap<>();
  private final List<ChargeLine> lines = new ArrayList<>();
  private final List<Explanation> explanations = new ArrayList<>();
  private final List<Issue> findings = new ArrayList<>();

  private SessionCoding(CodingCase about, RunningTime time) {
    this.about = about;
    this.session = about.session();
    this.time = time;
    this.day = time.start().toLocalDate();
    this.rules = CodingRules.of(about.payer(), day, about.rules());
  }

  /** The proposal for a session; without a charge for one whose infusion never ran. */
  public static CodingProposal propose(CodingCase about) {
    var session = about.session();
    var time = RunningTime.of(session.timeline(), session.totals());
    if (session.status() == InfusionSession.Status.ENTERED_IN_ERROR || time.isEmpty()) {
      var why =
          time.isEmpty()
              ? "The session documents no start of an infusion."
              : "The session was entered in error.";
      return new CodingProposal(
          null, List.of(new Explanation(null, "nothing-given", why)), List.of());
    }
    return new SessionCoding(about, time.get()).proposal();
  }

  private CodingProposal proposal() {
    session.indications().forEach(this::diagnosis);
    if (diagnoses.isEmpty()) {
      finding(IssueCode.REQUIRED, "/indications", "no indication has an ICD-10-CM code");
    }
    services();
    drug();
    for (int i = 0; i < session.adjuncts().size(); i++) {
      adjunctDrug(session.adjuncts().get(i), i);
    }
    assessments();
    for (int i = 0; i < about.supplied().size(); i++) {
      supplied(about.supplied().get(i), "supplied/" + i);
    }
    return new CodingProposal(lines.isEmpty() ? null : charge(), explanations, findings);
  }

  private Charge charge() {
    var billing = about.billing();
    return new Charge(
        billing.chargeId(),
        session.patientId(),
        session.id(),
        Charge.Status.DRAFT,
        new PartialDate(day.toString()),
        session.visit(),
        null,
        billing.placeOfService(),
        billing.rendering(),
        billing.referrer(),
        null,
        billing.authorizationNumber(),
        billing.coverageIds(),
        List.copyOf(diagnoses.values()),
        lines,
        session.recordedAt());
  }

  /** The number of a diagnosis, counted from 1; empty when it is none of ICD-10-CM. */
  private Optional<Integer> diagnosis(@Nullable Coded coded) {
    var code = coded == null ? Optional.<String>empty() : coded.codeIn(Systems.ICD_10_CM);
    return code.map(
        icd -> {
          diagnoses.computeIfAbsent(
              icd,
              c ->
                  BilledDiagnosis.of(
                      Coded.of(Systems.ICD_10_CM, c, coded == null ? null : coded.text())));
          return List.copyOf(diagnoses.keySet()).indexOf(icd) + 1;
        });
  }

  // --- what was given

  private void services() {
    if (time.stop() == null) {
      finding(
          IssueCode.REQUIRED,
          time.pointer(),
          "no stop is documented: the infusion is billed as a push; document the stop to bill its hours");
    }
    var given = new ArrayList<Administration>();
    given.add(
        new Administration(
            MAIN, "ketamine", Way.INFUSION, "", time.start(), time.stop(), time.minutes()));
    for (int i = 0; i < session.adjuncts().size(); i++) {
      adjunct(session.adjuncts().get(i), i).ifPresent(given::add);
    }
    var place = about.billing().placeOfService();
    boolean facility =
        place != null && rules.list(Rule.SAME_DRUG_PLACES).contains(String.valueOf(place.code()));
    var found = InfusionServices.of(given, facility);
    for (var service : found.services()) {
      service(service);
    }
    for (var one : found.unbilled()) {
      explanations.add(new Explanation(null, "not-billed", one.why()));
    }
  }

  private Optional<Administration> adjunct(AdjunctGiven adjunct, int index) {
    return way(adjunct.route())
        .map(
            way ->
                new Administration(
                    adjunctKey(index), drugKey(adjunct.drug()), way, "", adjunct.at(), null, 0));
  }

  private static String adjunctKey(int index) {
    return "ADJ" + (index + 1);
  }

  private static String drugKey(Coded drug) {
    return DrugServices.of(drug)
        .map(DrugServices.Row::name)
        .orElseGet(
            () ->
                drug.codings().stream()
                    .findFirst()
                    .map(c -> c.system() + "|" + c.code())
                    .orElseGet(() -> String.valueOf(drug.text()).toLowerCase(Locale.ROOT)));
  }

  /** How a route gives a drug; empty for those that nobody bills: by mouth, under the tongue. */
  private static Optional<Way> way(@Nullable Coded route) {
    if (route == null) {
      return Optional.empty();
    }
    var row =
        RouteWays.TABLE.rows().stream()
            .filter(r -> route.codeIn(r.system()).filter(r.code()::equals).isPresent())
            .findFirst();
    return row.map(RouteWays.Row::way);
  }

  private void service(InfusionServices.Service service) {
    var of = service.of();
    boolean main = of.key().equals(MAIN);
    boolean further = service.code().equals(InfusionUnits.FURTHER_HOUR);
    var number = of.key() + (further ? "MORE" : "");
    var started = further ? of.start().plusHours(1) : of.start();
    var minutes =
        of.minutes() == 0
            ? null
            : new Quantity(
                BigDecimal.valueOf(further ? of.minutes() - 60L : Math.min(of.minutes(), 60)),
                "min");
    var modifiers = new ArrayList<Coded>();
    if (service.secondAccess()) {
      rules.value(Rule.SECOND_ACCESS_MODIFIER).ifPresent(m -> modifiers.add(modifier(m)));
    }
    var pointer = main ? time.pointer() : "/adjuncts/" + index(of);
    var reason = main ? null : session.adjuncts().get(index(of)).reason();
    add(
        line(
            number,
            Coded.of(Systems.CPT, service.code(), BillingCodes.SERVICES.row(service.code()).text()),
            modifiers,
            BigDecimal.valueOf(service.units()),
            started,
            further ? null : of.stop(),
            new PerformedProcedure(
                PerformedProcedure.Type.THERAPEUTIC,
                PartialTime.of(started),
                minutes,
                about.billing().rendering()),
            null,
            pointers(reason),
            null,
            List.of(evidence(pointer))),
        main ? "infusion-time" : "adjunct-service",
        service.why());
  }

  private static int index(Administration adjunct) {
    return Integer.parseInt(adjunct.key().substring(3)) - 1;
  }

  /** The main diagnosis, and the reason of what was given beside the infusion. */
  private List<Integer> pointers(@Nullable Coded reason) {
    var pointers = new ArrayList<Integer>();
    if (!diagnoses.isEmpty()) {
      pointers.add(1);
    }
    diagnosis(reason).filter(n -> !pointers.contains(n)).ifPresent(pointers::add);
    return pointers;
  }

  // --- the drugs

  private void drug() {
    var drug = session.drug();
    var totals = session.totals();
    if (drug == null || totals == null) {
      finding(IssueCode.REQUIRED, "/drug", "without the drug and its total no drug line is made");
      return;
    }
    var ndc =
        session.lots().stream()
            .flatMap(l -> Optional.ofNullable(l.ndc()).stream())
            .findFirst()
            .orElse(drug.ndc());
    if (ndc == null) {
      finding(
          IssueCode.REQUIRED,
          "/lots",
          "an unclassified drug needs the National Drug Code of its vial");
    }
    var strength = drug.concentration();
    if (strength == null) {
      finding(
          IssueCode.REQUIRED,
          "/drug/concentration",
          "without the vial's strength the volume that was drawn is not known");
    }
    var wasted =
        session.waste().stream()
            .map(w -> w.amount().value())
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    var product = StockedProduct.ofNdc(about.stock(), ndc, day);
    var single = product.map(StockedProduct::singleDose).orElse(null);
    var units = rules.number(Rule.UNCLASSIFIED_UNITS).orElse(BigDecimal.ONE);
    var given = totals.dose().value();
    var name = Optional.ofNullable(drug.code().text()).orElse("ketamine");
    var modifiers = new ArrayList<Coded>();
    if (Boolean.TRUE.equals(single) && wasted.signum() == 0) {
      modifiers.add(modifier(NOTHING_DISCARDED));
    }
    add(
        unclassified("DRUG", modifiers, units, ndc, strength, given, name + " " + given + " mg"),
        "drug",
        "No code names this drug: unclassified, with the vial's code, its name and its dose; "
            + container(single, wasted));
    if (Boolean.TRUE.equals(single) && wasted.signum() > 0) {
      add(
          unclassified(
              "DRUGJW",
              List.of(modifier(DISCARDED)),
              units,
              ndc,
              strength,
              wasted,
              name + " " + wasted + " mg discarded"),
          "drug-discarded",
          "What was discarded of a single-dose container is billed on a line of its own.");
    }
    if (single == null) {
      finding(
          IssueCode.REQUIRED,
          "/lots",
          "the stock does not say whether this container is for one dose or several: neither JW nor JZ was set");
    }
  }

  private static String container(@Nullable Boolean single, BigDecimal wasted) {
    if (single == null) {
      return "whether its container is for one dose is not known.";
    }
    if (!single) {
      return "from a container for several doses, so that nothing says what was discarded.";
    }
    return wasted.signum() == 0
        ? "nothing of its single-dose container was discarded (JZ)."
        : "what was discarded is on the next line.";
  }

  private ChargeLine unclassified(
      String number,
      List<Coded> modifiers,
      BigDecimal units,
      @Nullable String ndc,
      @Nullable Quantity strength,
      BigDecimal milligrams,
      String note) {
    var volume =
        strength == null
            ? null
            : new Quantity(
                milligrams.divide(strength.value(), VOLUME_DECIMALS, RoundingMode.HALF_UP), "mL");
    var drug = session.drug();
    var name = drug == null ? null : drug.code().text();
    return line(
        number,
        Coded.of(
            Systems.HCPCS,
            DrugServices.UNCLASSIFIED,
            BillingCodes.SERVICES.row(DrugServices.UNCLASSIFIED).text()),
        modifiers,
        units,
        null,
        null,
        null,
        ndc == null ? null : new BilledDrug(Coded.of(Systems.NDC, ndc, name), volume),
        pointers(null),
        note,
        session.lots().isEmpty()
            ? List.of(evidence("/totals"))
            : List.of(evidence("/totals"), evidence("/lots")));
  }

  private void adjunctDrug(AdjunctGiven adjunct, int index) {
    var path = "/adjuncts/" + index;
    if (way(adjunct.route()).isEmpty()) {
      explanations.add(
          new Explanation(
              null, "not-billed", "A drug that was neither injected nor infused is not billed."));
      return;
    }
    var row = DrugServices.of(adjunct.drug());
    var units = row.flatMap(r -> r.units(adjunct.dose()));
    if (row.isEmpty() || units.isEmpty()) {
      finding(
          IssueCode.CODE_UNKNOWN,
          path + "/drug",
          "no code is known for this drug and this unit of dose: bill it by hand or leave it out");
      return;
    }
    var product = StockedProduct.ofDrug(about.stock(), row.get().code(), day);
    var modifiers = new ArrayList<Coded>();
    var why =
        new StringBuilder(
            "One unit of the code is "
                + row.get().amount()
                + " "
                + row.get().unit()
                + "; begun units count.");
    product
        .filter(p -> Boolean.TRUE.equals(p.singleDose()))
        .ifPresent(p -> discarded(adjunct, row.get(), p, path, modifiers, why));
    add(
        line(
            adjunctKey(index) + "DRUG",
            Coded.of(
                Systems.HCPCS,
                row.get().code(),
                BillingCodes.SERVICES.row(row.get().code()).text()),
            modifiers,
            units.get(),
            null,
            null,
            null,
            product
                .map(
                    p ->
                        new BilledDrug(Coded.of(Systems.NDC, p.ndc(), adjunct.drug().text()), null))
                .orElse(null),
            pointers(adjunct.reason()),
            null,
            List.of(evidence(path))),
        "adjunct-drug",
        why.toString());
  }

  private void discarded(
      AdjunctGiven adjunct,
      DrugServices.Row row,
      StockedProduct product,
      String path,
      List<Coded> modifiers,
      StringBuilder why) {
    var dose = DrugServices.in(adjunct.dose(), row.unit());
    var content = product.content();
    if (dose.isPresent()
        && content != null
        && content.signum() > 0
        && dose.get().remainder(content).signum() == 0) {
      modifiers.add(modifier(NOTHING_DISCARDED));
      why.append(" The dose is all of its single-dose container (JZ).");
    } else {
      finding(
          IssueCode.REQUIRED,
          path,
          "what was discarded of this single-dose container is not recorded: neither JW nor JZ was set");
    }
  }

  // --- assessments and what the clinic supplies

  private void assessments() {
    var billed = rules.list(Rule.SCORED_INSTRUMENTS);
    var scored = new LinkedHashMap<String, Evidence>();
    for (var assessment : about.assessments()) {
      if (ofTheDay(assessment) && scored(assessment)) {
        if (billed.contains(assessment.instrument())) {
          scored.putIfAbsent(
              assessment.instrument(), new Evidence("Assessment", assessment.id(), "/scores"));
        } else {
          explanations.add(
              new Explanation(
                  null,
                  "not-billed",
                  assessment.instrument() + " is not among the payer's instruments."));
        }
      }
    }
    if (scored.isEmpty()) {
      return;
    }
    var most = rules.number(Rule.MOST_SCORED).map(BigDecimal::intValue).orElse(scored.size());
    int units = Math.min(most, scored.size());
    if (units < scored.size()) {
      finding(
          IssueCode.CONFLICT,
          "/assessments",
          "the payer takes " + units + " of the " + scored.size() + " scored instruments of a day");
    }
    if (units > 0) {
      add(
          line(
              "SCORED",
              Coded.of(Systems.CPT, ASSESSED, BillingCodes.SERVICES.row(ASSESSED).text()),
              List.of(),
              BigDecimal.valueOf(units),
              null,
              null,
              null,
              null,
              pointers(null),
              null,
              List.copyOf(scored.values())),
          "scored-instruments",
          "One unit for each scored instrument: " + String.join(", ", scored.keySet()) + ".");
    }
  }

  private boolean ofTheDay(Assessment assessment) {
    return assessment.authored().toLocalDate().equals(day)
        && assessment.patientId().equals(session.patientId());
  }

  private static boolean scored(Assessment assessment) {
    boolean done =
        assessment.status() == Assessment.Status.COMPLETED
            || assessment.status() == Assessment.Status.AMENDED;
    return done
        && Instruments.find(assessment.instrument()).stream()
            .flatMap(i -> i.scores().stream())
            .filter(ScoreRule::total)
            .anyMatch(
                rule -> assessment.scores().stream().anyMatch(s -> s.code().equals(rule.code())));
  }

  private void supplied(ChargeLine line, String path) {
    var code = line.code();
    var kind = code == null ? Optional.<String>empty() : ServiceKinds.kind(code.code());
    var modifiers = new ArrayList<>(line.modifiers());
    var why = "As the clinic supplied it.";
    var modifier = rules.value(Rule.EVALUATION_MODIFIER);
    if (kind.filter(ServiceKinds.EVALUATION::equals).isPresent()
        && modifier.isPresent()
        && modifiers.stream().noneMatch(m -> modifier.get().equals(m.code()))) {
      modifiers.add(0, modifier(modifier.get()));
      why +=
          " An evaluation on the day of the infusion is told apart by modifier "
              + modifier.get()
              + ".";
    }
    if (line.evidence().isEmpty()) {
      findings.add(
          Issue.error(
              IssueCode.REQUIRED,
              path + "/evidence",
              "evaluation and psychotherapy are billed with their own documentation only"));
    }
    add(
        line(
            line.number(),
            code,
            modifiers,
            line.units(),
            line.from(),
            line.to(),
            line.procedure(),
            line.drug(),
            line.diagnoses().isEmpty() ? pointers(null) : line.diagnoses(),
            line.note(),
            line.evidence()),
        "supplied",
        why);
  }

  // --- lines

  private void add(ChargeLine line, String rule, String why) {
    lines.add(line);
    explanations.add(new Explanation(line.number(), rule, why));
  }

  private void finding(IssueCode code, String path, String text) {
    findings.add(Issue.warning(code, path, text));
  }

  private Evidence evidence(String pointer) {
    return new Evidence(SESSION, session.id(), pointer);
  }

  private static Coded modifier(String code) {
    return Coded.of(
        Systems.HCPCS,
        code,
        BillingCodes.MODIFIERS.find(code).map(BillingCodes.Row::text).orElse(null));
  }

  private ChargeLine line(
      String number,
      @Nullable Coded code,
      List<Coded> modifiers,
      BigDecimal units,
      @Nullable OffsetDateTime from,
      @Nullable OffsetDateTime to,
      @Nullable PerformedProcedure procedure,
      @Nullable BilledDrug drug,
      List<Integer> pointers,
      @Nullable String note,
      List<Evidence> evidence) {
    var price = code == null ? null : about.prices().get(String.valueOf(code.code()));
    boolean today = from != null && from.toLocalDate().equals(day);
    return new ChargeLine(
        number,
        ChargeLine.Type.CHARGE,
        null,
        code,
        modifiers,
        units,
        price,
        price == null ? null : new Money(price.value().multiply(units), price.currency()),
        today ? from : null,
        today ? to : null,
        procedure,
        drug,
        pointers,
        null,
        about.billing().rendering(),
        null,
        null,
        null,
        null,
        note,
        evidence,
        null);
  }
}
