package org.luer.gateway.claim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.TreeSet;
import org.luer.mappings.core.ClinicJson;

/** What one version of a claim has otherwise than another, place by place. */
final class ClaimDifference {
  private static final Set<String> OWN =
      Set.of("id", "createdAt", "recordedAt", "status", "replaces");

  private ClaimDifference() {}

  /** One entry per leaf: {@code path}, {@code was}, {@code is}; absent where there is none. */
  static ArrayNode of(JsonNode was, JsonNode is) {
    var found = ClinicJson.mapper().createArrayNode();
    compare("", was, is, found);
    return found;
  }

  private static void compare(String path, JsonNode was, JsonNode is, ArrayNode found) {
    if (was.equals(is)) {
      return;
    }
    if (was.isObject() || is.isObject()) {
      var names = new TreeSet<String>();
      was.fieldNames().forEachRemaining(names::add);
      is.fieldNames().forEachRemaining(names::add);
      names.stream()
          .filter(n -> !path.isEmpty() || !OWN.contains(n))
          .forEach(n -> compare(path + "/" + n, was.path(n), is.path(n), found));
    } else if (was.isArray() || is.isArray()) {
      for (int i = 0; i < Math.max(was.size(), is.size()); i++) {
        compare(path + "/" + i, at(was, i), at(is, i), found);
      }
    } else {
      ObjectNode one = found.addObject().put("path", path);
      if (!was.isMissingNode()) {
        one.set("was", was);
      }
      if (!is.isMissingNode()) {
        one.set("is", is);
      }
    }
  }

  private static JsonNode at(JsonNode array, int index) {
    return array.has(index) ? array.get(index) : MissingNode.getInstance();
  }
}
