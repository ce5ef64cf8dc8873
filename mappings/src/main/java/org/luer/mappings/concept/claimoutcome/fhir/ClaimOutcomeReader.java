package org.luer.mappings.concept.claimoutcome.fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.hl7.fhir.r4.model.ClaimResponse;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.ExplanationOfBenefit;
import org.hl7.fhir.r4.model.PositiveIntType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.billing.BillingFhir;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.concept.claim.ServicePeriod;
import org.luer.mappings.concept.claim.fhir.Amounts;
import org.luer.mappings.concept.claimoutcome.ClaimOutcome;
import org.luer.mappings.concept.claimoutcome.OutcomeAmount;
import org.luer.mappings.concept.claimoutcome.OutcomeLine;
import org.luer.mappings.concept.claimoutcome.OutcomePayment;
import org.luer.mappings.concept.claimoutcome.ProcessNote;
import org.luer.mappings.concept.coverage.CoverageFhir;
import org.luer.mappings.concept.coverage.Payer;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Money;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.LooseTimes;
import org.luer.mappings.fhir.Times;

/**
 * Reads what an insurer answered to a claim: an R4 ClaimResponse or ExplanationOfBenefit; the
 * counterpart of {@link ClaimOutcomeFhir} (reference/fhir.md 4.3).
 *
 * <p>An answer to a request for authorization is refused here: the authorization reader takes it.
 *
 * <p>Ignored when read, of both: details below a line, formCode, form. Of a ClaimResponse:
 * requestor, communicationRequest, fundsReserve. Of an ExplanationOfBenefit what it repeats of the
 * claim: careTeam, diagnosis, procedure, supportingInfo, enterer, provider, facility, payee.party,
 * accident, benefitBalance.
 */
public final class ClaimOutcomeReader {
  private final DomainResource answer;
  private final BundleReader in;
  private final Issues issues;
  private final String path;

  private ClaimOutcomeReader(DomainResource answer, BundleReader in) {
    this.answer = answer;
    this.in = in;
    this.issues = in.issues();
    this.path = in.path(answer);
  }

  /**
   * The outcome; empty and issues when it cannot be read.
   *
   * @param patientId whose claim it was
   * @param coverageIds the coverages that the answer names
   * @param payer the payer of the first of them
   */
  public static Optional<ClaimOutcome> fromFhir(
      ClaimResponse response,
      String patientId,
      List<String> coverageIds,
      @Nullable Payer payer,
      BundleReader in) {
    return new ClaimOutcomeReader(response, in).response(response, patientId, coverageIds, payer);
  }

  /** The same of an explanation of benefit. */
  public static Optional<ClaimOutcome> fromFhir(
      ExplanationOfBenefit benefit,
      String patientId,
      List<String> coverageIds,
      @Nullable Payer payer,
      BundleReader in) {
    return new ClaimOutcomeReader(benefit, in).benefit(benefit, patientId, coverageIds, payer);
  }

  private Optional<ClaimOutcome> response(
      ClaimResponse response, String patientId, List<String> coverageIds, @Nullable Payer payer) {
    var status =
        AnswerFhir.status(response.hasStatus() ? response.getStatus().toCode() : null, path, in);
    var use = use(response.hasUse() ? response.getUse().toCode() : null);
    var created = created(response.hasCreated() ? response.getCreatedElement() : null);
    var result = result(response.hasOutcome() ? response.getOutcome().toCode() : null);
    var lines = new ArrayList<OutcomeLine>();
    for (int i = 0; i < response.getItem().size(); i++) {
      var item = response.getItem().get(i);
      var at = path + ".item[" + i + "]";
      if (item.hasDetail()) {
        details(at);
      }
      lines.add(
          new Line(List.of(item.getItemSequenceElement()), item.getNoteNumber(), at)
              .read(item.getAdjudication()));
    }
    var added = new ArrayList<OutcomeLine>();
    for (int i = 0; i < response.getAddItem().size(); i++) {
      var item = response.getAddItem().get(i);
      var at = path + ".addItem[" + i + "]";
      added.add(
          new Line(item.getItemSequence(), item.getNoteNumber(), at)
              .service(item.getProductOrService(), item.getModifier())
              .when(item.getServiced())
              .where(item.getLocation())
              .many(item.getQuantity(), item.getUnitPrice(), item.getNet())
              .read(item.getAdjudication()));
    }
    var whole = Adjudication.fromFhir(response.getAdjudication(), path + ".adjudication", in);
    remarks(whole);
    var totals = new ArrayList<OutcomeAmount>();
    for (int i = 0; i < response.getTotal().size(); i++) {
      var total = response.getTotal().get(i);
      total(total.getCategory(), total.getAmount(), path + ".total[" + i + "]", totals);
    }
    var notes = new ArrayList<ProcessNote>();
    for (var note : response.getProcessNote()) {
      note(
          note.hasNumber() ? (Integer) note.getNumber() : null,
          note.hasType() ? note.getType().toCode() : null,
          note.getText(),
          notes);
    }
    var errors = AnswerFhir.errors(response, path, in);
    var asked = AnswerFhir.claim(response.getRequest(), response, in);
    var replaces =
        response.getExtension().stream()
            .filter(e -> ClaimOutcomeFhir.replaces(in.base()).equals(e.getUrl()))
            .flatMap(
                e ->
                    e.getValue() instanceof org.hl7.fhir.r4.model.Identifier number
                        ? AnswerFhir.number(number, in).stream()
                        : java.util.stream.Stream.<Identifier>empty())
            .findFirst()
            .orElse(null);
    if (status == null || use == null || created == null || result == null || issues.refuse()) {
      return Optional.empty();
    }
    return build(
        () ->
            new ClaimOutcome(
                id(response.getIdentifier(), totals, lines),
                patientId,
                null,
                use,
                status,
                AnswerFhir.unusual(response.getType(), "professional"),
                Codings.read(response.getSubType()).orElse(null),
                AnswerFhir.numbers(response.getIdentifier(), ClaimOutcomeFhir.SID, in),
                asked.id(),
                asked.number(),
                created,
                null,
                insurer(response.getInsurer(), payer),
                coverageIds,
                result,
                response.getDisposition(),
                replaces,
                AnswerFhir.unusual(response.getPayeeType(), "provider"),
                response.hasPreAuthRef() ? List.of(response.getPreAuthRef()) : List.of(),
                lines,
                added,
                whole.amounts(),
                whole.adjustments(),
                totals,
                response.hasPayment()
                    ? payment(
                        response.getPayment().getType(),
                        response.getPayment().getDateElement().getValueAsString(),
                        response.getPayment().getAmount(),
                        response.getPayment().getIdentifier(),
                        response.getPayment().getAdjustment(),
                        response.getPayment().getAdjustmentReason())
                    : null,
                notes,
                errors,
                null));
  }

  private Optional<ClaimOutcome> benefit(
      ExplanationOfBenefit benefit,
      String patientId,
      List<String> coverageIds,
      @Nullable Payer payer) {
    var status =
        AnswerFhir.status(benefit.hasStatus() ? benefit.getStatus().toCode() : null, path, in);
    var use = use(benefit.hasUse() ? benefit.getUse().toCode() : null);
    var created = created(benefit.hasCreated() ? benefit.getCreatedElement() : null);
    var result = result(benefit.hasOutcome() ? benefit.getOutcome().toCode() : null);
    var lines = new ArrayList<OutcomeLine>();
    for (int i = 0; i < benefit.getItem().size(); i++) {
      var item = benefit.getItem().get(i);
      var at = path + ".item[" + i + "]";
      if (item.hasDetail()) {
        details(at);
      }
      lines.add(
          new Line(List.of(item.getSequenceElement()), item.getNoteNumber(), at)
              .service(item.getProductOrService(), item.getModifier())
              .when(item.getServiced())
              .where(item.getLocation())
              .many(item.getQuantity(), item.getUnitPrice(), item.getNet())
              .read(entries(item.getAdjudication())));
    }
    var added = new ArrayList<OutcomeLine>();
    for (int i = 0; i < benefit.getAddItem().size(); i++) {
      var item = benefit.getAddItem().get(i);
      added.add(
          new Line(item.getItemSequence(), item.getNoteNumber(), path + ".addItem[" + i + "]")
              .service(item.getProductOrService(), item.getModifier())
              .when(item.getServiced())
              .where(item.getLocation())
              .many(item.getQuantity(), item.getUnitPrice(), item.getNet())
              .read(entries(item.getAdjudication())));
    }
    var whole =
        Adjudication.fromFhir(entries(benefit.getAdjudication()), path + ".adjudication", in);
    remarks(whole);
    var totals = new ArrayList<OutcomeAmount>();
    for (int i = 0; i < benefit.getTotal().size(); i++) {
      var total = benefit.getTotal().get(i);
      total(total.getCategory(), total.getAmount(), path + ".total[" + i + "]", totals);
    }
    var notes = new ArrayList<ProcessNote>();
    for (var note : benefit.getProcessNote()) {
      note(
          note.hasNumber() ? (Integer) note.getNumber() : null,
          note.hasType() ? note.getType().toCode() : null,
          note.getText(),
          notes);
    }
    var asked = AnswerFhir.claim(benefit.getClaim(), benefit, in);
    if (status == null || use == null || created == null || result == null || issues.refuse()) {
      return Optional.empty();
    }
    return build(
        () ->
            new ClaimOutcome(
                id(benefit.getIdentifier(), totals, lines),
                patientId,
                ClaimOutcome.Form.EXPLANATION_OF_BENEFIT,
                use,
                status,
                AnswerFhir.unusual(benefit.getType(), "professional"),
                Codings.read(benefit.getSubType()).orElse(null),
                AnswerFhir.numbers(benefit.getIdentifier(), ClaimOutcomeFhir.SID, in),
                asked.id(),
                asked.number(),
                created,
                benefit.hasBillablePeriod() ? period(benefit.getBillablePeriod()) : null,
                insurer(benefit.getInsurer(), payer),
                coverageIds,
                result,
                benefit.getDisposition(),
                related(benefit),
                AnswerFhir.unusual(benefit.getPayee().getType(), "provider"),
                benefit.getPreAuthRef().stream().map(StringType::getValue).toList(),
                lines,
                added,
                whole.amounts(),
                whole.adjustments(),
                totals,
                benefit.hasPayment()
                    ? payment(
                        benefit.getPayment().getType(),
                        benefit.getPayment().getDateElement().getValueAsString(),
                        benefit.getPayment().getAmount(),
                        benefit.getPayment().getIdentifier(),
                        benefit.getPayment().getAdjustment(),
                        benefit.getPayment().getAdjustmentReason())
                    : null,
                notes,
                List.of(),
                null));
  }

  private Optional<ClaimOutcome> build(java.util.function.Supplier<ClaimOutcome> outcome) {
    try {
      var read = outcome.get();
      return issues.refuse() ? Optional.empty() : Optional.of(read);
    } catch (InvalidRecordException invalid) {
      invalid.issues().forEach(i -> issues.error(i.code(), path, i.path() + " " + i.text()));
      return Optional.empty();
    }
  }

  /**
   * The key: ours, else one derived from the insurer's number. A reversal under the number of the
   * answer that it takes back is an answer of its own.
   */
  private String id(
      List<org.hl7.fhir.r4.model.Identifier> numbers,
      List<OutcomeAmount> totals,
      List<OutcomeLine> lines) {
    var own = Identifiers.value(numbers, in.sid(ClaimOutcomeFhir.SID));
    var key = Identifiers.key(numbers, ClaimOutcomeFhir.SID, "claim-outcome", in, path);
    var reversed =
        java.util.stream.Stream.concat(
                totals.stream(), lines.stream().flatMap(l -> l.amounts().stream()))
            .filter(a -> a.kind() == OutcomeAmount.Kind.SUBMITTED && a.amount() != null)
            .findFirst()
            .filter(a -> Objects.requireNonNull(a.amount()).value().signum() < 0);
    return own.isEmpty() && reversed.isPresent() ? Ids.uuid(key, "reversal").toString() : key;
  }

  private Claim.@Nullable Use use(@Nullable String code) {
    if (Claim.Use.PREAUTHORIZATION.code().equals(code)) {
      issues.error(
          IssueCode.NOT_SUPPORTED, path + ".use", "is an authorization, not an answer to a claim");
      return null;
    }
    var use = Enums.read(Claim.Use.values(), Claim.Use::code, code).orElse(null);
    if (use == null) {
      issues.error(IssueCode.REQUIRED, path + ".use", "is missing");
    }
    return use;
  }

  private @Nullable PartialTime created(org.hl7.fhir.r4.model.@Nullable DateTimeType written) {
    if (written == null) {
      issues.error(IssueCode.REQUIRED, path + ".created", "is missing");
      return null;
    }
    return Times.partial(written, path + ".created", issues).orElse(null);
  }

  private ClaimOutcome.@Nullable Result result(@Nullable String code) {
    var result =
        Enums.read(ClaimOutcome.Result.values(), ClaimOutcome.Result::code, code).orElse(null);
    if (result == null) {
      issues.error(IssueCode.REQUIRED, path + ".outcome", "is missing or unknown");
    }
    return result;
  }

  private @Nullable Payer insurer(Reference reference, @Nullable Payer payer) {
    var insurer = CoverageFhir.payer(reference, answer, in);
    return Objects.equals(insurer, payer) ? null : insurer;
  }

  private @Nullable Identifier related(ExplanationOfBenefit benefit) {
    return benefit.getRelated().stream()
        .map(r -> AnswerFhir.claim(r.getClaim(), benefit, in))
        .flatMap(a -> Optional.ofNullable(a.number()).stream())
        .findFirst()
        .orElse(null);
  }

  private void details(String at) {
    issues.warning(
        IssueCode.NOT_SUPPORTED,
        at + ".detail",
        "is decided below the line: only the line is read");
  }

  /** A claim as a whole has no place for remarks: they would have to belong to a line. */
  private void remarks(Adjudication whole) {
    if (!whole.remarks().isEmpty()) {
      issues.warning(
          IssueCode.NOT_SUPPORTED, path + ".adjudication", "has a remark of no line: not read");
    }
  }

  private static List<ClaimResponse.AdjudicationComponent> entries(
      List<ExplanationOfBenefit.AdjudicationComponent> written) {
    return written.stream().map(Adjudication::response).toList();
  }

  private void total(
      CodeableConcept category,
      org.hl7.fhir.r4.model.Money amount,
      String at,
      List<OutcomeAmount> totals) {
    totals.addAll(
        Adjudication.fromFhir(
                List.of(
                    new ClaimResponse.AdjudicationComponent()
                        .setCategory(systemOf(category))
                        .setAmount(amount)),
                at,
                in)
            .amounts());
  }

  /** Some insurers leave the system of the R4 codes away in totals. */
  private static CodeableConcept systemOf(CodeableConcept category) {
    var coding = category.getCodingFirstRep();
    return category.getCoding().size() == 1 && coding.hasCode() && !coding.hasSystem()
        ? Codings.concept(
            "http://terminology.hl7.org/CodeSystem/adjudication",
            coding.getCode(),
            coding.getDisplay())
        : category;
  }

  private static void note(
      @Nullable Integer number,
      @Nullable String type,
      @Nullable String text,
      List<ProcessNote> notes) {
    if (text != null) {
      notes.add(
          new ProcessNote(
              number,
              Enums.read(ProcessNote.Type.values(), ProcessNote.Type::code, type).orElse(null),
              text));
    }
  }

  private OutcomePayment payment(
      CodeableConcept type,
      @Nullable String date,
      org.hl7.fhir.r4.model.Money amount,
      org.hl7.fhir.r4.model.Identifier trace,
      org.hl7.fhir.r4.model.Money adjustment,
      CodeableConcept reason) {
    var at = path + ".payment";
    return new OutcomePayment(
        AnswerFhir.unusual(type, "complete"),
        date == null ? null : PartialDate.of(date),
        money(amount, at + ".amount"),
        AnswerFhir.number(trace, in).orElse(null),
        money(adjustment, at + ".adjustment"),
        Codings.read(reason).orElse(null));
  }

  private @Nullable Money money(org.hl7.fhir.r4.model.@Nullable Money written, String at) {
    return BillingFhir.read(written, at, issues);
  }

  private @Nullable ServicePeriod period(org.hl7.fhir.r4.model.Period written) {
    var from =
        Times.partial(
            written.hasStart() ? written.getStartElement() : null, path + ".period.start", issues);
    var to =
        Times.partial(
            written.hasEnd() ? written.getEndElement() : null, path + ".period.end", issues);
    return from.isEmpty() && to.isEmpty()
        ? null
        : new ServicePeriod(from.orElse(null), to.orElse(null));
  }

  /** One line while it is read. */
  private final class Line {
    private final List<Integer> numbers;
    private final List<Integer> notes;
    private final String at;
    private @Nullable Coded code;
    private List<Coded> modifiers = List.of();
    private @Nullable PartialDate day;
    private @Nullable ServicePeriod period;
    private @Nullable Coded place;
    private org.hl7.fhir.r4.model.Quantity quantity = new org.hl7.fhir.r4.model.Quantity();
    private @Nullable Money unitPrice;
    private @Nullable Money net;

    Line(List<PositiveIntType> numbers, List<PositiveIntType> notes, String at) {
      this.numbers = numbers(numbers);
      this.notes = numbers(notes);
      this.at = at;
    }

    private static List<Integer> numbers(List<PositiveIntType> written) {
      return written.stream()
          .filter(PositiveIntType::hasValue)
          .map(PositiveIntType::getValue)
          .toList();
    }

    Line service(CodeableConcept service, List<CodeableConcept> written) {
      code = BillingFhir.read(service).orElse(null);
      modifiers = written.stream().flatMap(m -> BillingFhir.read(m).stream()).toList();
      return this;
    }

    Line when(org.hl7.fhir.r4.model.@Nullable Type serviced) {
      if (serviced instanceof org.hl7.fhir.r4.model.DateType date && date.hasValue()) {
        day = LooseTimes.day(date);
      } else if (serviced instanceof org.hl7.fhir.r4.model.Period written) {
        period = period(written);
      }
      return this;
    }

    Line where(org.hl7.fhir.r4.model.@Nullable Type location) {
      if (location instanceof CodeableConcept concept) {
        place = Codings.read(concept).orElse(null);
      }
      return this;
    }

    Line many(
        org.hl7.fhir.r4.model.Quantity written,
        org.hl7.fhir.r4.model.Money price,
        org.hl7.fhir.r4.model.Money whole) {
      quantity = written;
      unitPrice = money(price, at + ".unitPrice");
      net = money(whole, at + ".net");
      return this;
    }

    OutcomeLine read(List<ClaimResponse.AdjudicationComponent> entries) {
      var decided = Adjudication.fromFhir(entries, at + ".adjudication", in);
      var units = quantity.getValue();
      return new OutcomeLine(
          numbers,
          code,
          modifiers,
          day,
          period,
          place,
          units,
          units == null ? null : unit(),
          unitPrice,
          net,
          decided.amounts(),
          decided.adjustments(),
          decided.remarks(),
          notes);
    }

    private @Nullable Coded unit() {
      return Amounts.countedUnit(quantity);
    }
  }
}
