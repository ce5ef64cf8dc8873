package org.luer.mappings.proof;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.receipt.ClinicLeaves;
import org.luer.mappings.receipt.Leaf;
import org.luer.mappings.translation.Parcel;

/**
 * A set in which one fact is another one, everything else equal.
 *
 * <p>A fact is one leaf, except where the model repeats it: a person is described the same wherever
 * the person stands in the set, and a number that refers to something changes with it.
 *
 * @param parcel the changed set
 * @param patterns the leaves that changed: that of the fact and of its repetitions
 */
record Perturbation<S>(Parcel<S> parcel, Set<String> patterns) {

  /**
   * A set whose facts are changed one by one; what they have in common is made once.
   *
   * @param records of the set
   * @param trees the same as JSON
   * @param leaves of each of them
   */
  record Original<S>(
      Subject<S> subject,
      Parcel<S> parcel,
      List<ClinicRecord> records,
      List<ObjectNode> trees,
      Map<String, Leaf> leaves) {
    static <S> Original<S> of(Subject<S> subject, Parcel<S> parcel) {
      var records = List.<ClinicRecord>copyOf(parcel.records());
      var trees = records.stream().map(ClinicRecords::tree).toList();
      var leaves = new HashMap<String, Leaf>();
      for (int i = 0; i < trees.size(); i++) {
        ClinicLeaves.of(trees.get(i), i + "#").forEach(l -> leaves.put(l.path(), l));
      }
      return new Original<>(subject, parcel, records, trees, leaves);
    }

    /** The set with another value in this leaf; empty when no other value is valid on its own. */
    Optional<Perturbation<S>> with(Leaf leaf) {
      var at = index(records, leaf);
      var pointer = JsonPointer.compile(leaf.path().replaceFirst("^[A-Za-z]+(\\(\\d+\\))?#", ""));
      var old = trees.get(at).at(pointer);
      var type =
          Shape.of(
              records.get(at).getClass(),
              leaf.pattern().substring(leaf.pattern().indexOf('/') + 1));
      for (var value : Values.others(old, type.orElse(Object.class), records)) {
        var changed = trees.stream().map(ObjectNode::deepCopy).toList();
        change(changed, changed.get(at), pointer, value);
        var found = read(changed).flatMap(all -> only(all, changed));
        if (found.isPresent()) {
          return found;
        }
      }
      return Optional.empty();
    }

    /** The set of these records, when nothing but what was meant is another. */
    private Optional<Perturbation<S>> only(List<ClinicRecord> all, List<ObjectNode> meant) {
      var intended = difference(meant);
      return subject
          .assembled(all)
          .map(p -> new Perturbation<>(p, difference(trees(p.records()))))
          .filter(p -> p.patterns().equals(intended))
          .filter(p -> !p.patterns().isEmpty())
          .findFirst();
    }

    private List<ObjectNode> trees(List<? extends ClinicRecord> others) {
      var all = new ArrayList<ObjectNode>();
      for (int i = 0; i < others.size(); i++) {
        var same = i < records.size() && others.get(i).equals(records.get(i));
        all.add(same ? trees.get(i) : ClinicRecords.tree(others.get(i)));
      }
      return all;
    }

    private Optional<List<ClinicRecord>> read(List<ObjectNode> changed) {
      var all = new ArrayList<ClinicRecord>();
      for (int i = 0; i < changed.size(); i++) {
        if (changed.get(i).equals(trees.get(i))) {
          all.add(records.get(i));
          continue;
        }
        var read = ClinicRecords.read(changed.get(i), "").value();
        if (read.isEmpty()) {
          return Optional.empty();
        }
        all.add(read.get());
      }
      return Optional.of(all);
    }

    /** The patterns of the leaves that are others in these trees. */
    private Set<String> difference(List<ObjectNode> others) {
      var patterns = new HashSet<String>();
      for (int i = 0; i < Math.max(others.size(), trees.size()); i++) {
        if (i < others.size() && i < trees.size() && others.get(i).equals(trees.get(i))) {
          continue;
        }
        var prefix = i + "#";
        var after = new HashMap<String, Leaf>();
        if (i < others.size()) {
          ClinicLeaves.of(others.get(i), prefix).forEach(l -> after.put(l.path(), l));
        }
        leaves.forEach(
            (path, leaf) -> {
              var now = after.get(path);
              if (path.startsWith(prefix) && (now == null || !now.value().equals(leaf.value()))) {
                patterns.add(leaf.pattern());
              }
            });
        after.forEach(
            (path, leaf) -> {
              if (!leaves.containsKey(path)) {
                patterns.add(leaf.pattern());
              }
            });
      }
      return patterns;
    }
  }

  /** Which record a leaf belongs to. */
  private static int index(List<ClinicRecord> records, Leaf leaf) {
    if (leaf.path().startsWith("/")) {
      return records.size() - 1;
    }
    var kind = leaf.pattern().substring(0, leaf.pattern().indexOf('/'));
    var number =
        leaf.path().matches("[A-Za-z]+\\(\\d+\\)#.*")
            ? Integer.parseInt(
                leaf.path().substring(leaf.path().indexOf('(') + 1, leaf.path().indexOf(')')))
            : 1;
    for (int i = 0; i < records.size(); i++) {
      if (records.get(i).getClass().getSimpleName().equals(kind) && --number == 0) {
        return i;
      }
    }
    throw new IllegalArgumentException(leaf.path());
  }

  private static void change(
      List<ObjectNode> trees, ObjectNode tree, JsonPointer pointer, JsonNode value) {
    var person = person(tree, pointer);
    if (reference(pointer) && tree.at(pointer).isTextual()) {
      var text = tree.at(pointer).asText();
      trees.forEach(t -> texts(t, text, value));
    } else if (person != null) {
      var same = tree.at(person).deepCopy();
      var inside = JsonPointer.compile(pointer.toString().substring(person.toString().length()));
      trees.forEach(t -> objects(t, same, one -> set(one, inside, value)));
    } else {
      set(tree, pointer, value);
    }
  }

  /** Whether other places may name what this one names. */
  private static boolean reference(JsonPointer pointer) {
    return pointer.toString().matches(".*(/id|Id|Ids/\\d+)") || pointer.toString().endsWith("/by");
  }

  /** The innermost person around a leaf: something with an id and a name of parts. */
  private static @org.jspecify.annotations.Nullable JsonPointer person(
      JsonNode tree, JsonPointer leaf) {
    for (var at = leaf.head(); at != null; at = at.head()) {
      var node = tree.at(at);
      if (node.has("id") && node.path("name").isObject()) {
        return at;
      }
    }
    return null;
  }

  private static void texts(JsonNode node, String old, JsonNode value) {
    each(
        node,
        (parent, step) -> {
          var child = child(parent, step);
          if (child.isTextual() && child.asText().equals(old)) {
            put(parent, step, value);
          }
        });
  }

  private static void objects(
      JsonNode node, JsonNode same, java.util.function.Consumer<JsonNode> change) {
    if (node.equals(same)) {
      change.accept(node);
      return;
    }
    node.forEach(child -> objects(child, same, change));
  }

  /** Every scalar, by its parent and its step. */
  private static void each(JsonNode node, BiConsumer<JsonNode, String> visit) {
    if (node instanceof ObjectNode object) {
      var names = new ArrayList<String>();
      object.fieldNames().forEachRemaining(names::add);
      names.forEach(name -> visit(object, name, visit));
    } else if (node instanceof ArrayNode list) {
      for (int i = 0; i < list.size(); i++) {
        visit(list, String.valueOf(i), visit);
      }
    }
  }

  private static void visit(JsonNode parent, String step, BiConsumer<JsonNode, String> visit) {
    var child = child(parent, step);
    if (child.isContainerNode()) {
      each(child, visit);
    } else {
      visit.accept(parent, step);
    }
  }

  private static JsonNode child(JsonNode parent, String step) {
    return parent.isArray() ? parent.path(Integer.parseInt(step)) : parent.path(step);
  }

  private static void put(JsonNode parent, String step, JsonNode value) {
    if (parent instanceof ArrayNode list) {
      list.set(Integer.parseInt(step), value);
    } else if (parent instanceof ObjectNode object) {
      object.set(step, value);
    }
  }

  private static void set(JsonNode tree, JsonPointer at, JsonNode value) {
    var last = Objects.requireNonNull(at.last());
    var step =
        tree.at(at.head()).isArray()
            ? String.valueOf(last.getMatchingIndex())
            : last.getMatchingProperty();
    put(tree.at(at.head()), step, value);
  }
}
