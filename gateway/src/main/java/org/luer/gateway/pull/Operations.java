package org.luer.gateway.pull;

import ca.uhn.fhir.model.api.ResourceMetadataKeyEnum;
import ca.uhn.fhir.model.valueset.BundleEntrySearchModeEnum;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.server.IBundleProvider;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.server.SimpleBundleProvider;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.UriType;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.smart.Scope.Access;

/** {@code Patient/$everything} (FHIR R4) and {@code DocumentReference/$docref} (US Core 7.0.0). */
public final class Operations {
  static final String EVERYTHING = "http://hl7.org/fhir/OperationDefinition/Patient-everything";
  static final String DOCREF = "http://hl7.org/fhir/us/core/OperationDefinition/docref";

  /** What is not in the compartment of a patient and not needed to understand it. */
  private static final Set<String> OUTSIDE = Set.of("Binary", "Task");

  /** The summary of care, which is meant when no type is named; the clinic writes none. */
  private static final String SUMMARY_OF_CARE = "http://loinc.org|34133-9";

  private static final String DOCUMENT = "DocumentReference";

  private final Partners partners;
  private final Search search;
  private final Renditions renditions;
  private final ResourceReads.Finding finding;

  Operations(
      Partners partners, Search search, Renditions renditions, ResourceReads.Finding finding) {
    this.partners = partners;
    this.search = search;
    this.renditions = renditions;
    this.finding = finding;
  }

  /**
   * All that the reader may see of a patient, with who and what it refers to.
   *
   * @param start first day of care
   * @param end last day of care
   * @param since only what changed after it
   * @param types of resources, separated by commas
   */
  @Operation(name = "$everything", typeName = "Patient", idempotent = true)
  public IBundleProvider everything(
      @IdParam IdType id,
      @OperationParam(name = "start") @Nullable DateTimeType start,
      @OperationParam(name = "end") @Nullable DateTimeType end,
      @OperationParam(name = "_since") @Nullable InstantType since,
      @OperationParam(name = "_type", max = OperationParam.MAX_UNLIMITED)
          @Nullable List<StringType> types,
      RequestDetails request) {
    var reader = Reader.of(request, partners);
    reader.must("Patient", Access.READ);
    if (reader.partner().kind() == Partner.Kind.INSURER) {
      throw new ForbiddenOperationException("$everything is not served to insurers.");
    }
    var patient =
        search
            .one(ServedType.of("Patient").orElseThrow(), id.getIdPart(), reader)
            .orElseThrow(() -> new ResourceNotFoundException("There is no such resource."));
    var wanted = wanted(types);
    var reached =
        ServedType.all().stream()
            .filter(t -> !OUTSIDE.contains(t.type()) && reader.may(t, Access.READ))
            .filter(t -> wanted.isEmpty() || wanted.contains(t.type()))
            .toList();
    var care = new Search.Care(text(start), text(end), since == null ? null : since.getValue());
    var rows = search.about(patient.row().patient(), reached, care, reader);
    ReadLog.note(request, rows);
    return finding.of(ServedType.of("Patient").orElseThrow(), reader, rows, Set.of(), Set.of());
  }

  private static Set<String> wanted(@Nullable List<StringType> types) {
    var wanted = new java.util.HashSet<String>();
    if (types != null) {
      types.forEach(t -> wanted.addAll(List.of(t.getValue().split(",", -1))));
    }
    return wanted;
  }

  private static @Nullable String text(@Nullable DateTimeType time) {
    return time == null ? null : time.getValueAsString();
  }

  /**
   * Documents about care in a time; without one, the newest of each type that is asked for.
   *
   * @param onDemand documents are never made because somebody asks for them
   */
  @Operation(name = "$docref", typeName = DOCUMENT, idempotent = true)
  public IBundleProvider docref(
      @OperationParam(name = "patient", min = 1) @Nullable IdType patient,
      @OperationParam(name = "start") @Nullable DateTimeType start,
      @OperationParam(name = "end") @Nullable DateTimeType end,
      @OperationParam(name = "type", max = OperationParam.MAX_UNLIMITED)
          @Nullable List<TokenParam> types,
      @OperationParam(name = "on-demand") @Nullable BooleanType onDemand,
      @OperationParam(name = "profile", max = OperationParam.MAX_UNLIMITED)
          @Nullable List<UriType> profiles,
      RequestDetails request) {
    var reader = Reader.of(request, partners);
    reader.must(DOCUMENT, Access.SEARCH);
    if (patient == null || patient.getIdPart() == null) {
      throw new InvalidRequestException("The parameter patient is missing.");
    }
    var rows = new ArrayList<Permit>();
    for (var type : types == null || types.isEmpty() ? List.of(SUMMARY_OF_CARE) : texts(types)) {
      Map<String, String[]> criteria = new HashMap<>();
      criteria.put("patient", new String[] {patient.getIdPart()});
      criteria.put("status", new String[] {"current"});
      criteria.put("type", new String[] {type});
      period(criteria, start, end);
      var found =
          search.find(
              ServedType.of(DOCUMENT).orElseThrow(),
              criteria,
              new ca.uhn.fhir.rest.api.SortSpec("date", ca.uhn.fhir.rest.api.SortOrderEnum.DESC),
              false,
              reader);
      rows.addAll(start == null && end == null ? found.stream().limit(1).toList() : found);
    }
    ReadLog.note(request, rows);
    return rows.isEmpty()
        ? new SimpleBundleProvider(List.of(nothing()))
        : new SimpleBundleProvider(matches(rows, reader));
  }

  private static List<String> texts(List<TokenParam> types) {
    return types.stream()
        .map(t -> (t.getSystem() == null ? "" : t.getSystem() + "|") + t.getValue())
        .toList();
  }

  private static void period(
      Map<String, String[]> criteria, @Nullable DateTimeType start, @Nullable DateTimeType end) {
    var limits = new ArrayList<String>();
    if (start != null) {
      limits.add("ge" + start.getValueAsString());
    }
    if (end != null) {
      limits.add("le" + end.getValueAsString());
    }
    if (!limits.isEmpty()) {
      criteria.put("period", limits.toArray(String[]::new));
    }
  }

  private List<IBaseResource> matches(List<Permit> rows, Reader reader) {
    var matches = new ArrayList<IBaseResource>();
    for (var rendition : renditions.of(rows, reader)) {
      var resource = rendition.resource();
      ResourceMetadataKeyEnum.ENTRY_SEARCH_MODE.put(resource, BundleEntrySearchModeEnum.MATCH);
      matches.add(resource);
    }
    return matches;
  }

  private static IBaseResource nothing() {
    var outcome = new OperationOutcome();
    outcome
        .addIssue()
        .setSeverity(OperationOutcome.IssueSeverity.INFORMATION)
        .setCode(OperationOutcome.IssueType.NOTFOUND)
        .setDiagnostics(
            "There is no such document. Documents are not made on demand; summaries of sessions have the type 28570-0.");
    ResourceMetadataKeyEnum.ENTRY_SEARCH_MODE.put(outcome, BundleEntrySearchModeEnum.OUTCOME);
    return outcome;
  }
}
