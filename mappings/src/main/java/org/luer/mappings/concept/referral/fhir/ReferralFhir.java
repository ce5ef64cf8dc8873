package org.luer.mappings.concept.referral.fhir;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coverage;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestIntent;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.clinician.ClinicianReader;
import org.luer.mappings.concept.coverage.CoverageFhir;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.order.OrderTypes;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.organization.OrganizationFhir;
import org.luer.mappings.concept.referral.Referral;
import org.luer.mappings.concept.referral.ReferralCodes;
import org.luer.mappings.concept.referral.ReferralParty;
import org.luer.mappings.concept.referral.ReferralTerms;
import org.luer.mappings.concept.referral.Remark;
import org.luer.mappings.concept.visit.VisitFhir;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Times;

/**
 * {@link Referral} to and from ServiceRequest (US Core), and a Task for how far it is.
 *
 * <p>Mapped: identifier (ours, PLAC, FILL), requisition, status, priority, code, orderDetail,
 * quantityQuantity, encounter, occurrencePeriod or occurrenceDateTime, authoredOn, requester,
 * performer, locationCode, reasonCode, reasonReference, insurance (Coverage by member number, and
 * the authorization by number), supportingInfo, note, relevantHistory, patientInstruction; {@link
 * ReferralTaskFhir} has Task. Refused: doNotPerform, intents other than an order, an unknown
 * status, no requester. Ignored when read: category, bodySite, specimen, asNeeded. Organizations
 * that nothing refers to are kept as such.
 */
public final class ReferralFhir {
  /** Our identifier system of referrals below the base. */
  public static final String SID = "referral";

  /** Characters of a date without a time. */
  private static final int DAY = 10;

  private static final String PLACER = "PLAC";
  private static final String FILLER = "FILL";
  private static final String MEMBER = "member";
  private static final String AUTHORIZATION = "authorization";
  private static final String PLACES = Systems.V3_ROLE_CODE;
  private static final Set<ServiceRequestIntent> ORDERS =
      Set.of(
          ServiceRequestIntent.ORDER,
          ServiceRequestIntent.ORIGINALORDER,
          ServiceRequestIntent.REFLEXORDER,
          ServiceRequestIntent.FILLERORDER,
          ServiceRequestIntent.INSTANCEORDER);

  private ReferralFhir() {}

  /** Writes the referral and its Task; both replace the receiver's copies. */
  public static Reference toFhir(
      Referral referral,
      BundleWriter out,
      ClinicianFhir people,
      Reference patient,
      Reference clinic,
      List<org.luer.mappings.concept.coverage.Coverage> coverages,
      List<Reference> allergies) {
    var self = BundleWriter.reference("ServiceRequest", out.sid(SID), referral.id());
    var request = new ServiceRequest();
    request.setMeta(out.clinical("us-core-servicerequest"));
    identify(referral, request, out);
    var row = ReferralCodes.STATUS.row(referral.status());
    request.setStatus(ServiceRequest.ServiceRequestStatus.fromCode(row.request()));
    request.setIntent(ServiceRequestIntent.ORDER);
    request.addCategory(Codings.concept(Systems.SNOMED_CT, "386053000", "Evaluation procedure"));
    request.addCategory(Codings.concept(Systems.SNOMED_CT, "3457005", "Patient referral"));
    request.setCode(Codings.of(referral.service())).setSubject(patient);
    referral.details().forEach(d -> request.addOrderDetail(Codings.of(d)));
    if (referral.priority() != null) {
      request.setPriority(
          ServiceRequest.ServiceRequestPriority.fromCode(referral.priority().code()));
    }
    if (referral.quantity() != null) {
      request.setQuantity(new Quantity(referral.quantity()));
    }
    times(referral, request);
    request.setPatientInstruction(referral.patientInstruction());
    if (referral.terms() != null && referral.terms().specialty() != null) {
      request.setPerformerType(Codings.of(referral.terms().specialty()));
    }
    referral.organizations().forEach(o -> OrganizationFhir.toFhir(o, out));
    request.setRequester(PartyFhir.toFhir(referral.from(), "requester", request, out, people));
    if (referral.to() != null) {
      request.addPerformer(PartyFhir.toFhir(referral.to(), "performer", request, out, people));
    }
    if (referral.setting() != null) {
      request.addLocationCode(place(referral.setting()));
    }
    referral.reasons().forEach(r -> request.addReasonCode(Codings.of(r)));
    DiagnosisFhir.toFhir(referral.diagnoses(), request, people, patient)
        .forEach(request::addReasonReference);
    insurance(referral, coverages, request, out);
    SupportFhir.toFhir(referral, request, patient, out.base());
    allergies.forEach(request::addSupportingInfo);
    ReferringVisitFhir.toFhir(referral, request, out, people, patient, clinic);
    referral.notes().forEach(n -> request.addNote().setText(n));
    for (var remark : referral.remarks()) {
      var note = request.addNote().setText(remark.text());
      if (remark.by() != null) {
        note.setAuthor(people.toFhir(remark.by(), request));
      }
      if (remark.at() != null) {
        note.setTimeElement(Times.dateTime(remark.at()));
      }
    }
    HistoryFhir.toFhir(referral, request, out, people, self);
    out.update(request, out.sid(SID), referral.id());
    ReferralTaskFhir.toFhir(referral, out, people, self, patient);
    return self;
  }

  private static void identify(Referral referral, ServiceRequest request, BundleWriter out) {
    request.addIdentifier(Identifiers.of(out.sid(SID), referral.id()));
    if (referral.placerNumber() != null) {
      request.addIdentifier(Identifiers.of(referral.placerNumber(), PLACER, out.base()));
    }
    if (referral.fillerNumber() != null) {
      request.addIdentifier(Identifiers.of(referral.fillerNumber(), FILLER, out.base()));
    }
    if (referral.groupNumber() != null) {
      request.setRequisition(Identifiers.of(referral.groupNumber(), out.base()));
    }
  }

  private static void times(Referral referral, ServiceRequest request) {
    if (referral.start() != null && referral.end() == null) {
      request.setOccurrence(Times.dateTime(referral.start()));
    } else if (referral.end() != null) {
      request.setOccurrence(Times.partialPeriod(referral.start(), referral.end()));
    }
    if (referral.authoredAt() != null) {
      request.setAuthoredOnElement(Times.dateTime(referral.authoredAt()));
    }
  }

  private static CodeableConcept place(Referral.Setting setting) {
    var type = OrderTypes.find(setting.code()).orElseThrow();
    return Codings.concept(PLACES, type.place(), type.display());
  }

  private static void insurance(
      Referral referral,
      List<org.luer.mappings.concept.coverage.Coverage> coverages,
      ServiceRequest request,
      BundleWriter out) {
    for (var number : referral.memberNumbers()) {
      var insurance = request.addInsurance();
      coverages.stream()
          .filter(c -> c.isNumbered(number))
          .findFirst()
          .ifPresent(c -> insurance.setReference(CoverageFhir.reference(c, out).getReference()));
      insurance.setType("Coverage").setIdentifier(Identifiers.of(out.sid(MEMBER), number));
    }
    if (referral.authorizationNumber() != null) {
      request
          .addInsurance()
          .setType("ClaimResponse")
          .setIdentifier(Identifiers.of(out.sid(AUTHORIZATION), referral.authorizationNumber()));
    }
  }

  /** Reads a referral; why it cannot be read stands in the issues. */
  public static Optional<Referral> fromFhir(
      ServiceRequest request, String patientId, BundleReader in, ClinicianReader people) {
    var path = in.path(request);
    var task = ReferralTaskFhir.of(request, in);
    usable(request, path, in);
    var id = id(request, in);
    if (id.isEmpty()) {
      in.issues().error(IssueCode.REQUIRED, path + ".identifier", "is missing");
    }
    var status =
        task.flatMap(t -> ReferralTaskFhir.status(t, in))
            .or(
                () ->
                    request.hasStatus()
                        ? ReferralCodes.ofRequest(request.getStatus().toCode())
                        : Optional.empty());
    if (status.isEmpty()) {
      in.issues().error(IssueCode.NOT_USABLE, path + ".status", "is missing or cannot be used");
    }
    var from = PartyFhir.fromFhir(List.of(request.getRequester()), request, in, people);
    if (from.isEmpty()) {
      in.issues().error(IssueCode.REQUIRED, path + ".requester", "names nobody of this Bundle");
    }
    from.filter(f -> !npi(f))
        .ifPresent(
            f ->
                in.issues()
                    .warning(
                        IssueCode.REQUIRED,
                        path + ".requester",
                        "has no National Provider Identifier: nobody gets access by it"));
    var service = Codings.read(request.getCode());
    if (service.isEmpty()) {
      in.issues().error(IssueCode.REQUIRED, path + ".code", "is missing");
    }
    if (id.isEmpty() || status.isEmpty() || from.isEmpty() || service.isEmpty()) {
      return Optional.empty();
    }
    var support = SupportFhir.read(request, in);
    var visit = ReferringVisitFhir.encounter(request, in);
    try {
      return Optional.of(
          new Referral(
              id.get(),
              patientId,
              placer(request, in).orElse(null),
              number(request, FILLER, in).orElse(null),
              request.hasRequisition()
                  ? Identifiers.read(request.getRequisition(), in.dialect()).orElse(null)
                  : null,
              status.get(),
              HistoryFhir.fromFhir(request, status.get(), in, people),
              priority(request),
              from.get(),
              PartyFhir.fromFhir(request.getPerformer(), request, in, people).orElse(null),
              partial(request.getAuthoredOnElement(), path + ".authoredOn", in),
              service.get(),
              codeds(request.getOrderDetail()),
              quantity(request, path, in),
              start(request, path, in),
              end(request, path, in),
              setting(request),
              DiagnosisFhir.fromFhir(request.getReasonReference(), request, in, people),
              codeds(request.getReasonCode()),
              support.clinicalInformation,
              support.treatments,
              support.findings,
              support.documents,
              memberNumbers(request, in),
              authorization(request),
              visit.flatMap(v -> VisitFhir.fromFhir(v, in)).orElse(null),
              visit
                  .flatMap((Encounter v) -> ReferringVisitFhir.attending(v, request, people))
                  .orElse(null),
              request.getNote().stream()
                  .filter(n -> remark(n, request, in, people).isEmpty())
                  .filter(Annotation::hasText)
                  .map(Annotation::getText)
                  .toList(),
              task.map(t -> time(t.getLastModifiedElement(), in.path(t) + ".lastModified", in))
                  .orElse(null),
              task.map(t -> ReferralTaskFhir.number(t, in)).orElse(null),
              request.getPatientInstruction(),
              organizations(in),
              request.getNote().stream()
                  .flatMap(n -> remark(n, request, in, people).stream())
                  .toList(),
              task.map(t -> ReferralTaskFhir.setAt(t, request, in)).orElse(null),
              ReferralTerms.of(
                      Codings.read(request.getPerformerType()).orElse(null),
                      task.map(t -> ReferralTaskFhir.terms(t, in)).orElse(null))
                  .orNull()));
    } catch (InvalidRecordException invalid) {
      invalid.issues().forEach(i -> in.issues().error(i.code(), path, i.text()));
      return Optional.empty();
    }
  }

  /** A note with its author or its time; empty for words alone. */
  private static Optional<Remark> remark(
      Annotation note, ServiceRequest request, BundleReader in, ClinicianReader people) {
    var by =
        note.hasAuthorReference()
            ? people.read(note.getAuthorReference(), request).orElse(null)
            : null;
    var at =
        note.hasTime()
            ? Times.read(note.getTimeElement(), in.path(request) + ".note.time", in.issues())
                .orElse(null)
            : null;
    return note.hasText() && (by != null || at != null)
        ? Optional.of(new Remark(note.getText(), by, at))
        : Optional.empty();
  }

  /** Organizations that nothing in the Bundle refers to; one that cannot be read is left out. */
  private static List<Organization> organizations(BundleReader in) {
    var named = in.referred(org.hl7.fhir.r4.model.Organization.class);
    return in.all(org.hl7.fhir.r4.model.Organization.class).stream()
        .filter(o -> !named.contains(o))
        .flatMap(o -> organization(o, in).stream())
        .toList();
  }

  private static Optional<Organization> organization(
      org.hl7.fhir.r4.model.Organization written, BundleReader in) {
    var broken = new Issues();
    return OrganizationFhir.fromFhir(written, in.dialect(), in.path(written), broken)
        .filter(o -> !broken.refuse());
  }

  private static void usable(ServiceRequest request, String path, BundleReader in) {
    if (request.getDoNotPerform()) {
      in.issues()
          .error(
              IssueCode.NOT_USABLE,
              path + ".doNotPerform",
              "a prohibition is not read as a request");
    }
    if (!request.hasIntent() || !ORDERS.contains(request.getIntent())) {
      in.issues().error(IssueCode.NOT_USABLE, path + ".intent", "only orders are read");
    }
  }

  private static boolean npi(ReferralParty party) {
    return (party.clinician() != null && party.clinician().npi() != null)
        || (party.organization() != null && party.organization().npi() != null);
  }

  /** The referral's number: ours, else the placer's, else the first one. */
  private static Optional<String> id(ServiceRequest request, BundleReader in) {
    return Identifiers.value(request.getIdentifier(), Systems.sid(in.base(), SID))
        .or(() -> number(request, PLACER, in).map(Identifier::value))
        .or(
            () ->
                request.getIdentifier().stream()
                    .map(org.hl7.fhir.r4.model.Identifier::getValue)
                    .filter(java.util.Objects::nonNull)
                    .findFirst());
  }

  /** The referrer's number: a stranger's number without a type is that one. */
  private static Optional<Identifier> placer(ServiceRequest request, BundleReader in) {
    var numbers = request.getIdentifier();
    var named = number(request, PLACER, in);
    return named.isPresent() || Identifiers.value(numbers, Systems.sid(in.base(), SID)).isPresent()
        ? named
        : numbers.stream()
            .filter(i -> !Identifiers.is(i, FILLER))
            .flatMap(i -> Identifiers.read(i, in.dialect()).stream())
            .findFirst();
  }

  private static Optional<Identifier> number(ServiceRequest request, String role, BundleReader in) {
    return request.getIdentifier().stream()
        .filter(i -> Identifiers.is(i, role))
        .findFirst()
        .flatMap(i -> Identifiers.read(i, in.dialect()));
  }

  private static InfusionOrder.@Nullable Priority priority(ServiceRequest request) {
    return Enums.read(
            InfusionOrder.Priority.values(),
            InfusionOrder.Priority::code,
            request.hasPriority() ? request.getPriority().toCode() : null)
        .orElse(null);
  }

  private static List<Coded> codeds(List<CodeableConcept> concepts) {
    var codeds = new ArrayList<Coded>();
    concepts.forEach(c -> Codings.read(c).ifPresent(codeds::add));
    return codeds;
  }

  private static @Nullable Integer quantity(ServiceRequest request, String path, BundleReader in) {
    if (!request.hasQuantityQuantity() || !request.getQuantityQuantity().hasValue()) {
      return null;
    }
    var value = request.getQuantityQuantity().getValue().stripTrailingZeros();
    if (value.scale() > 0 || request.getQuantityQuantity().hasComparator()) {
      in.issues()
          .warning(IssueCode.VALUE, path + ".quantityQuantity", "is no whole number: not read");
      return null;
    }
    return value.intValue();
  }

  private static @Nullable PartialTime start(ServiceRequest request, String path, BundleReader in) {
    return request.getOccurrence() instanceof Period period
        ? partial(period.getStartElement(), path + ".occurrencePeriod.start", in)
        : request.getOccurrence() instanceof BaseDateTimeType moment
            ? partial(moment, path + ".occurrenceDateTime", in)
            : null;
  }

  private static @Nullable PartialTime end(ServiceRequest request, String path, BundleReader in) {
    return request.getOccurrence() instanceof Period period
        ? partial(period.getEndElement(), path + ".occurrencePeriod.end", in)
        : null;
  }

  private static @Nullable PartialTime partial(
      @Nullable BaseDateTimeType when, String path, BundleReader in) {
    return Times.partial(when, path, in.issues()).orElse(null);
  }

  private static @Nullable OffsetDateTime time(
      @Nullable BaseDateTimeType time, String path, BundleReader in) {
    if (time != null && time.hasValue() && time.getValueAsString().length() <= DAY) {
      in.issues()
          .warning(
              IssueCode.NOT_SUPPORTED,
              path,
              "names a day and no time; it is kept as foreign content");
      return null;
    }
    return Times.read(time, path, in.issues()).orElse(null);
  }

  private static Referral.@Nullable Setting setting(ServiceRequest request) {
    if (Codings.any(request.getLocationCode(), PLACES, "HOSP")) {
      return Referral.Setting.INPATIENT;
    }
    return Codings.any(request.getLocationCode(), PLACES, "OF")
        ? Referral.Setting.OUTPATIENT
        : null;
  }

  private static List<String> memberNumbers(ServiceRequest request, BundleReader in) {
    var numbers = new ArrayList<String>();
    for (var insurance : request.getInsurance()) {
      var coverage = in.resolve(insurance, request, Coverage.class);
      if (coverage.isPresent() && coverage.get().hasSubscriberId()) {
        numbers.add(coverage.get().getSubscriberId());
      } else if ("Coverage".equals(insurance.getType()) && insurance.getIdentifier().hasValue()) {
        numbers.add(insurance.getIdentifier().getValue());
      }
    }
    return numbers;
  }

  private static @Nullable String authorization(ServiceRequest request) {
    return request.getInsurance().stream()
        .filter(i -> "ClaimResponse".equals(i.getType()))
        .map(i -> i.getIdentifier().getValue())
        .filter(java.util.Objects::nonNull)
        .findFirst()
        .orElse(null);
  }
}
