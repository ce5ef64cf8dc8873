package org.luer.gateway.pull;

import ca.uhn.fhir.model.api.ResourceMetadataKeyEnum;
import ca.uhn.fhir.model.valueset.BundleEntrySearchModeEnum;
import ca.uhn.fhir.rest.api.server.IBundleProvider;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IPrimitiveType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/**
 * The result of a search. Which resources it holds is settled when it is made; each page is read,
 * and its right to be read decided, when it is fetched.
 */
final class Found implements IBundleProvider {
  private final Scope scope;
  private final List<Row> rows;
  private final List<String> includes;
  private final List<String> reverse;
  private final Date published;
  private @Nullable List<Permit> permits;
  private @Nullable String id;

  /** Whom it is for and by what it is read. */
  record Scope(
      ServedType type,
      Reader reader,
      Search search,
      Visible visible,
      Renditions renditions,
      Clock clock) {}

  Found(Scope scope, List<Row> rows, List<String> includes, List<String> reverse) {
    this.scope = scope;
    this.rows = List.copyOf(rows);
    this.includes = List.copyOf(includes);
    this.reverse = List.copyOf(reverse);
    this.published = Date.from(scope.clock().instant());
  }

  /** One that was just found: what may be given is decided already. */
  static Found of(Scope scope, List<Permit> permits, List<String> includes, List<String> reverse) {
    var found = new Found(scope, permits.stream().map(Permit::row).toList(), includes, reverse);
    found.permits = permits;
    return found;
  }

  ServedType type() {
    return scope.type();
  }

  List<Row> rows() {
    return rows;
  }

  List<String> includes() {
    return includes;
  }

  List<String> reverse() {
    return reverse;
  }

  Found named(String given) {
    id = given;
    return this;
  }

  @Override
  public List<IBaseResource> getResources(int from, int to) {
    int last = Math.min(to, rows.size());
    int first = Math.min(from, last);
    var permitted =
        (permits == null
                ? scope.visible().permitted(rows.subList(first, last), scope.reader())
                : permits.subList(first, last))
            .stream().filter(p -> scope.reader().reaches(p.row().type())).toList();
    var resources = new ArrayList<IBaseResource>();
    add(permitted, BundleEntrySearchModeEnum.MATCH, resources);
    var page = permitted.stream().map(Permit::row).toList();
    add(
        scope.search().included(scope.type(), page, includes, reverse, scope.reader()),
        BundleEntrySearchModeEnum.INCLUDE,
        resources);
    return resources;
  }

  private void add(
      List<Permit> from, BundleEntrySearchModeEnum mode, List<IBaseResource> resources) {
    for (var rendition : scope.renditions().of(from, scope.reader())) {
      Resource resource = Kept.in(rendition);
      ResourceMetadataKeyEnum.ENTRY_SEARCH_MODE.put(resource, mode);
      resources.add(resource);
    }
  }

  @Override
  public IPrimitiveType<Date> getPublished() {
    return new InstantType(published);
  }

  @Override
  public @Nullable String getUuid() {
    return id;
  }

  @Override
  public @Nullable Integer preferredPageSize() {
    return null;
  }

  @Override
  public Integer size() {
    return rows.size();
  }
}
