package org.luer.mappings.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Damages a good input the way bad senders, bad lines and bad people do. */
final class Mutations {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> NASTY =
      List.of(
          "",
          "\"\"",
          "|",
          "^^^^^^^^^^^^",
          "&&&&",
          "~~~~",
          "\\",
          "\\X\\",
          "\\XZZ\\",
          "\\XFFFE\\",
          "\\.br\\",
          "\\C2842\\",
          "-1",
          "0",
          "999999999999999999999999999999",
          "1E400",
          "1e-2147483648",
          "0.00000000000000000000000000001",
          ">168",
          "120/80",
          "NaN",
          "00000000",
          "20250231",
          "20250311250000",
          "20250311100000.123456789-0500",
          "20250309023000",
          "99991231235959+1400",
          "0000",
          "1984-07",
          "2025-03-11T10:00:00Z",
          "\u0000",
          "\uD800",
          "😀",
          "İ",
          "e\u0301",
          "MSH|^~\\&|",
          "\rOBX|1|NM|",
          "\n",
          "<script>alert(1)</script>",
          "${jndi:ldap://x}",
          "x".repeat(5000),
          "(((((((((((((((((((((((((((((((((((((((((((",
          "mm[Hg]/{",
          "10*-7",
          "urn:uuid:0b6a1a50-0000-4000-8000-000000000001",
          "Patient/../../etc",
          "#",
          "#x");
  private final SplittableRandom random;

  Mutations(SplittableRandom random) {
    this.random = random;
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /** A damaged message. */
  String hl7v2(String seed, List<String> others) {
    var text = seed;
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      text = segments(text, others);
    }
    return text;
  }

  private String segments(String text, List<String> others) {
    var lines = new ArrayList<>(List.of(text.split("\r", -1)));
    var at = random.nextInt(lines.size());
    switch (random.nextInt(12)) {
      case 0 -> lines.remove(at);
      case 1 -> lines.add(at, lines.get(random.nextInt(lines.size())));
      case 2 -> lines.add(at, pick(List.of(pick(others).split("\r", -1))));
      case 3 ->
          lines.set(at, lines.get(at).substring(0, random.nextInt(lines.get(at).length() + 1)));
      case 4 -> {
        return characters(text);
      }
      case 5 -> {
        var other = random.nextInt(lines.size());
        var one = lines.get(at);
        lines.set(at, lines.get(other));
        lines.set(other, one);
      }
      default -> lines.set(at, fields(lines.get(at)));
    }
    return String.join("\r", lines);
  }

  private String fields(String line) {
    var fields = new ArrayList<>(List.of(line.split("\\|", -1)));
    var at = random.nextInt(fields.size());
    switch (random.nextInt(7)) {
      case 0 -> fields.remove(at);
      case 1 -> fields.add(at, pick(NASTY));
      case 2 -> fields.set(at, components(fields.get(at)));
      case 3 -> fields.set(at, fields.get(at) + "~" + fields.get(at));
      case 4 -> fields.set(at, fields.get(random.nextInt(fields.size())));
      default -> fields.set(at, pick(NASTY));
    }
    return String.join("|", fields);
  }

  private String components(String field) {
    var parts = new ArrayList<>(List.of(field.split("\\^", -1)));
    parts.set(random.nextInt(parts.size()), pick(NASTY));
    return String.join("^", parts);
  }

  private String characters(String text) {
    var out = new StringBuilder(text);
    for (int i = 1 + random.nextInt(8); i > 0 && !out.isEmpty(); i--) {
      var at = random.nextInt(out.length());
      switch (random.nextInt(4)) {
        case 0 -> out.deleteCharAt(at);
        case 1 -> out.insert(at, "|^~\\&\r\n\u000b\u001c\u0000 ".charAt(random.nextInt(11)));
        case 2 -> out.setCharAt(at, (char) random.nextInt(0x300));
        default -> out.delete(at, Math.min(out.length(), at + random.nextInt(60)));
      }
    }
    return out.toString();
  }

  /** A damaged Bundle; null when nothing was left to damage. */
  String fhir(String seed, List<String> others) {
    try {
      var tree = JSON.readTree(seed);
      for (int i = 1 + random.nextInt(4); i > 0; i--) {
        var owner = owner(tree);
        if (owner instanceof ObjectNode object && !object.isEmpty()) {
          object(object, others);
        } else if (owner instanceof ArrayNode array && !array.isEmpty()) {
          array(array);
        }
      }
      var text = JSON.writeValueAsString(tree);
      return random.nextInt(20) == 0 ? characters(text) : text;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private JsonNode owner(JsonNode tree) {
    var node = tree;
    for (int depth = random.nextInt(9); depth > 0; depth--) {
      var children = new ArrayList<JsonNode>();
      node.forEach(
          c -> {
            if (c.isContainerNode() && !c.isEmpty()) {
              children.add(c);
            }
          });
      if (children.isEmpty()) {
        break;
      }
      node = pick(children);
    }
    return node;
  }

  private void object(ObjectNode object, List<String> others) throws IOException {
    var names = new ArrayList<String>();
    object.fieldNames().forEachRemaining(names::add);
    var name = pick(names);
    switch (random.nextInt(8)) {
      case 0 -> object.remove(name);
      case 1 -> object.put(name, pick(NASTY));
      case 2 -> object.put(name, random.nextLong());
      case 3 -> object.set(name, object.get(pick(names)).deepCopy());
      case 4 -> object.set(pick(names) + "x", object.get(name).deepCopy());
      case 5 -> {
        var other = JSON.readTree(pick(others));
        if (other.path("entry").isArray() && object.has("resource")) {
          object.set("resource", pick(List.of(other.path("entry").get(0))).path("resource"));
        } else {
          object
              .putArray("modifierExtension")
              .addObject()
              .put("url", "http://x")
              .put("valueString", "y");
        }
      }
      default -> {
        if (object.get(name).isTextual()) {
          object.put(name, pick(NASTY));
        } else if (object.get(name).isNumber()) {
          object.put(
              name,
              new java.math.BigDecimal(pick(List.of("-1", "0", "1E50", "0.1000", "99999999999"))));
        }
      }
    }
  }

  private void array(ArrayNode array) {
    var at = random.nextInt(array.size());
    switch (random.nextInt(4)) {
      case 0 -> array.remove(at);
      case 1 -> array.add(array.get(at).deepCopy());
      case 2 -> array.removeAll();
      default -> {
        var one = array.get(at).deepCopy();
        array.remove(at);
        array.insert(random.nextInt(array.size() + 1), one);
      }
    }
  }
}
