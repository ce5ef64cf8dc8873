package org.luer.gateway.pull;

import ca.uhn.fhir.model.api.Include;
import ca.uhn.fhir.rest.annotation.History;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.IncludeParam;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.Sort;
import ca.uhn.fhir.rest.api.SortSpec;
import ca.uhn.fhir.rest.api.server.IBundleProvider;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.SimpleBundleProvider;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.smart.Scope.Access;
import org.luer.mappings.fhir.FhirJson;

/**
 * Reads and searches of one type. What is not there and what the reader may not see get the same
 * answer.
 */
public final class ResourceReads implements IResourceProvider {
  private final ServedType type;
  private final Partners partners;
  private final Search search;
  private final Renditions renditions;
  private final Finding finding;

  /** Makes the result of a search. */
  interface Finding {
    Found of(
        ServedType type,
        Reader reader,
        List<Permit> permits,
        Set<Include> includes,
        Set<Include> reverse);
  }

  ResourceReads(
      ServedType type, Partners partners, Search search, Renditions renditions, Finding finding) {
    this.type = type;
    this.partners = partners;
    this.search = search;
    this.renditions = renditions;
    this.finding = finding;
  }

  @Override
  public Class<? extends IBaseResource> getResourceType() {
    return FhirJson.context().getResourceDefinition(type.type()).getImplementingClass();
  }

  /** Read and vread. */
  @Read(version = true)
  public Resource read(@IdParam IdType id, RequestDetails request) {
    var reader = Reader.of(request, partners);
    var permit = permit(id, reader);
    ReadLog.note(request, List.of(permit));
    var versions =
        id.hasVersionIdPart()
            ? renditions.history(permit, reader).stream()
                .filter(v -> v.hash().equals(id.getVersionIdPart()))
                .toList()
            : renditions.of(List.of(permit), reader);
    if (versions.isEmpty()) {
      throw absent();
    }
    return versions.get(0).resource();
  }

  /** Every version. */
  @History
  public IBundleProvider history(@IdParam IdType id, RequestDetails request) {
    var reader = Reader.of(request, partners);
    var permit = permit(id, reader);
    ReadLog.note(request, List.of(permit));
    var versions = renditions.history(permit, reader);
    if (versions.isEmpty()) {
      throw absent();
    }
    return new SimpleBundleProvider(versions.stream().map(Renditions.Rendition::resource).toList());
  }

  private Permit permit(IdType id, Reader reader) {
    reader.must(type.type(), Access.READ);
    if (!reader.sees(type)) {
      throw absent();
    }
    return search.one(type, id.getIdPart(), reader).orElseThrow(ResourceReads::absent);
  }

  /** Search by GET and POST; which parameters there are, the tables say. */
  @ca.uhn.fhir.rest.annotation.Search(allowUnknownParams = true)
  public IBundleProvider search(
      @Sort @Nullable SortSpec sort,
      @IncludeParam Set<Include> includes,
      @IncludeParam(reverse = true) Set<Include> reverse,
      RequestDetails request) {
    var reader = Reader.of(request, partners);
    reader.must(type.type(), Access.SEARCH);
    Search.check(type, includes, reverse);
    var lenient =
        request.getHeaders("Prefer").stream().anyMatch(p -> p.contains("handling=lenient"));
    var found = search.find(type, request.getParameters(), sort, lenient, reader);
    ReadLog.note(request, found);
    return finding.of(type, reader, found, includes, reverse);
  }

  private static ResourceNotFoundException absent() {
    return new ResourceNotFoundException("There is no such resource.");
  }
}
