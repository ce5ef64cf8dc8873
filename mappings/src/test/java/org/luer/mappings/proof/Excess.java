package org.luer.mappings.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.translation.Parcel;

/** Sets with more lines, codings and other orders of lists than generators make. */
final class Excess {
  private static final String OWN = "https://clinic.example.org/fhir/CodeSystem/kic-item";

  private Excess() {}

  /** The set with more of everything, and with its lists the other way round, as far as valid. */
  static <S> Stream<Parcel<S>> of(Subject<S> subject, Parcel<S> parcel) {
    return Stream.<Consumer<ObjectNode>>of(Excess::more, Excess::reversed)
        .flatMap(more -> subject.assembled(with(parcel.records(), more)));
  }

  private static List<ClinicRecord> with(List<ClinicRecord> records, Consumer<ObjectNode> more) {
    return records.stream()
        .map(
            one -> {
              var tree = ClinicRecords.tree(one);
              more.accept(tree);
              return ClinicRecords.read(tree, "").value().orElse(one);
            })
        .toList();
  }

  private static void more(ObjectNode tree) {
    lines(tree);
    codings(tree);
    homes(tree);
  }

  private static void lines(ObjectNode tree) {
    each(
        tree,
        one -> one.has("city") || (one.has("lines") && one.has("postalCode")),
        one -> one.putArray("lines").add("first").add("second").add("third"));
  }

  private static void codings(ObjectNode tree) {
    each(
        tree,
        one -> one.path("code").isTextual() && one.path("system").isTextual(),
        one -> {
          var had = one.path("also").deepCopy();
          var also = one.withArray("also");
          for (var code : List.of("K-1", "K-2", "K-3")) {
            also.addObject().put("system", OWN).put("code", code);
          }
          if (ClinicRecords.read(tree, "").value().isEmpty()) {
            one.remove("also");
            if (had.isArray()) {
              one.set("also", had);
            }
          }
        });
  }

  /** What is said of a house is said of a home. */
  private static void homes(ObjectNode tree) {
    for (var list : List.of("addresses", "telecoms")) {
      tree.path(list).forEach(one -> ((ObjectNode) one).put("use", "home"));
    }
    if (tree.path("kind").asText().equals("Patient")) {
      var telecoms = tree.putArray("telecoms");
      for (var use : List.of("work", "home")) {
        telecoms
            .addObject()
            .put("system", "phone")
            .put("use", use)
            .put("value", "+1-608-555-01" + (use.equals("work") ? 21 : 22));
      }
    }
  }

  private static void reversed(ObjectNode tree) {
    tree.properties()
        .forEach(
            property -> {
              if (property.getValue() instanceof ArrayNode list && list.size() > 1) {
                reverse(list);
                if (ClinicRecords.read(tree, "").value().isEmpty()) {
                  reverse(list);
                }
              }
            });
  }

  private static void reverse(ArrayNode list) {
    var elements = new ArrayList<JsonNode>();
    list.forEach(e -> elements.add(0, e));
    list.removeAll().addAll(elements);
  }

  private static void each(
      JsonNode node, Predicate<ObjectNode> which, Consumer<ObjectNode> change) {
    if (node instanceof ObjectNode object && which.test(object)) {
      change.accept(object);
    }
    node.forEach(child -> each(child, which, change));
  }
}
