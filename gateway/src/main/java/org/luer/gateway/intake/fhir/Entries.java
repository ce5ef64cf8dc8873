package org.luer.gateway.intake.fhir;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.journal.CanonicalJson;
import org.luer.gateway.smart.Scope.Access;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;

/**
 * Reads what a partner wants done with each resource of a Bundle: create it or update it, under
 * which id.
 *
 * <p>Read: POST, POST unless known by identifier, PUT by id, PUT by identifier. Refused: GET,
 * DELETE, PATCH and other conditions, each with its place.
 */
final class Entries {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9\\-.]{1,64}");
  private static final Pattern BY_IDENTIFIER = Pattern.compile("\\??identifier=([^&]+)");

  private final PartnerResources resources;
  private final String partner;
  private final Issues issues;

  Entries(PartnerResources resources, String partner, Issues issues) {
    this.resources = resources;
    this.partner = partner;
    this.issues = issues;
  }

  /** The entries of a Bundle; those that cannot be done are in the issues. */
  List<Entry> read(Bundle bundle, JsonNode tree) {
    var entries = new ArrayList<Entry>();
    for (int i = 0; i < bundle.getEntry().size(); i++) {
      var entry = bundle.getEntry().get(i);
      var place = "Bundle.entry[" + i + "]";
      if (entry.getResource() == null) {
        var asked = entry.hasRequest() && entry.getRequest().hasMethod();
        issues.error(
            asked ? IssueCode.NOT_SUPPORTED : IssueCode.REQUIRED,
            asked ? place + ".request.method" : place + ".resource",
            asked ? "only POST and PUT with a resource are taken" : "is missing");
      } else if (!(entry.getResource() instanceof MessageHeader)) {
        var content = tree.path("entry").path(i).path("resource");
        one(i, place, bundle.getType(), entry, content).ifPresent(entries::add);
      }
    }
    return entries;
  }

  private Optional<Entry> one(
      int index,
      String place,
      Bundle.@Nullable BundleType type,
      Bundle.BundleEntryComponent entry,
      JsonNode content) {
    var request = entry.getRequest();
    var resource = entry.getResource();
    if (type != Bundle.BundleType.TRANSACTION) {
      return Optional.of(entry(index, resource, null, null, Access.CREATE, content));
    }
    if (!request.hasMethod() || !request.hasUrl()) {
      issues.error(
          IssueCode.REQUIRED,
          place + ".request" + (request.hasMethod() ? ".url" : ".method"),
          "is missing");
      return Optional.empty();
    }
    var url = request.getUrl().replaceFirst("^/", "");
    var end = url.indexOf('?') >= 0 ? url.indexOf('?') : url.length();
    var path = url.substring(0, end).split("/", -1);
    if (!path[0].equals(resource.fhirType())) {
      issues.error(
          IssueCode.CONFLICT, place + ".request.url", "names another type than the resource");
      return Optional.empty();
    }
    var condition = url.substring(end);
    return switch (request.getMethod()) {
      case POST ->
          post(index, place, request.getIfNoneExist(), path.length == 1, resource, content);
      case PUT -> put(index, place, path, condition, resource, content);
      default -> {
        issues.error(
            IssueCode.NOT_SUPPORTED, place + ".request.method", "only POST and PUT are taken");
        yield Optional.empty();
      }
    };
  }

  private Optional<Entry> post(
      int index,
      String place,
      @Nullable String unless,
      boolean fits,
      Resource resource,
      JsonNode content) {
    if (!fits) {
      issues.error(IssueCode.VALUE, place + ".request.url", "of a POST must be the type alone");
      return Optional.empty();
    }
    var key = unless == null ? null : key(unless);
    if (unless != null && key == null) {
      issues.error(
          IssueCode.NOT_SUPPORTED,
          place + ".request.ifNoneExist",
          "only identifier=system|value is understood");
      return Optional.empty();
    }
    return Optional.of(entry(index, resource, null, key, Access.CREATE, content));
  }

  private Optional<Entry> put(
      int index,
      String place,
      String[] path,
      String condition,
      Resource resource,
      JsonNode content) {
    var key = condition.isEmpty() ? null : key(condition);
    if (path.length == 2 && condition.isEmpty() && ID.matcher(path[1]).matches()) {
      return Optional.of(entry(index, resource, path[1], null, Access.UPDATE, content));
    }
    if (path.length == 1 && key != null) {
      var known = resources.idOf(partner, resource.fhirType(), key);
      var id = known.orElseGet(() -> derived(resource.fhirType(), key));
      return Optional.of(entry(index, resource, id, null, Access.UPDATE, content));
    }
    issues.error(
        IssueCode.NOT_SUPPORTED,
        place + ".request.url",
        "of a PUT must be Type/id or Type?identifier=system|value");
    return Optional.empty();
  }

  private Entry entry(
      int index,
      Resource resource,
      @Nullable String id,
      @Nullable String unless,
      Access access,
      JsonNode content) {
    var keys = keys(resource);
    var known =
        unless == null
            ? Optional.<String>empty()
            : resources.idOf(partner, resource.fhirType(), unless);
    var assigned = id != null ? id : known.orElseGet(() -> id(resource, unless, keys, content));
    return new Entry(
        index, assigned, keys, access, known.isPresent(), resource, content.toString());
  }

  /** Its own id, else one that its identifier, else its content leads to again. */
  private String id(
      Resource resource, @Nullable String unless, List<String> keys, JsonNode content) {
    var own = resource.getIdElement().getIdPart();
    if (own != null && ID.matcher(own).matches()) {
      return own;
    }
    var type = resource.fhirType();
    if (unless != null || !keys.isEmpty()) {
      var key = unless != null ? unless : keys.get(0);
      return resources.idOf(partner, type, key).orElseGet(() -> derived(type, key));
    }
    return derived(type, CanonicalJson.hash(content.toString()));
  }

  private String derived(String type, String key) {
    return Ids.uuid("fhir", partner, type, key).toString();
  }

  private static @Nullable String key(String condition) {
    var match = BY_IDENTIFIER.matcher(condition);
    if (!match.matches()) {
      return null;
    }
    try {
      var key = URLDecoder.decode(match.group(1).replace("+", "%2B"), StandardCharsets.UTF_8);
      return key.indexOf('|') > 0 && key.length() <= 500 ? key : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static List<String> keys(Resource resource) {
    var property = resource.getNamedProperty("identifier");
    if (property == null) {
      return List.of();
    }
    return property.getValues().stream()
        .filter(Identifier.class::isInstance)
        .map(Identifier.class::cast)
        .filter(i -> i.hasSystem() && i.hasValue())
        .map(i -> i.getSystem() + "|" + i.getValue())
        .distinct()
        .toList();
  }
}
