package org.luer.mappings.concept.serviceorder;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Duration;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Specimen;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Timing;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.observation.DiagnosticSections;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.order.OrderEntry;
import org.luer.mappings.concept.order.OrderTiming;
import org.luer.mappings.concept.order.OrderTypes;
import org.luer.mappings.concept.order.fhir.DosageFhir;
import org.luer.mappings.concept.order.fhir.FindingFhir;
import org.luer.mappings.concept.order.fhir.InfusionRequestFhir;
import org.luer.mappings.concept.order.fhir.PatternFhir;
import org.luer.mappings.concept.order.fhir.ProblemFhir;
import org.luer.mappings.concept.order.fhir.RequestFhir;
import org.luer.mappings.concept.party.PartiesFhir;
import org.luer.mappings.concept.specimen.SpecimenFhir;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Names;
import org.luer.mappings.fhir.Notes;
import org.luer.mappings.fhir.Quantities;
import org.luer.mappings.fhir.Times;

/**
 * {@link ServiceOrder} to and from ServiceRequest (US Core).
 *
 * <p>Mapped: identifier, requisition, status, intent, category (section with SNOMED CT beside it),
 * priority, code, orderDetail (details; with a kind of ours: procedure, modifiers, condition,
 * instruction, reason for the status), subject, encounter (contained), occurrenceTiming,
 * authoredOn, requester, reasonReference, supportingInfo (findings, clinical information), specimen
 * (contained; one that was taken stands beside the order), performer (the name), performerType,
 * bodySite, patientInstruction, locationCode, note, replaces, basedOn. Cannot carry: the length of
 * a course beside its end.
 */
public final class ServiceOrderFhir {
  /** Our identifier system of service orders. */
  public static final String SID = "service-order";

  private static final String DETAIL = "kic-order-detail";
  private static final String SECTION = Systems.V2 + "0074";
  private static final String PLACE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode";
  private static final String INFORMATION = "clinical-information";
  private static final String SPECIMEN = "specimen";
  private static final Map<String, String> IMAGING =
      Map.of(
          "RAD", "Imaging", "CT", "Imaging", "NMR", "Imaging", "RUS", "Imaging", "NMS", "Imaging");
  private static final Set<String> LABORATORY =
      Set.of("LAB", "CH", "HM", "MB", "SR", "TX", "BLB", "CG", "CP", "SP", "CUS", "IMM", "OSL");
  private static final Set<ServiceRequest.ServiceRequestIntent> ORDERS =
      Set.of(
          ServiceRequest.ServiceRequestIntent.ORDER,
          ServiceRequest.ServiceRequestIntent.ORIGINALORDER,
          ServiceRequest.ServiceRequestIntent.FILLERORDER,
          ServiceRequest.ServiceRequestIntent.INSTANCEORDER);

  private ServiceOrderFhir() {}

  /** Writes the order; the reference to it. */
  public static Reference toFhir(ServiceOrder order, RequestFhir with) {
    var out = with.out();
    var request = new ServiceRequest();
    request.setMeta(out.clinical("us-core-servicerequest"));
    with.identifiers(order, SID).forEach(request::addIdentifier);
    if (order.groupNumber() != null) {
      request.setRequisition(Identifiers.of(order.groupNumber(), out.base()));
    }
    request.setStatus(ServiceRequest.ServiceRequestStatus.fromCode(order.statusCode()));
    request.setIntent(ServiceRequest.ServiceRequestIntent.ORDER);
    if (order.section() != null) {
      request.addCategory(category(order.section()));
    }
    order.origin().categories().forEach(c -> request.addCategory(Codings.of(c)));
    if (order.priority() != null) {
      request.setPriority(ServiceRequest.ServiceRequestPriority.fromCode(order.priority().code()));
    }
    request.setCode(Codings.of(order.service()));
    request.setSubject(with.patient());
    if (order.orderedAt() != null) {
      request.setAuthoredOnElement(Times.dateTime(order.orderedAt()));
    }
    request.setRequester(with.requester(order, request));
    with.reasons(order).forEach(request::addReasonReference);
    details(order, request, out);
    occurrence(order.when(), request);
    entry(order, request, with);
    supporting(order, request, with);
    performance(order, request, with);
    RequestFhir.notes(order).forEach(request::addNote);
    var reference = out.update(request, out.sid(SID), order.id());
    with.provenance(order, List.of(reference), order.origin().enteredBy());
    return reference;
  }

  private static CodeableConcept category(String section) {
    var category = new CodeableConcept();
    if (!DiagnosticSections.known(section)) {
      return category.setText(section);
    }
    category.addCoding(Codings.coding(SECTION, section, null));
    if (IMAGING.containsKey(section)) {
      category.addCoding(
          Codings.coding(Systems.SNOMED_CT, "363679005", "Imaging").setUserSelected(false));
    } else if (LABORATORY.contains(section)) {
      category.addCoding(
          Codings.coding(Systems.SNOMED_CT, "108252007", "Laboratory procedure")
              .setUserSelected(false));
    }
    return category;
  }

  private static void details(ServiceOrder order, ServiceRequest request, BundleWriter out) {
    order.details().forEach(d -> request.addOrderDetail(Codings.of(d)));
    detail(order.procedure(), "procedure", request, out);
    order.modifiers().forEach(m -> detail(m, "modifier", request, out));
    detail(order.origin().reason(), "status-reason", request, out);
    var when = order.when();
    detail(words(when.condition()), "condition", request, out);
    detail(words(when.instruction()), "timing", request, out);
  }

  private static @Nullable Coded words(@Nullable String text) {
    return text == null ? null : Coded.text(text);
  }

  private static void detail(
      @Nullable Coded coded, String kind, ServiceRequest request, BundleWriter out) {
    if (coded != null) {
      var concept = Codings.of(coded);
      concept.addCoding(Codings.coding(out.own(DETAIL), kind, null).setUserSelected(false));
      request.addOrderDetail(concept);
    }
  }

  private static void occurrence(OrderTiming when, ServiceRequest request) {
    var timing = new Timing();
    var lasting = when.endsAt() == null && when.course() != null;
    DosageFhir.occurrence(when, lasting, timing);
    if (lasting && when.course() != null) {
      var bounds = new Duration();
      bounds.setValue(when.course().value()).setUnit(when.course().unit());
      bounds.setSystem(Systems.UCUM).setCode(when.course().unit());
      timing.getRepeat().setBounds(bounds);
    }
    if (when.occurrences() != null) {
      timing.getRepeat().setCount(when.occurrences());
    }
    if (!when.patterns().isEmpty()) {
      PatternFhir.write(when.patterns(), timing.getCode());
    }
    if (when.repeats() != null) {
      timing.getCode().setText(when.repeats());
    }
    if (timing.isEmpty()) {
      return;
    }
    var bare = timing.getRepeat().copy();
    bare.setBounds(null);
    var once = bare.isEmpty() && timing.getCode().isEmpty() && !lasting;
    if (once && when.endsAt() == null && when.startsAt() != null) {
      request.setOccurrence(Times.dateTime(when.startsAt()));
    } else if (once) {
      request.setOccurrence(Times.partialPeriod(when.startsAt(), when.endsAt()));
    } else {
      request.setOccurrence(timing);
    }
  }

  private static void performance(ServiceOrder order, ServiceRequest request, RequestFhir with) {
    var doing = order.doing();
    doing.performers().forEach(p -> request.addPerformer(new Reference().setDisplay(p)));
    if (doing.specialty() != null) {
      request.setPerformerType(Codings.of(doing.specialty()));
    }
    doing.bodySites().forEach(s -> request.addBodySite(Codings.of(s)));
    request.setPatientInstruction(doing.preparation());
    if (doing.sample() != null) {
      request.addSpecimen(
          SpecimenFhir.toFhir(doing.sample(), order.id(), with.patient(), with.out()));
    }
  }

  private static CodeableConcept place(OrderEntry.Setting setting) {
    return OrderTypes.find(setting.code())
        .map(type -> Codings.concept(PLACE, type.place(), type.display()))
        .orElseGet(() -> Codings.concept(InfusionRequestFhir.CATEGORY, setting.code(), null));
  }

  private static void entry(ServiceOrder order, ServiceRequest request, RequestFhir with) {
    var entry = order.origin();
    if (entry.replaces() != null) {
      request.addReplaces(with.logical(entry.replaces(), "ServiceRequest"));
    }
    if (entry.parent() != null) {
      request.addBasedOn(with.logical(entry.parent(), "ServiceRequest"));
    }
    if (entry.setting() != null) {
      request.addLocationCode(place(entry.setting()));
    }
    var visit = with.visit(order, request);
    if (visit != null) {
      request.setEncounter(visit);
    }
  }

  private static void supporting(ServiceOrder order, ServiceRequest request, RequestFhir with) {
    with.findings(order).forEach(request::addSupportingInfo);
    if (order.clinicalInformation() != null) {
      var information = new Observation();
      information.setId(INFORMATION);
      information.setStatus(Observation.ObservationStatus.FINAL);
      information.setCode(Codings.concept(with.out().own(DETAIL), INFORMATION, null));
      information.setValue(new StringType(order.clinicalInformation()));
      request.addContained(information);
      request.addSupportingInfo(new Reference("#" + INFORMATION));
    }
    if (order.specimen() != null) {
      var specimen = new Specimen().setType(Codings.of(order.specimen()));
      specimen.setId(SPECIMEN);
      request.addContained(specimen);
      request.addSpecimen(new Reference("#" + SPECIMEN));
    }
  }

  /** Reads the order; empty and issues when it cannot be used. */
  public static Optional<ServiceOrder> read(
      ServiceRequest request, String patientId, BundleReader in, PartiesFhir people) {
    var path = in.path(request);
    var issues = in.issues();
    if (request.getDoNotPerform()
        || !request.hasIntent()
        || !ORDERS.contains(request.getIntent())) {
      issues.error(IssueCode.NOT_USABLE, path + ".intent", "only orders to do something are read");
    }
    var status =
        Enums.read(
            ServiceOrder.Status.values(),
            ServiceOrder.Status::code,
            request.hasStatus() ? request.getStatus().toCode() : null);
    var id = RequestFhir.key(request, request.getIdentifier(), List.of(SID), in);
    var service = Codings.read(request.getCode());
    if (status.isEmpty()) {
      issues.error(IssueCode.NOT_USABLE, path + ".status", "is missing or cannot be used");
    }
    if (id.isEmpty()) {
      issues.error(IssueCode.REQUIRED, path + ".identifier", "is missing");
    }
    if (service.isEmpty()) {
      issues.error(IssueCode.REQUIRED, path + ".code", "is missing");
    }
    if (status.isEmpty() || id.isEmpty() || service.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Reader(request, in, people).order(id.get(), patientId, status.get(), service.get()));
    } catch (InvalidRecordException invalid) {
      invalid.issues().forEach(i -> issues.error(i.code(), path, i.text()));
      return Optional.empty();
    }
  }

  private record Reader(ServiceRequest request, BundleReader in, PartiesFhir people) {

    ServiceOrder order(String id, String patientId, ServiceOrder.Status status, Coded service) {
      var path = in.path(request);
      var provenance = RequestFhir.provenance(request, in);
      var authored = request.hasAuthoredOn() ? request.getAuthoredOnElement() : null;
      var procedure = details("procedure");
      var doing = performance();
      return new ServiceOrder(
          id,
          patientId,
          RequestFhir.placer(request.getIdentifier(), List.of(SID), in),
          RequestFhir.filler(request.getIdentifier(), in),
          request.hasRequisition()
              ? Identifiers.read(request.getRequisition(), in.dialect()).orElse(null)
              : null,
          status,
          Enums.read(
                  InfusionOrder.Priority.values(),
                  InfusionOrder.Priority::code,
                  request.hasPriority() ? request.getPriority().toCode() : null)
              .orElse(null),
          people.clinician(request.getRequester(), request).orElse(null),
          Times.partial(authored, path + ".authoredOn", in.issues()).orElse(null),
          service,
          section(),
          procedure.isEmpty() ? null : procedure.get(0),
          details("modifier"),
          details(null),
          ProblemFhir.read(request.getReasonReference(), request.getReasonCode(), request, in),
          information(),
          doing.sample() == null ? specimen() : null,
          doing.orNull(),
          timing(path).orNull(),
          findings(),
          Notes.texts(request.getNote()),
          entry(
                  RequestFhir.verifier(provenance, people),
                  RequestFhir.agent(provenance, "enterer", people))
              .orNull(),
          RequestFhir.recordedAt(provenance, in));
    }

    private @Nullable String section() {
      return request.getCategory().stream()
          .flatMap(c -> section(c).stream())
          .filter(s -> s.matches("[A-Z]{2,4}"))
          .findFirst()
          .or(() -> Optional.of("LAB").filter(l -> laboratory()))
          .orElse(null);
    }

    /** A section that HL7 table 0074 has not stands in words. */
    private static Optional<String> section(CodeableConcept category) {
      return Codings.codeIn(category, SECTION)
          .or(
              () ->
                  Optional.ofNullable(category.getText())
                      .filter(t -> !category.hasCoding() && t.matches("[A-Z]{2,4}")));
    }

    private boolean laboratory() {
      return Codings.any(request.getCategory(), Systems.SNOMED_CT, "108252007");
    }

    /** The details of a kind of ours; those without one for null. */
    private List<Coded> details(@Nullable String kind) {
      var details = new ArrayList<Coded>();
      var system = Systems.own(in.base(), DETAIL);
      for (var detail : request.getOrderDetail()) {
        var own = Codings.codeIn(detail, system).orElse(null);
        if (Objects.equals(own, kind)) {
          var rest = detail.copy();
          rest.getCoding().removeIf(c -> system.equals(c.getSystem()));
          Codings.read(rest).ifPresent(details::add);
        }
      }
      return details;
    }

    private @Nullable String detailText(String kind) {
      var found = details(kind);
      return found.isEmpty() ? null : found.get(0).text();
    }

    private boolean isInformation(Observation observation) {
      return observation.getCode().hasCoding(Systems.own(in.base(), DETAIL), INFORMATION);
    }

    private List<Observation> supporting() {
      return request.getSupportingInfo().stream()
          .flatMap(r -> in.resolve(r, request, Observation.class).stream())
          .toList();
    }

    private @Nullable String information() {
      return supporting().stream()
          .filter(this::isInformation)
          .filter(Observation::hasValueStringType)
          .map(o -> o.getValueStringType().getValue())
          .findFirst()
          .orElse(null);
    }

    private List<org.luer.mappings.concept.order.OrderFinding> findings() {
      return supporting().stream()
          .filter(o -> !isInformation(o))
          .flatMap(o -> FindingFhir.fromFhir(o, in, people).stream())
          .toList();
    }

    /** What is only named by its kind is what it is to be done on, anything more was taken. */
    private boolean onlyKind(Specimen specimen) {
      return specimen.getIdentifier().isEmpty()
          && !specimen.hasAccessionIdentifier()
          && !specimen.hasCollection()
          && !specimen.hasReceivedTime()
          && !specimen.hasContainer()
          && !specimen.hasCondition()
          && !specimen.hasNote();
    }

    private List<Specimen> specimens() {
      return request.getSpecimen().stream()
          .flatMap(r -> in.resolve(r, request, Specimen.class).stream())
          .toList();
    }

    private Performance performance() {
      return new Performance(
          request.getPerformer().stream().flatMap(p -> name(p).stream()).toList(),
          Codings.read(request.getPerformerType()).orElse(null),
          request.getBodySite().stream().flatMap(s -> Codings.read(s).stream()).toList(),
          request.getPatientInstruction(),
          specimens().stream()
              .filter(s -> !onlyKind(s))
              .findFirst()
              .map(s -> SpecimenFhir.fromFhir(s, in))
              .orElse(null));
    }

    /** The name of whom a reference leads to, else the words beside it. */
    private Optional<String> name(Reference performer) {
      return people
          .organization(performer, request)
          .map(org.luer.mappings.concept.organization.Organization::name)
          .or(() -> Optional.ofNullable(performer.getDisplay()))
          .or(
              () ->
                  people
                      .clinician(performer, request)
                      .map(c -> Names.of(c.name()).getNameAsSingleString()));
    }

    private @Nullable Coded specimen() {
      return specimens().stream()
          .filter(this::onlyKind)
          .flatMap(s -> Codings.read(s.getType()).stream())
          .findFirst()
          .orElse(null);
    }

    private OrderTiming timing(String path) {
      var at = path + ".occurrence[x]";
      var timing = request.getOccurrence() instanceof Timing t ? t : new Timing();
      var period =
          request.getOccurrence() instanceof Period p
              ? p
              : timing.getRepeat().getBounds() instanceof Period p ? p : new Period();
      var start =
          timing.getEvent().stream()
              .findFirst()
              .flatMap(e -> Times.partial(e, at, in.issues()))
              .orElse(null);
      if (start == null && request.hasOccurrenceDateTimeType()) {
        start = Times.partial(request.getOccurrence(), at, in.issues()).orElse(null);
      }
      if (start == null && period.hasStart()) {
        start = Times.partial(period.getStartElement(), at, in.issues()).orElse(null);
      }
      var patterns = PatternFhir.read(timing.getCode());
      return new OrderTiming(
          start,
          period.hasEnd()
              ? Times.partial(period.getEndElement(), at, in.issues()).orElse(null)
              : null,
          patterns,
          timing.getRepeat().hasCount() ? timing.getRepeat().getCount() : null,
          timing.getRepeat().getBounds() instanceof Duration course
              ? Quantities.read(course, at, in.issues()).orElse(null)
              : null,
          detailText("condition"),
          detailText("timing"),
          timing.getRepeat().hasFrequency() ? timing.getRepeat().getFrequency() : null,
          DosageFhir.period(timing),
          timing.getCode().getText());
    }

    private OrderEntry entry(
        org.luer.mappings.concept.clinician.@Nullable Clinician verifier,
        org.luer.mappings.concept.clinician.@Nullable Clinician enterer) {
      var visit = RequestFhir.visit(request.getEncounter(), request, people, in);
      var reason = details("status-reason");
      return new OrderEntry(
          enterer,
          verifier,
          setting(),
          reason.isEmpty() ? null : reason.get(0),
          named(request.getReplaces()),
          named(request.getBasedOn()),
          visit.visit(),
          visit.staff(),
          visit.department(),
          categories(),
          null,
          visit.outside());
    }

    /** Those that say no section: ours stands beside its code. */
    private List<Coded> categories() {
      return request.getCategory().stream()
          .filter(c -> Codings.codeIn(c, SECTION).isEmpty())
          .flatMap(c -> Codings.read(c).stream())
          .toList();
    }

    private @Nullable Identifier named(List<Reference> references) {
      return references.stream()
          .map(r -> RequestFhir.named(r, in))
          .filter(Objects::nonNull)
          .findFirst()
          .orElse(null);
    }

    private OrderEntry.@Nullable Setting setting() {
      if (Codings.any(request.getLocationCode(), PLACE, "HOSP")) {
        return OrderEntry.Setting.INPATIENT;
      }
      if (Codings.any(request.getLocationCode(), PLACE, "OF")) {
        return OrderEntry.Setting.OUTPATIENT;
      }
      return Enums.read(
              OrderEntry.Setting.values(),
              OrderEntry.Setting::code,
              request.getLocationCode().stream()
                  .flatMap(c -> Codings.codeIn(c, InfusionRequestFhir.CATEGORY).stream())
                  .findFirst()
                  .orElse(null))
          .orElse(null);
    }
  }
}
