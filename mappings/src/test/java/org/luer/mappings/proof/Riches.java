package org.luer.mappings.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.clinician.Npi;
import org.luer.mappings.core.ClinicRecord;

/**
 * Adds to generated records what their generator leaves out: {@code riches.json} holds a value for
 * components of records, by the type that has them. A thing is enriched the same wherever it stands
 * in a set: what decides is its number.
 */
final class Riches {
  private static final JsonNode USUAL = table("riches");
  private static final JsonNode SELDOM = table("seldom");

  private final JsonNode table;
  private final long seed;
  private final int density;

  private Riches(JsonNode table, long seed, int density) {
    this.table = table;
    this.seed = seed;
    this.density = density;
  }

  /** What every generated set may have. */
  static Riches usual(long seed, int density) {
    return new Riches(USUAL, seed, density);
  }

  /** What only sets of their own have: {@code seldom.json}, so that others stay as they are. */
  static Riches seldom(long seed, int density) {
    return new Riches(SELDOM, seed, density);
  }

  private static JsonNode table(String name) {
    var path = "/riches/" + name + ".json";
    try (var in = Objects.requireNonNull(Riches.class.getResourceAsStream(path), path)) {
      return new ObjectMapper().readTree(in);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The record with more; as it was where the model does not allow it. */
  ClinicRecord with(ClinicRecord one) {
    var tree = ClinicRecords.tree(one);
    fill(tree, one.getClass(), new SplittableRandom(seed));
    return ClinicRecords.read(tree, "").value().orElseGet(() -> sparing(one));
  }

  /** Tries again and again with less: some parts do not go together. */
  private ClinicRecord sparing(ClinicRecord one) {
    for (int less = density * 2 / 3, again = 1; again < 12; less = less * 4 / 5, again++) {
      var tree = ClinicRecords.tree(one);
      new Riches(table, seed + again, less)
          .fill(tree, one.getClass(), new SplittableRandom(seed + again));
      var read = ClinicRecords.read(tree, "").value();
      if (read.isPresent()) {
        return read.get();
      }
    }
    return one;
  }

  private void fill(ObjectNode node, Class<?> type, SplittableRandom random) {
    var own = random(node, random);
    for (var entry : table.path(name(type)).properties()) {
      if (own.nextInt(100) < density && !node.has(entry.getKey()) && has(type, entry.getKey())) {
        node.set(entry.getKey(), value(entry.getValue(), own));
      }
    }
    for (var component : type.getRecordComponents()) {
      var child = node.path(component.getName());
      descend(child, component.getGenericType(), own);
    }
  }

  /** Two kinds of records may have one name. */
  private static boolean has(Class<?> type, String component) {
    return Arrays.stream(type.getRecordComponents()).anyMatch(c -> c.getName().equals(component));
  }

  private void descend(JsonNode child, Type declared, SplittableRandom random) {
    var type = Shape.element(declared);
    if (!type.isRecord() || Shape.scalar(type)) {
      return;
    }
    if (child instanceof ObjectNode object) {
      fill(object, type, random);
    } else {
      child.forEach(
          one -> {
            if (one instanceof ObjectNode object) {
              fill(object, type, random);
            }
          });
    }
  }

  /** The value of the table; what tells things apart is another one for each of them. */
  private static JsonNode value(JsonNode written, SplittableRandom own) {
    return switch (written.asText()) {
      case "{npi}" -> TextNode.valueOf(npi(own.nextInt(10_000_000)));
      case "{number}" -> TextNode.valueOf("98-" + (1_000_000 + own.nextInt(9_000_000)));
      default -> written.deepCopy();
    };
  }

  private static String npi(int number) {
    var nine = "14" + String.format(Locale.ROOT, "%07d", number);
    return IntStream.rangeClosed(0, 9)
        .mapToObj(digit -> nine + digit)
        .filter(Npi::valid)
        .findFirst()
        .orElseThrow();
  }

  /** What is known by a number is the same everywhere. */
  private SplittableRandom random(ObjectNode node, SplittableRandom random) {
    var key = node.has("authority") ? node.path("value").asText() : node.path("id").asText();
    return key.isEmpty() ? random : new SplittableRandom(seed * 31 + key.hashCode());
  }

  private static String name(Class<?> type) {
    var outer = type.getEnclosingClass();
    return (outer == null ? "" : outer.getSimpleName() + ".") + type.getSimpleName();
  }
}
