package org.luer.mappings.fhir;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Resource;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Foreign;

/**
 * Gives {@link Foreign} content back to its sender in the resources that Luer sends.
 *
 * <p>A value goes only where nothing stands. A list element of which some place is taken becomes a
 * further element. References are not given back: what they lead to is not in the Bundle.
 */
public final class ForeignElements {
  private static final Pattern STEP = Pattern.compile("([A-Za-z_]+)(?:\\[(\\d+)])?");

  private ForeignElements() {}

  /** The resource with what goes back to the partner of the dialect; usually the same one. */
  public static <T extends Resource> T give(T resource, List<Foreign> all, Dialect dialect) {
    var type = resource.fhirType() + ".";
    var mine =
        Foreign.returned(all, Foreign.FHIR, dialect).stream()
            .filter(f -> f.path().startsWith(type) && !f.path().endsWith(".reference"))
            .toList();
    if (mine.isEmpty()) {
      return resource;
    }
    try {
      var tree = (ObjectNode) ClinicJson.mapper().readTree(FhirJson.encode(resource));
      var groups = new LinkedHashMap<String, List<Foreign>>();
      for (var leaf : mine) {
        groups.computeIfAbsent(group(leaf.path()), g -> new ArrayList<>()).add(leaf);
      }
      groups.values().forEach(group -> put(tree, group, type.length()));
      @SuppressWarnings("unchecked") // the tree says what it is a tree of
      var type2 = (Class<T>) resource.getClass();
      return FhirJson.parse(type2, tree.toString())
          .value()
          .filter(ForeignElements::writable)
          .orElse(resource);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("HAPI writes JSON", impossible);
    }
  }

  /** The parser lets through what R4 requires and the sender left out; nobody may send it on. */
  private static boolean writable(Resource resource) {
    try {
      return !FhirJson.encode(resource).isEmpty();
    } catch (ca.uhn.fhir.parser.DataFormatException incomplete) {
      return false;
    }
  }

  /** The outermost list element that a path stands in, else the path. */
  private static String group(String path) {
    var end = path.indexOf(']');
    return end < 0 ? path : path.substring(0, end + 1);
  }

  private static void put(ObjectNode tree, List<Foreign> group, int from) {
    var first = STEP.matcher(group.get(0).path().substring(from));
    if (!first.lookingAt() || first.group(2) == null) {
      group.forEach(leaf -> set(tree, leaf.path().substring(from), leaf.value()));
      return;
    }
    var name = first.group(1);
    var list = tree.path(name).isArray() ? (ArrayNode) tree.get(name) : tree.putArray(name);
    var index = Integer.parseInt(first.group(2));
    var paths = group.stream().map(l -> l.path().substring(group(l.path()).length())).toList();
    if (name.equals("identifier") && !paths.contains(".value")) {
      return; // the profiles ask for the number, of which the sender only showed a part
    }
    var taken = index < list.size() && paths.stream().anyMatch(p -> stands(list.get(index), p));
    if (taken || index >= list.size()) {
      list.addObject();
    }
    var at = taken || index >= list.size() - 1 ? list.size() - 1 : index;
    for (int i = 0; i < group.size(); i++) {
      if (paths.get(i).isEmpty()) {
        list.set(at, value(group.get(i).value()));
      } else if (list.get(at) instanceof ObjectNode element) {
        set(element, paths.get(i).substring(1), group.get(i).value());
      }
    }
  }

  private static boolean stands(JsonNode element, String path) {
    if (path.isEmpty()) {
      return true;
    }
    var node = element;
    for (var step : path.substring(1).split("\\.", -1)) {
      var m = STEP.matcher(step);
      if (!m.matches()) {
        return true;
      }
      node = node.path(m.group(1));
      node = m.group(2) == null ? node : node.path(Integer.parseInt(m.group(2)));
    }
    return !node.isMissingNode();
  }

  private static void set(ObjectNode root, String path, String value) {
    var steps = path.split("\\.", -1);
    var node = root;
    for (int i = 0; i < steps.length; i++) {
      var m = STEP.matcher(steps[i]);
      if (!m.matches()) {
        return;
      }
      var last = i == steps.length - 1;
      var name = m.group(1);
      if (m.group(2) == null) {
        if (last) {
          if (!node.has(name)) {
            node.set(name, value(value));
          }
          return;
        }
        node = node.path(name) instanceof ObjectNode inner ? inner : node.putObject(name);
      } else {
        var list = node.path(name) instanceof ArrayNode inner ? inner : node.putArray(name);
        var index = Integer.parseInt(m.group(2));
        if (last) {
          if (index >= list.size()) {
            list.add(value(value));
          }
          return;
        }
        node =
            index < list.size() && list.get(index) instanceof ObjectNode inner
                ? inner
                : list.addObject();
      }
    }
  }

  /**
   * FHIR JSON writes booleans and numbers bare; texts that look like them are rare and harmless.
   */
  private static JsonNode value(String text) {
    var nodes = ClinicJson.mapper().getNodeFactory();
    if (text.equals("true") || text.equals("false")) {
      return nodes.booleanNode(Boolean.parseBoolean(text));
    }
    return nodes.textNode(text);
  }
}
