package org.luer.mappings.concept.eligibility;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.CoverageEligibilityRequest;
import org.hl7.fhir.r4.model.CoverageEligibilityResponse;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.hl7.fhir.r4.model.UnsignedIntType;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.billing.BillingFhir;
import org.luer.mappings.concept.claim.ServicePeriod;
import org.luer.mappings.concept.claim.fhir.PasFhir;
import org.luer.mappings.concept.claimoutcome.ClaimOutcome;
import org.luer.mappings.concept.claimoutcome.fhir.AnswerFhir;
import org.luer.mappings.concept.coverage.CoverageFhir;
import org.luer.mappings.concept.coverage.Payer;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Money;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Times;

/**
 * {@link EligibilityRequest} and {@link Eligibility} to and from R4 CoverageEligibilityRequest and
 * CoverageEligibilityResponse (reference/fhir.md 4.4).
 *
 * <p>Mapped of both: identifier, status, purpose, patient, serviced, created, insurer, insurance.
 * Of the request: priority, provider (the clinic), item (category, productOrService, modifier,
 * diagnosis as code). Of the answer: requestor (the clinic), request, outcome, disposition,
 * insurance (coverage, inforce, benefitPeriod, item), preAuthRef, error. Ignored when read:
 * enterer, facility, supportingInfo, item.provider, quantity, unitPrice, detail, form. Cannot
 * carry: recordedAt.
 */
public final class EligibilityFhir {
  private static final String ASKED = "eligibility-request";
  private static final String ANSWERED = "eligibility";
  private static final String PRIORITY =
      "http://terminology.hl7.org/CodeSystem/processpriority";

  private EligibilityFhir() {}

  /**
   * Writes the question.
   *
   * @param coverages the coverages in the order of the record
   * @param payer the payer of the first of them
   * @param clinic who asks
   */
  public static void toFhir(
      EligibilityRequest request,
      BundleWriter out,
      Reference patient,
      List<Reference> coverages,
      @Nullable Reference payer,
      Reference clinic) {
    var written = new CoverageEligibilityRequest();
    written.setMeta(out.clinical(null));
    request.identifiers().forEach(i -> written.addIdentifier(Identifiers.of(i, out.base())));
    written.addIdentifier(Identifiers.of(out.sid(ASKED), request.id()));
    written.setStatus(
        CoverageEligibilityRequest.EligibilityRequestStatus.fromCode(request.status().code()));
    written.setPriority(
        request.priority() == null
            ? Codings.concept(PRIORITY, "normal", "Normal")
            : Codings.of(request.priority()));
    request
        .purposes()
        .forEach(
            p ->
                written.addPurpose(
                    CoverageEligibilityRequest.EligibilityRequestPurpose.fromCode(p.code())));
    written.setPatient(patient).setProvider(clinic);
    if (request.serviced() != null) {
      written.setServiced(PasFhir.period(request.serviced()));
    }
    written.setCreatedElement(Times.dateTime(request.createdAt()));
    written.setInsurer(insurer(request.insurer(), payer, out));
    for (int i = 0; i < coverages.size(); i++) {
      written.addInsurance().setFocal(i == 0).setCoverage(coverages.get(i));
    }
    for (var service : request.services()) {
      var item = written.addItem();
      if (service.category() != null) {
        item.setCategory(Codings.of(service.category()));
      }
      if (service.code() != null) {
        item.setProductOrService(Codings.of(service.code()));
      }
      service.modifiers().forEach(m -> item.addModifier(Codings.of(m)));
      service.diagnoses().forEach(d -> item.addDiagnosis().setDiagnosis(Codings.of(d)));
    }
    out.update(written, out.sid(ASKED), request.id());
  }

  private static Reference insurer(
      @Nullable Payer told, @Nullable Reference payer, BundleWriter out) {
    return told != null
        ? CoverageFhir.payer(told, out)
        : payer == null ? Times.absent(new Reference()) : payer;
  }

  /**
   * Writes the answer.
   *
   * @param payer the payer of the first coverage, when the record does not name the insurer
   * @param clinic who asked
   */
  public static void toFhir(
      Eligibility eligibility,
      BundleWriter out,
      Reference patient,
      @Nullable Reference payer,
      Reference clinic) {
    var written = new CoverageEligibilityResponse();
    written.setMeta(out.clinical(null));
    eligibility.identifiers().forEach(i -> written.addIdentifier(Identifiers.of(i, out.base())));
    written.addIdentifier(Identifiers.of(out.sid(ANSWERED), eligibility.id()));
    written.setStatus(
        CoverageEligibilityResponse.EligibilityResponseStatus.fromCode(
            eligibility.status().code()));
    eligibility
        .purposes()
        .forEach(
            p ->
                written.addPurpose(
                    CoverageEligibilityResponse.EligibilityResponsePurpose.fromCode(p.code())));
    written.setPatient(patient).setRequestor(clinic);
    if (eligibility.serviced() != null) {
      written.setServiced(PasFhir.period(eligibility.serviced()));
    }
    written.setCreatedElement(Times.dateTime(eligibility.createdAt()));
    written.setRequest(
        AnswerFhir.reference(
                eligibility.requestId(),
                eligibility.requestNumber(),
                "CoverageEligibilityRequest",
                ASKED,
                out.base())
            .orElseGet(() -> Times.absent(new Reference())));
    written.setOutcome(
        org.hl7.fhir.r4.model.Enumerations.RemittanceOutcome.fromCode(eligibility.result().code()));
    written.setDisposition(eligibility.disposition());
    written.setInsurer(insurer(eligibility.insurer(), payer, out));
    for (var coverage : eligibility.coverages()) {
      var insurance = written.addInsurance();
      insurance.setCoverage(
          coverage.coverageId() == null
              ? Times.absent(new Reference())
              : BundleWriter.reference("Coverage", out.sid("coverage"), coverage.coverageId()));
      if (coverage.active() != null) {
        insurance.setInforce(coverage.active());
      }
      if (coverage.period() != null) {
        insurance.setBenefitPeriod(
            Times.partialPeriod(coverage.period().from(), coverage.period().to()));
      }
      coverage.benefits().forEach(b -> benefit(b, insurance.addItem()));
    }
    written.setPreAuthRef(eligibility.authorizationNumber());
    eligibility.errors().forEach(e -> written.addError().setCode(Codings.of(e)));
    out.update(written, out.sid(ANSWERED), eligibility.id());
  }

  private static void benefit(Benefit benefit, CoverageEligibilityResponse.ItemsComponent item) {
    item.setCategory(concept(benefit.category()));
    item.setProductOrService(concept(benefit.code()));
    benefit.modifiers().forEach(m -> item.addModifier(Codings.of(m)));
    if (benefit.excluded() != null) {
      item.setExcluded(benefit.excluded());
    }
    item.setName(benefit.name()).setDescription(benefit.description());
    item.setNetwork(concept(benefit.network()));
    item.setUnit(concept(benefit.unit()));
    item.setTerm(concept(benefit.term()));
    for (var amount : benefit.amounts()) {
      var written = item.addBenefit().setType(Codings.of(amount.type()));
      written.setAllowed(value(amount.allowed(), amount.allowedNumber(), amount.allowedText()));
      written.setUsed(value(amount.used(), amount.usedNumber(), amount.usedText()));
    }
    if (benefit.authorizationRequired() != null) {
      item.setAuthorizationRequired(benefit.authorizationRequired());
    }
    benefit.authorizationNeeds().forEach(n -> item.addAuthorizationSupporting(Codings.of(n)));
    item.setAuthorizationUrl(benefit.authorizationUrl());
  }

  private static @Nullable CodeableConcept concept(@Nullable Coded coded) {
    return coded == null ? null : Codings.of(coded);
  }

  private static @Nullable Type value(
      @Nullable Money money, @Nullable Integer number, @Nullable String text) {
    if (money != null) {
      return BillingFhir.money(money);
    }
    return number != null
        ? new UnsignedIntType(number)
        : text == null ? null : new StringType(text);
  }

  /**
   * Reads a question; empty and issues when it cannot be read.
   *
   * @param coverageIds the coverages that it names
   * @param payer the payer of the first of them
   */
  public static Optional<EligibilityRequest> fromFhir(
      CoverageEligibilityRequest request,
      String patientId,
      List<String> coverageIds,
      @Nullable Payer payer,
      BundleReader in) {
    var path = in.path(request);
    var status =
        AnswerFhir.status(request.hasStatus() ? request.getStatus().toCode() : null, path, in);
    var created =
        created(
            request.hasCreated()
                ? Times.partial(request.getCreatedElement(), path + ".created", in.issues())
                : Optional.empty(),
            path,
            in);
    var services = new ArrayList<EligibilityRequest.Service>();
    for (var item : request.getItem()) {
      services.add(
          new EligibilityRequest.Service(
              Codings.read(item.getCategory()).orElse(null),
              BillingFhir.read(item.getProductOrService()).orElse(null),
              item.getModifier().stream().flatMap(m -> BillingFhir.read(m).stream()).toList(),
              item.getDiagnosis().stream()
                  .map(d -> d.getDiagnosis())
                  .filter(CodeableConcept.class::isInstance)
                  .flatMap(d -> Codings.read((CodeableConcept) d).stream())
                  .toList()));
    }
    if (status == null || created.isEmpty() || in.issues().refuse()) {
      return Optional.empty();
    }
    return built(
        () ->
            new EligibilityRequest(
                Identifiers.key(request.getIdentifier(), ASKED, ASKED, in, path),
                patientId,
                status,
                AnswerFhir.numbers(request.getIdentifier(), ASKED, in),
                AnswerFhir.unusual(request.getPriority(), "normal"),
                purposes(request.getPurpose(), p -> p.getValue().toCode()),
                when(request.getServiced(), path, in),
                created.get(),
                other(request.getInsurer(), payer, request, in),
                coverageIds,
                services,
                null),
        path,
        in);
  }

  /**
   * Reads an answer; empty and issues when it cannot be read.
   *
   * @param coverageId finds the number of the coverage that a reference names
   * @param payer the payer of the first coverage
   */
  public static Optional<Eligibility> fromFhir(
      CoverageEligibilityResponse response,
      String patientId,
      Function<Reference, Optional<String>> coverageId,
      @Nullable Payer payer,
      BundleReader in) {
    var path = in.path(response);
    var status =
        AnswerFhir.status(response.hasStatus() ? response.getStatus().toCode() : null, path, in);
    var created =
        created(
            response.hasCreated()
                ? Times.partial(response.getCreatedElement(), path + ".created", in.issues())
                : Optional.empty(),
            path,
            in);
    var result =
        Enums.read(
            ClaimOutcome.Result.values(),
            ClaimOutcome.Result::code,
            response.hasOutcome() ? response.getOutcome().toCode() : null);
    if (result.isEmpty()) {
      in.issues().error(IssueCode.REQUIRED, path + ".outcome", "is missing or unknown");
    }
    var coverages = new ArrayList<CoverageBenefits>();
    for (int i = 0; i < response.getInsurance().size(); i++) {
      var insurance = response.getInsurance().get(i);
      var at = path + ".insurance[" + i + "]";
      var benefits = new ArrayList<Benefit>();
      for (int j = 0; j < insurance.getItem().size(); j++) {
        benefits.add(benefit(insurance.getItem().get(j), at + ".item[" + j + "]", in));
      }
      coverages.add(
          new CoverageBenefits(
              coverageId.apply(insurance.getCoverage()).orElse(null),
              insurance.hasInforce() ? (Boolean) insurance.getInforce() : null,
              insurance.hasBenefitPeriod()
                  ? PasFhir.period(insurance.getBenefitPeriod(), at + ".benefitPeriod", in)
                  : null,
              benefits));
    }
    var errors =
        response.getError().stream()
            .flatMap(e -> Codings.read(e.getCode()).stream())
            .toList();
    var asked =
        in.resolve(response.getRequest(), response, CoverageEligibilityRequest.class)
            .flatMap(r -> Identifiers.value(r.getIdentifier(), in.sid(ASKED)))
            .map(id -> new AnswerFhir.Asked(id, null))
            .orElseGet(() -> AnswerFhir.reference(response.getRequest(), ASKED, in));
    if (status == null || created.isEmpty() || result.isEmpty() || in.issues().refuse()) {
      return Optional.empty();
    }
    return built(
        () ->
            new Eligibility(
                Identifiers.key(response.getIdentifier(), ANSWERED, ANSWERED, in, path),
                patientId,
                status,
                AnswerFhir.numbers(response.getIdentifier(), ANSWERED, in),
                purposes(response.getPurpose(), p -> p.getValue().toCode()),
                when(response.getServiced(), path, in),
                created.get(),
                asked.id(),
                asked.number(),
                result.get(),
                response.getDisposition(),
                other(response.getInsurer(), payer, response, in),
                coverages,
                response.getPreAuthRef(),
                errors,
                null),
        path,
        in);
  }

  private static Benefit benefit(
      CoverageEligibilityResponse.ItemsComponent item, String path, BundleReader in) {
    var amounts = new ArrayList<BenefitAmount>();
    for (var amount : item.getBenefit()) {
      var type = Codings.read(amount.getType());
      if (type.isEmpty()) {
        in.issues().warning(IssueCode.CODE_UNKNOWN, path + ".benefit", "has no type: not read");
        continue;
      }
      amounts.add(
          new BenefitAmount(
              type.get(),
              money(amount.getAllowed(), path, in),
              number(amount.getAllowed()),
              text(amount.getAllowed()),
              money(amount.getUsed(), path, in),
              number(amount.getUsed()),
              text(amount.getUsed())));
    }
    return new Benefit(
        Codings.read(item.getCategory()).orElse(null),
        BillingFhir.read(item.getProductOrService()).orElse(null),
        item.getModifier().stream().flatMap(m -> BillingFhir.read(m).stream()).toList(),
        item.hasExcluded() ? (Boolean) item.getExcluded() : null,
        item.getName(),
        item.getDescription(),
        Codings.read(item.getNetwork()).orElse(null),
        Codings.read(item.getUnit()).orElse(null),
        Codings.read(item.getTerm()).orElse(null),
        amounts,
        item.hasAuthorizationRequired() ? (Boolean) item.getAuthorizationRequired() : null,
        item.getAuthorizationSupporting().stream().flatMap(a -> Codings.read(a).stream()).toList(),
        item.getAuthorizationUrl());
  }

  private static @Nullable Money money(@Nullable Type written, String path, BundleReader in) {
    return written instanceof org.hl7.fhir.r4.model.Money money
        ? BillingFhir.read(money, path + ".benefit", in.issues())
        : null;
  }

  private static @Nullable Integer number(@Nullable Type written) {
    return written instanceof UnsignedIntType number ? number.getValue() : null;
  }

  private static @Nullable String text(@Nullable Type written) {
    return written instanceof StringType text ? text.getValue() : null;
  }

  private static <E> List<EligibilityRequest.Purpose> purposes(
      List<E> written, Function<E, String> code) {
    return written.stream()
        .flatMap(
            p ->
                Enums.read(
                    EligibilityRequest.Purpose.values(),
                    EligibilityRequest.Purpose::code,
                    code.apply(p))
                    .stream())
        .toList();
  }

  private static @Nullable ServicePeriod when(
      @Nullable Type serviced, String path, BundleReader in) {
    return serviced instanceof DateType day && day.hasValue()
        ? new ServicePeriod(PartialTime.of(day.getValueAsString()), null)
        : PasFhir.period(serviced, path + ".serviced", in);
  }

  private static Optional<PartialTime> created(
      Optional<PartialTime> created, String path, BundleReader in) {
    if (created.isEmpty() && !in.issues().refuse()) {
      in.issues().error(IssueCode.REQUIRED, path + ".created", "is missing");
    }
    return created;
  }

  private static @Nullable Payer other(
      Reference insurer, @Nullable Payer payer, DomainResource owner, BundleReader in) {
    var told = CoverageFhir.payer(insurer, owner, in);
    return Objects.equals(told, payer) ? null : told;
  }

  private static <T> Optional<T> built(
      java.util.function.Supplier<T> build, String path, BundleReader in) {
    try {
      var made = build.get();
      return in.issues().refuse() ? Optional.empty() : Optional.of(made);
    } catch (InvalidRecordException invalid) {
      invalid.issues().forEach(i -> in.issues().error(i.code(), path, i.path() + " " + i.text()));
      return Optional.empty();
    }
  }
}
