package org.luer.mappings.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.core.ClinicRecord;

/**
 * Records without what an exchange loses in one form and version, as {@link LossesTest} measured
 * and published it: a loss of one form or version excuses no other, a third line no second one, and
 * a reason no leaf that was not measured.
 */
public final class Declared {
  private static final Map<String, Declared> READ = new ConcurrentHashMap<>();
  private static final int NEVER = Integer.MAX_VALUE;

  private final List<Loss> measured;
  private final Map<String, Integer> lost = new ConcurrentHashMap<>();
  private final Map<String, Boolean> sorted = new ConcurrentHashMap<>();

  private Declared(List<Loss> measured) {
    this.measured = measured;
  }

  /** What an exchange declares for FHIR R4. */
  public static Declared fhir(String exchange) {
    return of(exchange, "fhir", "", "4.0.1");
  }

  /** What an exchange declares for a version of HL7 v2, such as 2.5.1, in its first form. */
  public static Declared hl7v2(String exchange, String version) {
    return of(exchange, "hl7v2", forms(exchange).get(0).messages(), version);
  }

  /**
   * What an exchange declares for a version of a message.
   *
   * @param type such as ORM_O01; where several forms have it, the one that has fewest others
   */
  public static Declared hl7v2(String exchange, String version, String type) {
    var form =
        forms(exchange).stream()
            .filter(f -> f.types().contains(type))
            .min(Comparator.comparing(f -> f.types().size()))
            .orElseThrow();
    return of(exchange, "hl7v2", form.messages(), version);
  }

  private static List<Subject.Form> forms(String exchange) {
    return Subjects.ALL.stream()
        .filter(s -> s.name().equals(exchange))
        .flatMap(s -> s.forms().stream())
        .filter(f -> !f.fhir())
        .toList();
  }

  private static Declared of(String exchange, String format, String form, String version) {
    return READ.computeIfAbsent(
        String.join(" ", exchange, format, form, version),
        k -> new Declared(rows(exchange, format, form, version)));
  }

  private static List<Loss> rows(String exchange, String format, String form, String version) {
    var path = "/paths/" + exchange + "/losses.csv";
    var rows = new ArrayList<Loss>();
    try (var reader =
            new InputStreamReader(
                Objects.requireNonNull(Declared.class.getResourceAsStream(path), path),
                StandardCharsets.UTF_8);
        var csv =
            CsvReader.builder().commentStrategy(CommentStrategy.SKIP).ofNamedCsvRecord(reader)) {
      for (var line : csv) {
        var from = line.getField("from");
        if (line.getField("format").equals(format)
            && names(line.getField("messages"), form)
            && names(line.getField("versions"), version)) {
          rows.add(
              new Loss(
                  format,
                  line.getField("source"),
                  Loss.Kind.valueOf(line.getField("kind").toUpperCase(Locale.ROOT)),
                  from.isEmpty() ? 0 : Integer.parseInt(from)));
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return rows;
  }

  private static boolean names(String words, String one) {
    return words.equals("all") || List.of(words.split(" ")).contains(one);
  }

  /** Fails with the leaves that differ beyond what is declared. */
  public void same(ClinicRecord read, ClinicRecord told) {
    same(without(read), without(told));
  }

  /** As above, of records as {@link #without} makes them. */
  public static void same(ObjectNode read, ObjectNode told) {
    var is = leaves(read);
    var was = leaves(told);
    var gone = new ArrayList<>(was);
    gone.removeAll(is);
    is.removeAll(was);
    assertThat(is).as("instead of what was told").isEqualTo(gone);
    assertThat((JsonNode) read).isEqualTo(told);
  }

  private static List<String> leaves(JsonNode tree) {
    var leaves = new ArrayList<String>();
    leaves(tree, tree.path("kind").asText(), leaves);
    return leaves;
  }

  private static void leaves(JsonNode node, String path, List<String> leaves) {
    if (!node.isContainerNode()) {
      leaves.add(path + " = " + node);
    }
    node.properties().forEach(p -> leaves(p.getValue(), path + "/" + p.getKey(), leaves));
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        leaves(node.get(i), path + "/" + i, leaves);
      }
    }
  }

  /** The record as JSON, without what is declared to get lost. */
  public ObjectNode without(ClinicRecord one) {
    var tree = ClinicRecords.tree(one);
    prune(tree, tree.path("kind").asText(), 0);
    return tree;
  }

  private void prune(JsonNode node, String pattern, int index) {
    if (node instanceof ObjectNode object) {
      var names = new ArrayList<String>();
      object.fieldNames().forEachRemaining(names::add);
      for (var name : names) {
        var child = object.path(name);
        prune(child, pattern + "/" + name, index);
        if (gone(child, pattern + "/" + name, index)) {
          object.remove(name);
        }
      }
    } else if (node instanceof ArrayNode list) {
      var kept = new ArrayList<JsonNode>();
      for (int i = 0; i < list.size(); i++) {
        prune(list.get(i), pattern + "/*", i);
        if (!gone(list.get(i), pattern + "/*", i)) {
          kept.add(list.get(i));
        }
      }
      if (sorted.computeIfAbsent(pattern + "/*", this::anyOrder)) {
        kept.sort(Comparator.comparing(JsonNode::toString));
      }
      list.removeAll().addAll(kept);
    }
  }

  private boolean gone(JsonNode node, String pattern, int index) {
    return node.isContainerNode()
        ? node.isEmpty()
        : index >= lost.computeIfAbsent(pattern, this::lostFrom);
  }

  /**
   * The first element of the innermost list that is lost: only what was measured excuses. The words
   * of a further code go where the code goes.
   */
  private int lostFrom(String pattern) {
    var own = measuredFrom(pattern);
    return own == NEVER && pattern.endsWith("/also/*/display")
        ? measuredFrom(pattern.replaceFirst("display$", "code"))
        : own;
  }

  private int measuredFrom(String pattern) {
    return measured.stream()
        .filter(l -> l.kind() == Loss.Kind.LOST && l.source().equals(pattern))
        .mapToInt(Loss::from)
        .min()
        .orElse(NEVER);
  }

  private boolean anyOrder(String pattern) {
    return measured.stream()
        .anyMatch(l -> l.kind() == Loss.Kind.ORDER && l.source().equals(pattern));
  }
}
