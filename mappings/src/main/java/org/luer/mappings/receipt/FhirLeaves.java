package org.luer.mappings.receipt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The leaves of a FHIR Bundle: every primitive of its JSON form.
 *
 * <p>Envelope: everything of the Bundle but the resources (type, timestamp, full URLs, requests),
 * and of each resource its type, id, meta and narrative, the ids of elements, and the MessageHeader
 * of a message, which says as little of the patient as MSH. A reference to another entry counts as
 * the natural key of that entry, because ids and full URLs differ between renderings. What others
 * contain in a resource and we write as an entry of its own (people, places, products, problems,
 * visits, findings) counts as an entry wherever it stands, and so does what others write as an
 * entry and we contain. A MedicationStatement counts as the MedicationRequest that reports it,
 * which is what US Core has for it.
 */
public final class FhirLeaves {
  private static final Set<String> WRAPPERS = Set.of("resourceType", "id", "meta", "text");

  private static final String HEADER = "MessageHeader";
  private static final String STATEMENT = "MedicationStatement";

  private static final Set<String> HOUSED =
      Set.of(
          "Practitioner",
          "PractitionerRole",
          "Organization",
          "Location",
          "Medication",
          "Condition",
          "Encounter",
          "Observation",
          "Specimen");

  /** What a statement of a drug taken is called in a request that reports it. */
  private static final Map<String, String> AS_REQUEST =
      Map.of(
          "dosage",
          "dosageInstruction",
          "dateAsserted",
          "authoredOn",
          "effectivePeriod",
          "dosageInstruction[0].timing.repeat.boundsPeriod",
          "context",
          "encounter");

  private final List<Leaf> leaves = new ArrayList<>(2048);
  private final Map<String, String> references = new HashMap<>();
  private final Map<String, List<JsonNode>> housed = new HashMap<>();
  private String owner = "";

  private FhirLeaves() {}

  /**
   * The leaves of a Bundle.
   *
   * @param bundle FHIR JSON, numbers read as decimals so that they keep their scale
   */
  public static List<Leaf> of(JsonNode bundle) {
    var walker = new FhirLeaves();
    walker.bundle(bundle);
    return walker.leaves;
  }

  private void bundle(JsonNode bundle) {
    for (var property : bundle.properties()) {
      if (!property.getKey().equals("entry")) {
        var at = "Bundle." + property.getKey();
        walk(property.getValue(), at, at, at, "Bundle", property.getKey(), true);
      }
    }
    var entries = bundle.path("entry");
    var keys = new ArrayList<String>(entries.size());
    for (var entry : entries) {
      keys.add(entryKey(entry.path("resource")));
    }
    for (int i = 0; i < entries.size(); i++) {
      remember(entries.get(i), keys.get(i));
      contained(entries.get(i).path("resource"), "Bundle.entry[" + i + "]");
    }
    for (int i = 0; i < entries.size(); i++) {
      owner = "Bundle.entry[" + i + "]";
      keys.set(i, entryKey(entries.get(i).path("resource"))); // a role is known by its person
    }
    var distinct = NaturalKeys.distinct(keys);
    for (int i = 0; i < entries.size(); i++) {
      remember(entries.get(i), distinct.get(i));
    }
    for (int i = 0; i < entries.size(); i++) {
      entry(entries.get(i), "Bundle.entry[" + i + "]", distinct.get(i));
    }
  }

  private String entryKey(JsonNode resource) {
    var type = resource.path("resourceType").asText();
    var own = NaturalKeys.FHIR.of(type, resource, this::refers);
    var kept = type.equals(STATEMENT) ? "MedicationRequest" : type;
    return own == null || own.equals(type) ? kept : kept + "{" + own + "}";
  }

  private String refers(String reference) {
    var place = reference.startsWith("#") ? owner + reference : reference;
    return references.getOrDefault(place, reference);
  }

  /**
   * Names what is contained in a resource. The same thing in several resources is one; another one
   * of the same key is numbered.
   */
  private void contained(JsonNode resource, String at) {
    owner = at;
    for (var inner : resource.path("contained")) {
      if (HOUSED.contains(inner.path("resourceType").asText()) && inner.hasNonNull("id")) {
        var content = ((ObjectNode) inner).deepCopy();
        content.remove("id");
        var key = entryKey(inner);
        var same = housed.computeIfAbsent(key, k -> new ArrayList<>());
        if (!same.contains(content)) {
          same.add(content);
        }
        var number = same.indexOf(content) + 1;
        references.put(
            at + "#" + inner.path("id").asText(), number == 1 ? key : key + "#" + number);
      }
    }
  }

  private void remember(JsonNode entry, String key) {
    var resource = entry.path("resource");
    var fullUrl = entry.path("fullUrl").asText("");
    if (!fullUrl.isEmpty()) {
      references.put(fullUrl, key);
    }
    if (resource.hasNonNull("id")) {
      references.put(
          resource.path("resourceType").asText() + "/" + resource.path("id").asText(), key);
    }
    var condition = entry.path("request").path("ifNoneExist").asText("");
    if (!condition.isEmpty()) {
      references.put(resource.path("resourceType").asText() + "?" + condition, key);
    }
  }

  private void entry(JsonNode entry, String at, String key) {
    owner = at;
    for (var property : entry.properties()) {
      if (!property.getKey().equals("resource")) {
        var step = at + "." + property.getKey();
        var pattern = "Bundle.entry." + property.getKey();
        walk(property.getValue(), step, pattern, key + "|" + pattern, at, property.getKey(), true);
      }
    }
    var resource = entry.path("resource");
    resource(resource, at + ".resource", resource.path("resourceType").asText(), key, at);
  }

  private void resource(
      JsonNode resource, String at, String pattern, String key, String container) {
    for (var property : resource.properties()) {
      var name = property.getKey();
      var step = "." + name;
      if (name.equals("contained")) {
        contained(property.getValue(), at + step, pattern + step, key + step, container);
      } else {
        var kept = pattern.equals(STATEMENT) ? AS_REQUEST.getOrDefault(name, name) : name;
        var value = property.getValue();
        // a request has one reason for its status, a statement a list of them
        var single = pattern.equals(STATEMENT) && name.equals("statusReason") && value.size() == 1;
        walk(
            single ? value.get(0) : value,
            at + step + (single ? "[0]" : ""),
            pattern + step,
            key + "." + kept,
            container,
            name,
            WRAPPERS.contains(name) || pattern.equals(HEADER));
      }
    }
  }

  private void contained(JsonNode inner, String at, String pattern, String key, String container) {
    for (int i = 0; i < inner.size(); i++) {
      var one = inner.get(i);
      var place = at + "[" + i + "]";
      var own = references.get(owner + "#" + one.path("id").asText());
      if (own != null) {
        resource(one, place, pattern, own, container);
      } else {
        var below = key + "[{" + own("contained", one) + "}]";
        walk(one, place, pattern, below, container, "contained", false);
      }
    }
  }

  private void walk(
      JsonNode node,
      String path,
      String pattern,
      String key,
      String container,
      String name,
      boolean envelope) {
    if (node.isObject()) {
      for (var property : node.properties()) {
        var step = "." + property.getKey();
        var below = property.getKey();
        walk(
            property.getValue(),
            path + step,
            pattern + step,
            key + step,
            container,
            below,
            envelope || below.equals("id"));
      }
    } else if (node.isArray()) {
      list(node, path, pattern, key, container, name, envelope);
    } else if (!node.isNull()) {
      leaves.add(new Leaf(path, pattern, key, container, value(node, name), envelope));
    }
  }

  private void list(
      JsonNode list,
      String path,
      String pattern,
      String key,
      String container,
      String name,
      boolean envelope) {
    var keys = new ArrayList<String>(list.size());
    for (int i = 0; i < list.size(); i++) {
      var own = envelope ? null : own(name, list.get(i));
      keys.add(own == null ? String.valueOf(i) : "{" + own + "}");
    }
    var distinct = NaturalKeys.distinct(keys);
    var base = name.equals("item") ? outermost(key) : key;
    for (int i = 0; i < list.size(); i++) {
      var at = path + "[" + i + "]";
      // a component is a list element of its own: its code says whose value it is
      var around = name.equals("component") ? at : container;
      walk(list.get(i), at, pattern, base + "[" + distinct.get(i) + "]", around, name, envelope);
    }
  }

  /**
   * An item of a questionnaire is the same one in whatever group it stands: link ids are unique.
   */
  private static String outermost(String key) {
    var first = key.indexOf(".item[");
    return first < 0 ? key : key.substring(0, first + ".item".length());
  }

  private @Nullable String own(String name, JsonNode element) {
    var own = NaturalKeys.FHIR.of(name, element, this::refers);
    // some form builders put a slash before the code of a question, others do not
    return own != null && name.equals("item") && own.startsWith("/") ? own.substring(1) : own;
  }

  private String value(JsonNode node, String name) {
    var text = ClinicLeaves.scalar(node);
    var refers = name.equals("reference") || name.equals("url"); // Attachment.url names a Binary
    return refers ? refers(text) : text;
  }
}
