package org.luer.mappings.concept.observation;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.specimen.Specimen;
import org.luer.mappings.concept.specimen.SpecimenFhir;
import org.luer.mappings.concept.visit.AttachedVisitFhir;
import org.luer.mappings.concept.visit.OutsideVisit;
import org.luer.mappings.concept.visit.OutsideVisitFhir;
import org.luer.mappings.concept.visit.Visit;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.LooseTimes;
import org.luer.mappings.fhir.Times;

/**
 * {@link Observation} to and from an R4 DiagnosticReport (US Core laboratory, where it fits) with
 * its Observations and Specimen; a lone Observation is read as a report of one finding.
 *
 * <p>Mapped: identifier (our key, PLAC, FILL), status, category (HL7 table 0074), code, effective,
 * issued, performer (who reports), resultsInterpreter, specimen, result, conclusion; orderer,
 * group, reasons and clinical information as a contained ServiceRequest; the visit as a contained
 * Encounter. Ignored when read: imagingStudy, media.
 */
public final class ObservationFhir {
  private static final String SID = "diagnostic-report";
  private static final String SECTION = Systems.V2 + "0074";
  private static final String ORDER = "order";

  private ObservationFhir() {}

  /** Writes the report, its findings and its specimen. */
  public static void toFhir(
      Observation observation,
      BundleWriter out,
      ClinicianFhir people,
      Reference subject,
      @Nullable Reference reporter) {
    var report = new DiagnosticReport();
    var specimen =
        observation.specimen() == null
            ? null
            : SpecimenFhir.toFhir(observation.specimen(), observation.id(), subject, out);
    report.setMeta(out.clinical(profile(observation)));
    identifiers(observation, report, out);
    observation.orders().forEach(o -> report.addBasedOn(order(o, out)));
    order(observation, report, out, people, subject);
    report.setStatus(DiagnosticReport.DiagnosticReportStatus.fromCode(observation.status().code()));
    category(observation, report);
    report.setCode(Codings.of(observation.code())).setSubject(subject);
    var outside =
        observation.outside() == null
            ? null
            : OutsideVisitFhir.toFhir(observation.outside(), subject, out, people);
    if (outside == null) {
      visit(observation, report, out, people, subject, reporter);
    } else {
      report.setEncounter(outside);
    }
    observation.conclusions().forEach(c -> report.addConclusionCode(Codings.of(c)));
    report.setEffective(effective(observation));
    if (observation.issuedAt() != null) {
      report.setIssuedElement(Times.instant(observation.issuedAt()));
    }
    if (reporter != null) {
      report.addPerformer(reporter);
    }
    if (observation.interpreter() != null) {
      report.addResultsInterpreter(people.toFhir(observation.interpreter(), report));
    }
    if (specimen != null) {
      report.addSpecimen(specimen);
    }
    var findings = new FindingFhir(observation, out, people, subject, specimen, reporter, outside);
    observation.findings().forEach(f -> report.addResult(findings.toFhir(f)));
    report.setConclusion(observation.note());
    observation.forms().forEach(f -> ReportFormFhir.toFhir(f, report.addPresentedForm()));
    out.update(report, out.sid(SID), observation.id());
  }

  /**
   * Writes the withdrawal of findings that an earlier version had and this one has not.
   *
   * @param observation the earlier version
   */
  public static void withdraw(
      Observation observation,
      List<Finding> gone,
      BundleWriter out,
      ClinicianFhir people,
      Reference subject) {
    var findings = new FindingFhir(observation, out, people, subject, null, null, null);
    gone.forEach(f -> findings.toFhir(f.as(Finding.Status.ENTERED_IN_ERROR)));
  }

  private static @Nullable String profile(Observation observation) {
    var told =
        switch (observation.status()) {
          case REGISTERED, CANCELLED, ENTERED_IN_ERROR -> true;
          default -> effective(observation) != null && observation.issuedAt() != null;
        };
    var fits =
        observation.findings().stream()
            .allMatch(f -> "us-core-observation-lab".equals(FindingFhir.profile(observation, f)));
    return told && fits && DiagnosticSections.laboratory(observation.section())
        ? "us-core-diagnosticreport-lab"
        : null;
  }

  private static void identifiers(Observation o, DiagnosticReport report, BundleWriter out) {
    report.addIdentifier(Identifiers.of(out.sid(SID), o.id()));
    if (o.placerNumber() != null) {
      report.addIdentifier(Identifiers.of(o.placerNumber(), "PLAC", out.base()));
    }
    if (o.fillerNumber() != null) {
      report.addIdentifier(Identifiers.of(o.fillerNumber(), "FILL", out.base()));
    }
  }

  /** The order of a number, which stands elsewhere. */
  static Reference order(Identifier number, BundleWriter out) {
    return new Reference()
        .setType("ServiceRequest")
        .setIdentifier(Identifiers.of(number, out.base()));
  }

  private static void category(Observation observation, DiagnosticReport report) {
    var section = observation.section();
    if (section == null) {
      return;
    }
    report.addCategory(
        Codings.concept(SECTION, section, DiagnosticSections.TABLE.row(section).text()));
    if (DiagnosticSections.laboratory(section) && !section.equals("LAB")) {
      report.addCategory(Codings.concept(SECTION, "LAB", "Laboratory"));
    }
  }

  private static void order(
      Observation o,
      DiagnosticReport report,
      BundleWriter out,
      ClinicianFhir people,
      Reference subject) {
    var request = o.request();
    if (o.orderer() == null
        && (request == null || !ExaminationRequestFhir.says(request))
        && o.groupNumber() == null
        && o.reasons().isEmpty()
        && o.clinicalInfo() == null) {
      return;
    }
    var order = new ServiceRequest();
    order.setId(ORDER);
    order
        .setStatus(
            o.status() == Observation.Status.ENTERED_IN_ERROR
                ? ServiceRequest.ServiceRequestStatus.ENTEREDINERROR
                : ServiceRequest.ServiceRequestStatus.COMPLETED)
        .setIntent(ServiceRequest.ServiceRequestIntent.ORDER)
        .setCode(Codings.of(o.code()))
        .setSubject(subject);
    if (o.groupNumber() != null) {
      order.setRequisition(Identifiers.of(o.groupNumber(), "PGN", out.base()));
    }
    if (o.orderer() != null) {
      order.setRequester(people.toFhir(o.orderer(), report));
    }
    o.reasons().forEach(r -> order.addReasonCode(Codings.of(r)));
    if (o.clinicalInfo() != null) {
      order.addNote().setText(o.clinicalInfo());
    }
    if (request != null) {
      ExaminationRequestFhir.toFhir(request, order);
      new ExaminationDeskFhir(order, out.base()).write(request, people, report);
    }
    report.addContained(order);
    report.addBasedOn(new Reference("#" + ORDER));
  }

  private static void visit(
      Observation o,
      DiagnosticReport report,
      BundleWriter out,
      ClinicianFhir people,
      Reference subject,
      @Nullable Reference reporter) {
    var visit = o.visit();
    if (visit == null) {
      return;
    }
    report.setEncounter(AttachedVisitFhir.toFhir(visit, report, out, people, subject, reporter));
  }

  /** The time of a report; null when nobody says it. */
  static @Nullable Type effective(Observation o) {
    if (o.effectiveTo() != null) {
      return Times.period(o.effectiveFrom(), o.effectiveTo());
    }
    if (o.effectiveFrom() != null) {
      return Times.dateTime(o.effectiveFrom());
    }
    return o.effectiveOn() == null ? null : new DateTimeType(o.effectiveOn().value());
  }

  /** What the readers of a Bundle share. */
  public record Context(
      BundleReader in,
      String patientId,
      BiFunction<Reference, DomainResource, Optional<Clinician>> person) {}

  /**
   * Reads a report with its findings; empty and issues when it cannot be one.
   *
   * @param results the Observations that it names
   */
  public static Optional<Observation> fromFhir(
      DiagnosticReport report, List<org.hl7.fhir.r4.model.Observation> results, Context context) {
    var in = context.in();
    var path = in.path(report);
    var code = Codings.read(report.getCode());
    if (code.isEmpty()) {
      in.issues().error(IssueCode.REQUIRED, path + ".code", "says nothing");
    }
    var status = status(report.hasStatus() ? report.getStatus().toCode() : "", path, in);
    var placer = number(report.getIdentifier(), "PLAC", context);
    var filler = number(report.getIdentifier(), "FILL", context);
    var known = known(report, in);
    var id = id(known, report.getIdentifier(), filler, path, context);
    var section = section(report);
    var findings = findings(results, report.getEffective(), id, section, context);
    if (code.isEmpty() || status.isEmpty()) {
      return Optional.empty();
    }
    var order = order(report.getBasedOn(), report, in);
    var outside = outside(report.getEncounter(), report, context);
    var time = time(report.getEffective(), path, in);
    return build(
        path,
        context,
        () ->
            new Observation(
                id,
                context.patientId(),
                status.get(),
                section,
                code.get(),
                placer,
                filler == null && known == null ? stranger(report.getIdentifier(), in) : filler,
                order
                    .filter(ServiceRequest::hasRequisition)
                    .map(s -> typed(s.getRequisition(), "PGN", context))
                    .orElse(null),
                order.flatMap(s -> requester(s, report, context)).orElse(null),
                time.from(),
                time.to(),
                time.on(),
                Times.read(report.getIssuedElement(), path + ".issued", in.issues()).orElse(null),
                report.hasResultsInterpreter()
                    ? context
                        .person()
                        .apply(report.getResultsInterpreterFirstRep(), report)
                        .orElse(null)
                    : null,
                order
                    .filter(ServiceRequest::hasNote)
                    .map(s -> s.getNoteFirstRep().getText())
                    .orElse(null),
                order.map(ObservationFhir::reasons).orElse(List.of()),
                outside == null ? visit(report.getEncounter(), report, in).orElse(null) : null,
                specimen(report.getSpecimen(), results, report, in),
                findings,
                report.getConclusion(),
                outside,
                orders(report.getBasedOn(), report, in),
                report.getConclusionCode().stream().flatMap(c -> Codings.read(c).stream()).toList(),
                order
                    .map(
                        s ->
                            ExaminationRequestFhir.fromFhir(
                                s, path + ".basedOn", in, r -> person(r, s, report, context)))
                    .orElse(null),
                ReportFormFhir.fromFhir(report, in)));
  }

  /** Reads an Observation that no report names as a report of one finding. */
  public static Optional<Observation> fromFhir(
      org.hl7.fhir.r4.model.Observation lone, Context context) {
    var in = context.in();
    var path = in.path(lone);
    var id = loneId(lone, in);
    var category =
        lone.getCategory().stream()
            .flatMap(c -> DiagnosticSections.usual(c.getCodingFirstRep().getCode()).stream())
            .findFirst();
    var findings = findings(List.of(lone), lone.getEffective(), id, category.orElse(null), context);
    var status = status(lone.hasStatus() ? lone.getStatus().toCode() : "", path, in);
    if (findings.isEmpty() || status.isEmpty()) {
      return Optional.empty();
    }
    var order = order(lone.getBasedOn(), lone, in);
    var outside = outside(lone.getEncounter(), lone, context);
    var time = time(lone.getEffective(), path, in);
    return build(
        path,
        context,
        () ->
            new Observation(
                id,
                context.patientId(),
                status.get(),
                category.orElse(null),
                findings.get(0).code(),
                null,
                null,
                null,
                order.flatMap(s -> requester(s, lone, context)).orElse(null),
                time.from(),
                time.to(),
                time.on(),
                Times.read(lone.getIssuedElement(), path + ".issued", in.issues()).orElse(null),
                null,
                null,
                order.map(ObservationFhir::reasons).orElse(List.of()),
                outside == null ? visit(lone.getEncounter(), lone, in).orElse(null) : null,
                specimen(List.of(lone.getSpecimen()), List.of(), lone, in),
                findings,
                null,
                outside,
                orders(lone.getBasedOn(), lone, in),
                List.of(),
                null,
                List.of()));
  }

  private static Optional<Observation> build(
      String path, Context context, java.util.function.Supplier<Observation> observation) {
    try {
      return Optional.of(observation.get());
    } catch (InvalidRecordException invalid) {
      var issues = context.in().issues();
      invalid
          .issues()
          .forEach(i -> issues.error(i.code(), path, i.path() + " of the record: " + i.text()));
      return Optional.empty();
    }
  }

  private static List<Finding> findings(
      List<org.hl7.fhir.r4.model.Observation> results,
      @Nullable Type effective,
      String report,
      @Nullable String section,
      Context context) {
    var findings = new ArrayList<Finding>();
    var numbers = new IdentityHashMap<org.hl7.fhir.r4.model.Observation, Integer>();
    for (var result : results) {
      var same = effective != null && effective.equalsDeep(result.getEffective());
      FindingFhir.fromFhir(result, report, section, context.person(), context.in())
          .map(f -> same ? f.at(null) : f)
          .map(f -> FindingHl7v2.distinct(f, findings))
          .ifPresent(
              f -> {
                findings.add(f);
                numbers.put(result, findings.size());
              });
    }
    for (var result : results) {
      var number = numbers.get(result);
      var members =
          result.getHasMember().stream()
              .flatMap(
                  m ->
                      context
                          .in()
                          .resolve(m, result, org.hl7.fhir.r4.model.Observation.class)
                          .stream())
              .flatMap(m -> Stream.ofNullable(numbers.get(m)))
              .toList();
      if (number != null && !members.isEmpty()) {
        findings.set(number - 1, findings.get(number - 1).grouping(members));
      }
    }
    return findings;
  }

  private static @Nullable OutsideVisit outside(
      Reference encounter, DomainResource owner, Context context) {
    return OutsideVisitFhir.fromFhir(encounter, owner, context.person(), context.in()).orElse(null);
  }

  /** The numbers of the orders beside it; one that is contained is part of the report. */
  private static List<Identifier> orders(
      List<Reference> basedOn, DomainResource owner, BundleReader in) {
    return basedOn.stream()
        .flatMap(
            r -> {
              var order = in.resolve(r, owner, ServiceRequest.class);
              if (order.filter(owner.getContained()::contains).isPresent()) {
                return Stream.empty();
              }
              var number =
                  order.map(ServiceRequest::getIdentifierFirstRep).orElse(r.getIdentifier());
              return Identifiers.read(number, in.dialect()).stream();
            })
        .toList();
  }

  private static Optional<Observation.Status> status(String code, String path, BundleReader in) {
    for (var status : Observation.Status.values()) {
      if (status.code().equals(code)) {
        return Optional.of(status);
      }
    }
    in.issues().error(IssueCode.NOT_USABLE, path + ".status", "does not say how far it is");
    return Optional.empty();
  }

  private static @Nullable String known(DiagnosticReport report, BundleReader in) {
    return Identifiers.value(report.getIdentifier(), Systems.sid(in.base(), SID))
        .filter(Ids::valid)
        .orElse(null);
  }

  private static String id(
      @Nullable String known,
      List<org.hl7.fhir.r4.model.Identifier> identifiers,
      @Nullable Identifier filler,
      String path,
      Context context) {
    if (known != null) {
      return known;
    }
    var partner = context.in().dialect().partner();
    if (filler != null) {
      return Ids.uuid("observation", partner, filler.authority(), filler.value()).toString();
    }
    var first = identifiers.isEmpty() ? null : identifiers.get(0);
    return (first == null || !first.hasValue()
            ? Ids.uuid("observation", partner, context.patientId(), path)
            : Ids.uuid("observation", partner, first.getSystem() + "", first.getValue()))
        .toString();
  }

  /** The key of the report that a lone finding becomes: from its number, else from its place. */
  private static String loneId(org.hl7.fhir.r4.model.Observation lone, BundleReader in) {
    var first = lone.getIdentifierFirstRep();
    var partner = in.dialect().partner();
    return (first.hasValue()
            ? Ids.uuid("observation", partner, first.getSystem() + "", first.getValue())
            : Ids.uuid(
                "observation",
                partner,
                String.valueOf(lone.getSubject().getReference()),
                in.fullUrl(in.path(lone))))
        .toString();
  }

  /** The number that an Observation without one gets here. */
  public static org.hl7.fhir.r4.model.@Nullable Identifier unnumbered(
      org.hl7.fhir.r4.model.Observation lone, BundleReader in) {
    var code = Codings.read(lone.getCode());
    return code.map(
            c ->
                Identifiers.of(
                    in.sid(FindingFhir.SID), loneId(lone, in) + "-" + FindingFhir.key(c, null)))
        .orElse(null);
  }

  private static @Nullable Identifier number(
      List<org.hl7.fhir.r4.model.Identifier> identifiers, String role, Context context) {
    return identifiers.stream()
        .filter(i -> Identifiers.is(i, role))
        .findFirst()
        .map(i -> typed(i, role, context))
        .orElse(null);
  }

  private static @Nullable Identifier typed(
      org.hl7.fhir.r4.model.Identifier written, String role, Context context) {
    return Identifiers.read(written, context.in().dialect()).map(i -> i.as(role)).orElse(null);
  }

  /** A stranger's number without a type is the examiner's. */
  private static @Nullable Identifier stranger(
      List<org.hl7.fhir.r4.model.Identifier> identifiers, BundleReader in) {
    return identifiers.stream()
        .filter(i -> !Identifiers.is(i, "PLAC"))
        .flatMap(i -> Identifiers.read(i, in.dialect()).stream())
        .map(i -> i.as("FILL"))
        .findFirst()
        .orElse(null);
  }

  private static @Nullable String section(DiagnosticReport report) {
    for (var category : report.getCategory()) {
      var code = Codings.codeIn(category, SECTION);
      if (code.isPresent() && DiagnosticSections.TABLE.find(code.get()).isPresent()) {
        return code.get();
      }
    }
    return null;
  }

  private record Time(
      @Nullable OffsetDateTime from, @Nullable OffsetDateTime to, @Nullable PartialDate on) {}

  private static Time time(@Nullable Type effective, String path, BundleReader in) {
    if (effective instanceof Period period) {
      var from = LooseTimes.start(period, path + ".effectivePeriod", in.issues());
      var to = LooseTimes.end(period, path + ".effectivePeriod", in.issues());
      return new Time(from, from == null ? null : to, null);
    }
    if (effective instanceof BaseDateTimeType moment) {
      var on = LooseTimes.date(moment);
      return on == null
          ? new Time(LooseTimes.read(moment, path + ".effectiveDateTime", in.issues()), null, null)
          : new Time(null, null, on);
    }
    return new Time(null, null, null);
  }

  private static Optional<ServiceRequest> order(
      List<Reference> basedOn, DomainResource owner, BundleReader in) {
    return basedOn.stream()
        .flatMap(r -> in.resolve(r, owner, ServiceRequest.class).stream())
        .findFirst();
  }

  /** Whom a contained order names is a resource beside it. */
  private static Optional<Clinician> person(
      Reference reference, ServiceRequest order, DomainResource owner, Context context) {
    var contained = owner.getContained().contains(order);
    return context.person().apply(reference, contained ? owner : order);
  }

  private static Optional<Clinician> requester(
      ServiceRequest order, DomainResource owner, Context context) {
    return order.hasRequester()
        ? person(order.getRequester(), order, owner, context)
        : Optional.empty();
  }

  private static List<Coded> reasons(ServiceRequest order) {
    return order.getReasonCode().stream().flatMap(r -> Codings.read(r).stream()).toList();
  }

  private static Optional<Visit> visit(Reference reference, DomainResource owner, BundleReader in) {
    return in.resolve(reference, owner, Encounter.class)
        .map(e -> AttachedVisitFhir.fromFhir(e, owner, in));
  }

  private static @Nullable Specimen specimen(
      List<Reference> references,
      List<org.hl7.fhir.r4.model.Observation> results,
      DomainResource owner,
      BundleReader in) {
    for (var reference : references) {
      var found = in.resolve(reference, owner, org.hl7.fhir.r4.model.Specimen.class);
      if (found.isPresent()) {
        return SpecimenFhir.fromFhir(found.get(), in);
      }
    }
    for (var result : results) {
      var found = in.resolve(result.getSpecimen(), result, org.hl7.fhir.r4.model.Specimen.class);
      if (found.isPresent()) {
        return SpecimenFhir.fromFhir(found.get(), in);
      }
    }
    return null;
  }
}
