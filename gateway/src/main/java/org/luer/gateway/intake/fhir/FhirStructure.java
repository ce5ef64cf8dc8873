package org.luer.gateway.intake.fhir;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.context.RuntimePrimitiveDatatypeDefinition;
import ca.uhn.fhir.parser.DataFormatException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Characters;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.fhir.FhirJson;

/**
 * Compares JSON with the structure of R4: every element that R4 does not know, that is there too
 * often, or whose value has the wrong form, each with its place. The parser stops at the first.
 */
final class FhirStructure {
  private static final Set<String> ALWAYS = Set.of("resourceType", "id");
  private static final int DEEPEST = 64;
  private static final int MOST = 200;

  private final List<Issue> issues = new ArrayList<>();

  private FhirStructure() {}

  /** Everything that is wrong with the form of a resource. */
  static List<Issue> check(JsonNode resource) {
    var structure = new FhirStructure();
    structure.resource(resource, resource.path("resourceType").asText(), 0);
    structure.texts(resource, resource.path("resourceType").asText());
    return structure.issues;
  }

  private void texts(JsonNode node, String path) {
    if (node.isTextual() && Characters.none(node.textValue()).isPresent()) {
      wrong(path, Characters.NO_TEXT);
    }
    node.properties().forEach(m -> texts(m.getValue(), path + "." + named(m.getKey())));
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      texts(node.get(i), path + "[" + i + "]");
    }
  }

  private void resource(JsonNode node, String path, int depth) {
    var type = node.path("resourceType").asText();
    try {
      composite(node, FhirJson.context().getResourceDefinition(type), path, depth);
    } catch (DataFormatException | IllegalArgumentException e) {
      wrong(depth == 0 ? "" : path + ".resourceType", "is not a resource type of FHIR R4");
    }
  }

  private void composite(
      JsonNode node, BaseRuntimeElementCompositeDefinition<?> definition, String path, int depth) {
    if (depth > DEEPEST) {
      wrong(path, "lies too deep");
      return;
    }
    for (var member : node.properties()) {
      var name = member.getKey();
      if (issues.size() >= MOST) {
        return;
      }
      if (!ALWAYS.contains(name)) {
        member(member.getValue(), name, definition, path, depth);
      }
    }
  }

  /** What a sender calls an element may be anything. */
  private static String named(String name) {
    return name.matches("_?[A-Za-z][A-Za-z0-9]{0,63}") ? name : "?";
  }

  private void member(
      JsonNode value,
      String name,
      BaseRuntimeElementCompositeDefinition<?> definition,
      String path,
      int depth) {
    var plain = name.startsWith("_") ? name.substring(1) : name;
    var child = definition.getChildByName(plain);
    var at = path + "." + named(plain);
    if (child == null) {
      wrong(at, "is not an element of FHIR R4 here");
      return;
    }
    if (name.startsWith("_")) {
      return; // ids and extensions of primitives
    }
    var many = child.getMax() == -1 || child.getMax() > 1;
    if (many != value.isArray()) {
      wrong(at, many ? "must be an array" : "must not be an array");
      return;
    }
    if (!many) {
      one(value, child, plain, at, depth);
      return;
    }
    for (int i = 0; i < value.size(); i++) {
      one(value.get(i), child, plain, at + "[" + i + "]", depth);
    }
  }

  private void one(
      JsonNode value, BaseRuntimeChildDefinition child, String name, String at, int depth) {
    if (value.isNull()) {
      return; // stands for an extension beside it
    }
    if (value.path("resourceType").isTextual()) {
      resource(value, at, depth + 1);
      return;
    }
    var definition = definition(child, name);
    if (definition instanceof RuntimePrimitiveDatatypeDefinition primitive) {
      primitive(value, primitive, at);
    } else if (definition instanceof BaseRuntimeElementCompositeDefinition<?> composite) {
      if (value.isObject()) {
        composite(value, composite, at, depth + 1);
      } else {
        wrong(at, "must be an object");
      }
    }
  }

  private static @Nullable BaseRuntimeElementDefinition<?> definition(
      BaseRuntimeChildDefinition child, String name) {
    var found = child.getChildByName(name);
    return found != null && found.getImplementingClass().getSimpleName().endsWith("Reference")
        ? FhirJson.context().getElementDefinition("Reference")
        : found;
  }

  private void primitive(JsonNode value, RuntimePrimitiveDatatypeDefinition definition, String at) {
    if (!value.isValueNode()) {
      wrong(at, "must be a plain value");
      return;
    }
    try {
      definition.newInstance().setValueAsString(value.asText());
    } catch (RuntimeException malformed) { // what it throws differs by type
      wrong(at, "is not a valid " + definition.getName());
    }
  }

  private void wrong(String path, String text) {
    issues.add(Issue.error(IssueCode.STRUCTURE, path, text));
  }
}
