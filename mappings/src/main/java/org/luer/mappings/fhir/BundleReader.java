package org.luer.mappings.fhir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Systems;

/**
 * A received Bundle, indexed: resources by type in the order of the Bundle, references resolved.
 * References may be contained, urn:uuid, relative, absolute or by identifier.
 */
public final class BundleReader {
  private static final Set<Bundle.BundleType> READ =
      Set.of(
          Bundle.BundleType.TRANSACTION,
          Bundle.BundleType.BATCH,
          Bundle.BundleType.COLLECTION,
          Bundle.BundleType.MESSAGE,
          Bundle.BundleType.DOCUMENT);

  private final Dialect dialect;
  private final Issues issues;
  private final IdentityHashMap<Resource, String> paths = new IdentityHashMap<>();
  private final IdentityHashMap<Resource, String> urls = new IdentityHashMap<>();
  private final Map<String, Resource> byUrl = new HashMap<>();
  private final List<Resource> all = new ArrayList<>();
  private @Nullable Map<String, List<Resource>> byIdentifier;

  /** Indexes the Bundle; what is found wrong later goes to the issues. */
  public BundleReader(Bundle bundle, Dialect dialect, Issues issues) {
    this.dialect = dialect;
    this.issues = issues;
    for (int i = 0; i < bundle.getEntry().size(); i++) {
      var entry = bundle.getEntry().get(i);
      var resource = entry.getResource();
      if (resource != null) {
        add(resource, entry.getFullUrl(), "Bundle.entry[" + i + "].resource");
      }
    }
  }

  private BundleReader(BundleReader other, Issues issues) {
    this.dialect = other.dialect;
    this.issues = issues;
    paths.putAll(other.paths);
    urls.putAll(other.urls);
    byUrl.putAll(other.byUrl);
    all.addAll(other.all);
  }

  /** The same Bundle, to find out what a resource is: nothing that is wrong with it is told. */
  public BundleReader asking() {
    return new BundleReader(this, new Issues());
  }

  /** Refuses a Bundle whose kind says nothing about what its resources are for. */
  public static void checkType(Bundle bundle, Issues issues) {
    if (!bundle.hasType() || !READ.contains(bundle.getType())) {
      issues.error(
          IssueCode.NOT_SUPPORTED,
          "Bundle.type",
          "only transaction, batch, collection, message and document are read");
    }
  }

  private void add(Resource resource, @Nullable String fullUrl, String path) {
    all.add(resource);
    paths.put(resource, path);
    if (fullUrl != null) {
      urls.put(resource, fullUrl);
      byUrl.putIfAbsent(fullUrl, resource);
    }
    if (resource.hasId()) {
      byUrl.putIfAbsent(resource.fhirType() + "/" + resource.getIdElement().getIdPart(), resource);
    }
    if (resource instanceof DomainResource domain) {
      for (int i = 0; i < domain.getContained().size(); i++) {
        paths.put(domain.getContained().get(i), path + ".contained[" + i + "]");
      }
    }
  }

  /** The partner's dialect. */
  public Dialect dialect() {
    return dialect;
  }

  /** The base of our own systems. */
  public String base() {
    return dialect.base();
  }

  /** One of our own identifier systems. */
  public String sid(String name) {
    return Systems.sid(dialect.base(), name);
  }

  /** Where findings go. */
  public Issues issues() {
    return issues;
  }

  /** FHIRPath of the resource, for example {@code Bundle.entry[3].resource}. */
  public String path(Resource resource) {
    return paths.getOrDefault(resource, "Bundle");
  }

  /** What names the resource at a path among the sender's: its full URL, else the path. */
  public String fullUrl(String path) {
    for (var url : urls.entrySet()) {
      if (path.equals(paths.get(url.getKey()))) {
        return url.getValue();
      }
    }
    return path;
  }

  /** Every resource in the order of the Bundle. */
  public List<Resource> all() {
    return all;
  }

  /** The resources of one type in the order of the Bundle. */
  public <T extends Resource> List<T> all(Class<T> type) {
    return all.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** The resources of one type that something in the Bundle refers to. */
  public <T extends Resource> List<T> referred(Class<T> type) {
    var terser = FhirJson.context().newTerser();
    var referred = new ArrayList<T>();
    for (var owner : all(DomainResource.class)) {
      for (var reference : terser.getAllPopulatedChildElementsOfType(owner, Reference.class)) {
        resolve(reference, owner, type).ifPresent(referred::add);
      }
    }
    return referred;
  }

  /** What the reference points at, when it is in the Bundle and of this type. */
  public <T extends Resource> Optional<T> resolve(
      Reference reference, DomainResource owner, Class<T> type) {
    var written = reference.getReference();
    if (written != null) {
      return find(written, owner).filter(type::isInstance).map(type::cast);
    }
    return reference.hasIdentifier()
        ? byIdentifier(reference.getIdentifier(), type)
        : Optional.empty();
  }

  /** What is contained in a resource under a name with {@code #} before it. */
  public <T extends Resource> Optional<T> contained(
      DomainResource owner, String name, Class<T> type) {
    return owner.getContained().stream()
        .filter(c -> name.substring(1).equals(c.getIdElement().getIdPart().replace("#", "")))
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst();
  }

  private Optional<? extends Resource> find(String written, DomainResource owner) {
    if (written.startsWith("#")) {
      return contained(owner, written, Resource.class);
    }
    var exact = byUrl.get(written);
    if (exact != null) {
      return Optional.of(exact);
    }
    var full = urls.get(owner);
    if (full != null && full.contains("/" + owner.fhirType() + "/")) {
      var sibling = full.substring(0, full.lastIndexOf("/" + owner.fhirType() + "/") + 1) + written;
      var beside = byUrl.get(sibling);
      if (beside != null) {
        return Optional.of(beside);
      }
    }
    return Optional.ofNullable(byUrl.get(tail(written)));
  }

  private static String tail(String url) {
    var parts = url.split("/", -1);
    return parts.length < 2 ? url : parts[parts.length - 2] + "/" + parts[parts.length - 1];
  }

  private <T extends Resource> Optional<T> byIdentifier(Identifier wanted, Class<T> type) {
    if (!wanted.hasValue()) {
      return Optional.empty();
    }
    if (byIdentifier == null) {
      byIdentifier = new HashMap<>();
      for (var resource : all) {
        var identifiers = resource.getNamedProperty("identifier");
        if (identifiers != null) {
          for (var value : identifiers.getValues()) {
            if (value instanceof Identifier identifier && identifier.hasValue()) {
              byIdentifier
                  .computeIfAbsent(number(identifier), n -> new ArrayList<>(1))
                  .add(resource);
            }
          }
        }
      }
    }
    return byIdentifier.getOrDefault(number(wanted), List.of()).stream()
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst();
  }

  private static String number(Identifier identifier) {
    return identifier.getSystem() + "|" + identifier.getValue();
  }
}
