package org.luer.mappings.concept.authorization;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.ClaimResponse;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.Enumerations;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.PositiveIntType;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.billing.BillingFhir;
import org.luer.mappings.concept.claim.ServicePeriod;
import org.luer.mappings.concept.claim.fhir.Amounts;
import org.luer.mappings.concept.claim.fhir.PasFhir;
import org.luer.mappings.concept.claimoutcome.ClaimOutcome;
import org.luer.mappings.concept.claimoutcome.ProcessNote;
import org.luer.mappings.concept.claimoutcome.fhir.AnswerFhir;
import org.luer.mappings.concept.coverage.CoverageFhir;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Times;

/**
 * {@link Authorization} to and from an R4 ClaimResponse of use preauthorization with the extensions
 * of Da Vinci PAS 2.2.1 and 2.0.1 (reference/fhir.md 4.5).
 *
 * <p>Mapped: identifier, status, patient, created, insurer, requestor (the clinic), request,
 * outcome, disposition, preAuthRef, preAuthPeriod, claimResponseReviewer (the flag), adjudication
 * and item.adjudication (reviewAction), item (itemPreAuthIssueDate, itemPreAuthPeriod,
 * itemRequestedServiceDate, administrationReferenceNumber, authorizationNumber, itemTraceNumber,
 * itemAuthorizedDetail, communicatedDiagnosis), communicationRequest, processNote, error with its
 * follow-up, element and path. Ignored when read: addItem, total, payment, the reviewer's number
 * and specialty, the authorized provider. Cannot carry: recordedAt.
 */
public final class AuthorizationFhir {
  private static final String SID = "authorization";
  private static final String REVIEW = "reviewAction";
  private static final String ACTION =
      "http://hl7.org/fhir/us/davinci-pas/StructureDefinition/extension-reviewActionCode";
  private static final String PAS =
      "http://hl7.org/fhir/us/davinci-pas/StructureDefinition/extension-";
  private static final String TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/";

  private AuthorizationFhir() {}

  /**
   * Writes the decision.
   *
   * @param payer the insurer, when the record does not name it
   * @param clinic who asked
   */
  public static void toFhir(
      Authorization authorization,
      BundleWriter out,
      Reference patient,
      @Nullable Reference payer,
      Reference clinic) {
    var written = new ClaimResponse();
    written.setMeta(out.clinical(null));
    authorization.identifiers().forEach(i -> written.addIdentifier(Identifiers.of(i, out.base())));
    written.addIdentifier(Identifiers.of(out.sid(SID), authorization.id()));
    written.setStatus(ClaimResponse.ClaimResponseStatus.fromCode(authorization.status().code()));
    written.setType(Codings.concept(TERMINOLOGY + "claim-type", "professional", "Professional"));
    written.setUse(ClaimResponse.Use.PREAUTHORIZATION);
    written.setPatient(patient).setRequestor(clinic);
    written.setInsurer(
        authorization.insurer() != null
            ? CoverageFhir.payer(authorization.insurer(), out)
            : payer == null ? Times.absent(new Reference()) : payer);
    written.setCreatedElement(Times.dateTime(authorization.createdAt()));
    AnswerFhir.reference(
            authorization.claimId(), authorization.claimNumber(), "Claim", "claim", out.base())
        .ifPresent(written::setRequest);
    written.setOutcome(ClaimResponse.RemittanceOutcome.fromCode(authorization.result().code()));
    written.setDisposition(authorization.disposition());
    written.setPreAuthRef(authorization.number());
    if (authorization.period() != null) {
      written.setPreAuthPeriod(
          Times.partialPeriod(authorization.period().from(), authorization.period().to()));
    }
    if (authorization.humanReviewed() != null) {
      PasFhir.pas(written.getExtension())
          .parts(
              "claimResponseReviewer",
              parts -> parts.bool("wasHumanReviewedFlag", authorization.humanReviewed()));
    }
    if (authorization.review() != null) {
      review(authorization.review(), written.addAdjudication());
    }
    authorization.lines().forEach(line -> line(line, written.addItem(), out.base()));
    for (int i = 0; i < authorization.requested().size(); i++) {
      var key = authorization.id() + "-" + (i + 1);
      written.addCommunicationRequest(request(authorization.requested().get(i), key, patient, out));
    }
    authorization.notes().forEach(note -> note(note, written.addProcessNote()));
    authorization.errors().forEach(error -> AnswerFhir.error(error, written.addError()));
    out.update(written, out.sid(SID), authorization.id());
  }

  private static void line(AuthorizationLine line, ClaimResponse.ItemComponent item, String base) {
    item.setItemSequence(line.line());
    line.notes().forEach(n -> item.getNoteNumber().add(new PositiveIntType(n)));
    var pas = PasFhir.pas(item.getExtension());
    line.traceNumbers().forEach(n -> pas.add("itemTraceNumber", Identifiers.of(n, base)));
    pas.day("itemPreAuthIssueDate", line.issuedOn());
    if (line.period() != null) {
      pas.add("itemPreAuthPeriod", Times.partialPeriod(line.period().from(), line.period().to()));
    }
    pas.text("authorizationNumber", line.previousNumber());
    pas.text("administrationReferenceNumber", line.reference());
    if (line.requested() != null) {
      pas.add("itemRequestedServiceDate", when(line.requested()));
    }
    var authorized = line.authorized();
    if (authorized != null) {
      pas.parts("itemAuthorizedDetail", parts -> authorized(authorized, parts));
    }
    line.diagnoses().forEach(d -> pas.coded("communicatedDiagnosis", d));
    var decided = item.addAdjudication();
    if (line.review() == null) {
      decided.setCategory(submitted());
    } else {
      review(line.review(), decided);
    }
  }

  private static Type when(ServicePeriod period) {
    return period.to() == null && period.from() != null
        ? Times.dateTime(period.from())
        : Times.partialPeriod(period.from(), period.to());
  }

  private static CodeableConcept submitted() {
    return Codings.concept(TERMINOLOGY + "adjudication", "submitted", null);
  }

  private static void review(Review review, ClaimResponse.AdjudicationComponent entry) {
    entry.setCategory(submitted());
    PasFhir.pas(entry.getExtension())
        .parts(
            REVIEW,
            parts -> {
              parts.text("number", review.number());
              review.reasons().forEach(r -> parts.coded("reasonCode", r));
              parts.bool("secondSurgicalOpinionFlag", review.secondOpinion());
              if (review.action() != null) {
                parts.to().add(new Extension(ACTION, Codings.of(review.action())));
              }
            });
  }

  private static void authorized(AuthorizedService service, PasFhir.Writer parts) {
    parts.coded("productOrServiceCode", service.code());
    if (service.codeEnd() != null) {
      parts.to().add(new Extension(PAS + "productOrServiceCodeEnd", Codings.of(service.codeEnd())));
    }
    service.modifiers().forEach(m -> parts.coded("modifier", m));
    if (service.unitPrice() != null) {
      parts.add("unitPrice", BillingFhir.money(service.unitPrice()));
    }
    if (service.units() != null) {
      parts.add("quantity", Amounts.counted(service.units(), service.unit()));
    }
    var pas = PasFhir.pas(parts.to());
    pas.bool("epsdtIndicator", service.screening());
    pas.coded("nursingHomeLevelOfCare", service.levelOfCare());
    pas.coded("revenueCode", service.revenue());
    pas.add(
        "revenueUnitRateLimit",
        service.rateLimit() == null ? null : new DecimalType(service.rateLimit()));
  }

  private static Reference request(
      RequestedDocument document, String key, Reference patient, BundleWriter out) {
    var written = new CommunicationRequest();
    written.setMeta(out.clinical(null));
    written.addIdentifier(Identifiers.of(out.sid("document-request"), key));
    written.setStatus(CommunicationRequest.CommunicationRequestStatus.ACTIVE);
    written.setSubject(patient);
    document.kinds().forEach(k -> written.addCategory(Codings.of(k)));
    document.media().forEach(m -> written.addMedium(Codings.of(m)));
    document.contents().forEach(c -> written.addPayload().setContent(new StringType(c)));
    if (document.line() != null) {
      PasFhir.pas(written.getExtension())
          .add("serviceLineNumber", new PositiveIntType(document.line()));
    }
    return out.update(written, out.sid("document-request"), key);
  }

  private static void note(ProcessNote note, ClaimResponse.NoteComponent written) {
    written.setText(note.text());
    if (note.number() != null) {
      written.setNumber(note.number());
    }
    if (note.type() != null) {
      written.setType(Enumerations.NoteType.fromCode(note.type().code()));
    }
  }

  /** Reads a decision; empty and issues when it cannot be read. */
  public static Optional<Authorization> fromFhir(
      ClaimResponse response, String patientId, BundleReader in) {
    var path = in.path(response);
    var issues = in.issues();
    var status =
        AnswerFhir.status(response.hasStatus() ? response.getStatus().toCode() : null, path, in);
    if (response.getUse() != ClaimResponse.Use.PREAUTHORIZATION) {
      issues.error(IssueCode.NOT_USABLE, path + ".use", "is no answer about an authorization");
    }
    var created =
        Times.partial(
            response.hasCreated() ? response.getCreatedElement() : null, path + ".created", issues);
    if (!response.hasCreated()) {
      issues.error(IssueCode.REQUIRED, path + ".created", "is missing");
    }
    var result =
        Enums.read(
            ClaimOutcome.Result.values(),
            ClaimOutcome.Result::code,
            response.hasOutcome() ? response.getOutcome().toCode() : null);
    if (result.isEmpty()) {
      issues.error(IssueCode.REQUIRED, path + ".outcome", "is missing or unknown");
    }
    var lines = new ArrayList<AuthorizationLine>();
    for (int i = 0; i < response.getItem().size(); i++) {
      lines.add(line(response.getItem().get(i), path + ".item[" + i + "]", in));
    }
    if (response.hasAddItem()) {
      issues.warning(
          IssueCode.NOT_SUPPORTED, path + ".addItem", "was not asked for: look at it yourself");
    }
    var asked = AnswerFhir.claim(response.getRequest(), response, in);
    if (status == null || created.isEmpty() || result.isEmpty() || issues.refuse()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Authorization(
              Identifiers.key(response.getIdentifier(), SID, SID, in, path),
              patientId,
              status,
              AnswerFhir.numbers(response.getIdentifier(), SID, in),
              asked.id(),
              asked.number(),
              created.get(),
              CoverageFhir.payer(response.getInsurer(), response, in),
              result.get(),
              response.getDisposition(),
              response.getPreAuthRef(),
              response.hasPreAuthPeriod()
                  ? PasFhir.period(response.getPreAuthPeriod(), path + ".preAuthPeriod", in)
                  : null,
              PasFhir.read(response.getExtension()).parts("claimResponseReviewer").stream()
                  .flatMap(p -> Optional.ofNullable(p.bool("wasHumanReviewedFlag")).stream())
                  .findFirst()
                  .orElse(null),
              review(response.getAdjudication()),
              lines,
              requested(response, in),
              notes(response),
              AnswerFhir.errors(response, path, in),
              null));
    } catch (InvalidRecordException invalid) {
      invalid.issues().forEach(i -> issues.error(i.code(), path, i.path() + " " + i.text()));
      return Optional.empty();
    }
  }

  private static AuthorizationLine line(
      ClaimResponse.ItemComponent item, String path, BundleReader in) {
    var said = PasFhir.pas(item);
    var detail = said.parts("itemAuthorizedDetail").stream().findFirst();
    return new AuthorizationLine(
        item.getItemSequence(),
        review(item.getAdjudication()),
        said.day("itemPreAuthIssueDate"),
        said.period("itemPreAuthPeriod", path, in),
        said.first("itemRequestedServiceDate", Type.class).map(t -> when(t, path, in)).orElse(null),
        said.text("administrationReferenceNumber"),
        said.text("authorizationNumber"),
        said.all("itemTraceNumber", Identifier.class).stream()
            .flatMap(i -> AnswerFhir.number(i, in).stream())
            .toList(),
        detail.map(d -> authorized(d, path, in)).orElse(null),
        said.codes("communicatedDiagnosis"),
        item.getNoteNumber().stream()
            .map(PositiveIntType::getValue)
            .filter(Objects::nonNull)
            .toList());
  }

  private static @Nullable ServicePeriod when(Type written, String path, BundleReader in) {
    if (written instanceof DateTimeType moment) {
      return Times.partial(moment, path, in.issues())
          .map(m -> new ServicePeriod(m, null))
          .orElse(null);
    }
    return written instanceof DateType day && day.hasValue()
        ? new ServicePeriod(PartialTime.of(day.getValueAsString()), null)
        : PasFhir.period(written, path, in);
  }

  private static AuthorizedService authorized(PasFhir.Reader said, String path, BundleReader in) {
    var pas = PasFhir.read(said.from());
    var quantity = said.first("quantity", Quantity.class).orElseGet(Quantity::new);
    return new AuthorizedService(
        said.first("productOrServiceCode", CodeableConcept.class)
            .flatMap(BillingFhir::read)
            .orElse(null),
        pas.coded("productOrServiceCodeEnd"),
        said.codes("modifier"),
        said.first("unitPrice", org.hl7.fhir.r4.model.Money.class)
            .map(m -> BillingFhir.read(m, path + ".unitPrice", in.issues()))
            .orElse(null),
        quantity.getValue(),
        quantity.hasValue() ? Amounts.countedUnit(quantity) : null,
        pas.coded("revenueCode"),
        pas.first("revenueUnitRateLimit", DecimalType.class)
            .map(DecimalType::getValue)
            .orElse(null),
        pas.first("epsdtIndicator", BooleanType.class).map(BooleanType::getValue).orElse(null),
        pas.coded("nursingHomeLevelOfCare"));
  }

  private static @Nullable Review review(List<ClaimResponse.AdjudicationComponent> entries) {
    for (var entry : entries) {
      for (var said : PasFhir.pas(entry).parts(REVIEW)) {
        return new Review(
            said.from().stream()
                .filter(e -> ACTION.equals(e.getUrl()))
                .map(Extension::getValue)
                .filter(CodeableConcept.class::isInstance)
                .flatMap(c -> Codings.read((CodeableConcept) c).stream())
                .findFirst()
                .orElse(null),
            said.text("number"),
            said.codes("reasonCode"),
            said.bool("secondSurgicalOpinionFlag"));
      }
    }
    return null;
  }

  private static List<RequestedDocument> requested(ClaimResponse response, BundleReader in) {
    var requested = new ArrayList<RequestedDocument>();
    for (var reference : response.getCommunicationRequest()) {
      in.resolve(reference, response, CommunicationRequest.class)
          .ifPresent(
              r ->
                  requested.add(
                      new RequestedDocument(
                          r.getCategory().stream().flatMap(c -> Codings.read(c).stream()).toList(),
                          r.getMedium().stream().flatMap(c -> Codings.read(c).stream()).toList(),
                          r.getPayload().stream()
                              .map(p -> p.getContent())
                              .filter(StringType.class::isInstance)
                              .map(Type::primitiveValue)
                              .toList(),
                          PasFhir.read(r.getExtension())
                              .first("serviceLineNumber", PositiveIntType.class)
                              .map(PositiveIntType::getValue)
                              .orElse(null))));
    }
    return requested;
  }

  private static List<ProcessNote> notes(ClaimResponse response) {
    return response.getProcessNote().stream()
        .filter(ClaimResponse.NoteComponent::hasText)
        .map(
            n ->
                new ProcessNote(
                    n.hasNumber() ? (Integer) n.getNumber() : null,
                    Enums.read(
                            ProcessNote.Type.values(),
                            ProcessNote.Type::code,
                            n.hasType() ? n.getType().toCode() : null)
                        .orElse(null),
                    n.getText()))
        .toList();
  }
}
