package org.luer.mappings.receipt;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.core.ClinicRecord;

/**
 * The leaves of clinic records: every JSON scalar. Envelope: {@code kind}, which wraps every
 * record.
 */
public final class ClinicLeaves {
  private static final String KIND = "/kind";

  private final List<Leaf> leaves = new ArrayList<>(512);

  private ClinicLeaves() {}

  /**
   * The leaves of one record.
   *
   * @param at what stands before the JSON pointer: nothing for the record that the source is about,
   *     {@code Patient#} and the like for one that travels with it
   */
  public static List<Leaf> of(ClinicRecord clinicRecord, String at) {
    return of(ClinicRecords.tree(clinicRecord), at);
  }

  /** The leaves of one record as JSON with its {@code kind}. */
  public static List<Leaf> of(JsonNode tree, String at) {
    return of(tree, at, new HashMap<>());
  }

  /**
   * The leaves of one of several records.
   *
   * @param before how many records of each natural key came before; counted on
   */
  public static List<Leaf> of(JsonNode tree, String at, Map<String, Integer> before) {
    var walker = new ClinicLeaves();
    var kind = tree.path("kind").asText();
    // several records of a kind are told apart by their natural key, where one is declared
    var own = NaturalKeys.CLINIC.of(kind, tree, r -> r);
    var key = own == null ? kind : kind + "{" + own + "}";
    var count = before.merge(key, 1, Integer::sum);
    var top = new Top(at, kind, count == 1 ? key : key + "#" + count, at.isEmpty() ? "/" : at);
    walker.walk(tree, top, top, kind);
    return walker.leaves;
  }

  /** Whether the leaf is the first of a record: its kind. */
  public static boolean begins(Leaf leaf) {
    return leaf.envelope();
  }

  /**
   * Whether a record that is written again has the leaves that it had, with their paths and keys.
   *
   * @param leaves what it had, its kind first
   * @param at as in {@link #of(JsonNode, String, Map)}
   * @param before counted on when it has
   */
  public static boolean again(List<Leaf> leaves, String at, Map<String, Integer> before) {
    var first = leaves.get(0);
    if (!first.path().equals(at + KIND)) {
      return false;
    }
    var key = first.key().substring(0, first.key().length() - KIND.length());
    var number = key.lastIndexOf('#');
    var numbered = number > key.lastIndexOf('}');
    var own = numbered ? key.substring(0, number) : key;
    var count = before.getOrDefault(own, 0) + 1;
    if (!key.equals(count == 1 ? own : own + "#" + count)) {
      return false;
    }
    before.put(own, count);
    return true;
  }

  /** The canonical text of a scalar: numbers keep their scale. */
  static String scalar(JsonNode node) {
    return node.isBigDecimal() ? node.decimalValue().toPlainString() : node.asText();
  }

  private void walk(JsonNode node, Leaf.Place place, Leaf.Place around, String name) {
    if (node.isObject()) {
      for (var property : node.properties()) {
        var step = new Step(place, property.getKey(), around);
        walk(property.getValue(), step, around, property.getKey());
      }
    } else if (node.isArray()) {
      list(node, place, name);
    } else if (!node.isNull()) {
      var envelope = name.equals("kind") && place instanceof Step step && step.in instanceof Top;
      leaves.add(new Leaf(place, scalar(node), envelope));
    }
  }

  private void list(JsonNode list, Leaf.Place place, String name) {
    var keys = new ArrayList<String>(list.size());
    for (int i = 0; i < list.size(); i++) {
      var own = NaturalKeys.CLINIC.of(name, list.get(i), r -> r);
      keys.add(own == null ? String.valueOf(i) : "{" + own + "}");
    }
    var distinct = NaturalKeys.distinct(keys);
    for (int i = 0; i < list.size(); i++) {
      var element = new Element(place, i, distinct.get(i));
      walk(list.get(i), element, element, name);
    }
  }

  /** A whole record. */
  private record Top(String path, String pattern, String key, String container)
      implements Leaf.Place {}

  /** A property of an object. */
  private record Step(Leaf.Place in, String name, Leaf.Place around) implements Leaf.Place {
    @Override
    public String path() {
      return in.path() + "/" + name;
    }

    @Override
    public String pattern() {
      return in.pattern() + "/" + name;
    }

    @Override
    public String key() {
      return in.key() + "/" + name;
    }

    @Override
    public String container() {
      return around.container();
    }
  }

  /** An element of a list. */
  private record Element(Leaf.Place in, int index, String own) implements Leaf.Place {
    @Override
    public String path() {
      return in.path() + "/" + index;
    }

    @Override
    public String pattern() {
      return in.pattern() + "/*";
    }

    @Override
    public String key() {
      return in.key() + "/" + own;
    }

    @Override
    public String container() {
      return path();
    }
  }
}
