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
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.core.ClinicRecord;

/**
 * Records without what an exchange declares to lose in one version of a format. The reasons are the
 * ones that {@link LossesTest} proves; where and from which list element on they hold is what it
 * measured, so that a loss of one version excuses no other and a third line no second one.
 */
public final class Declared {
  private static final Map<String, Declared> READ = new ConcurrentHashMap<>();
  private static final int NEVER = Integer.MAX_VALUE;

  private record Row(Loss loss, boolean here) {}

  private final String format;
  private final List<LossTable.Reason> reasons;
  private final List<Row> measured;
  private final Map<String, Integer> lost = new ConcurrentHashMap<>();
  private final Map<LossTable.Reason, Integer> excused = new ConcurrentHashMap<>();
  private final Map<String, Boolean> sorted = new ConcurrentHashMap<>();

  private Declared(String format, List<LossTable.Reason> reasons, List<Row> measured) {
    this.format = format;
    this.reasons = reasons;
    this.measured = measured;
  }

  /** What an exchange declares for FHIR R4. */
  public static Declared fhir(String exchange) {
    return of(exchange, "fhir", "4.0.1");
  }

  /** What an exchange declares for a version of HL7 v2, such as 2.5.1. */
  public static Declared hl7v2(String exchange, String version) {
    return of(exchange, "hl7v2", version);
  }

  private static Declared of(String exchange, String format, String version) {
    return READ.computeIfAbsent(
        exchange + " " + format + " " + version,
        k -> new Declared(format, LossesTest.reasons(exchange), rows(exchange, version)));
  }

  private static List<Row> rows(String exchange, String version) {
    var path = "/paths/" + exchange + "/losses.csv";
    var rows = new ArrayList<Row>();
    try (var reader =
            new InputStreamReader(
                Objects.requireNonNull(Declared.class.getResourceAsStream(path), path),
                StandardCharsets.UTF_8);
        var csv =
            CsvReader.builder().commentStrategy(CommentStrategy.SKIP).ofNamedCsvRecord(reader)) {
      for (var line : csv) {
        var from = line.getField("from");
        var versions = line.getField("versions");
        rows.add(
            new Row(
                new Loss(
                    line.getField("format"),
                    line.getField("source"),
                    Loss.Kind.valueOf(line.getField("kind").toUpperCase(java.util.Locale.ROOT)),
                    from.isEmpty() ? 0 : Integer.parseInt(from)),
                versions.equals("all") || List.of(versions.split(" ")).contains(version)));
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return rows;
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

  /** The first element of the innermost list that is lost. */
  private int lostFrom(String pattern) {
    var exact =
        measured.stream()
            .filter(r -> is(r, Loss.Kind.LOST) && r.loss().source().equals(pattern))
            .findFirst();
    if (exact.isPresent()) {
      return exact.get().here() ? from(exact.get().loss()) : NEVER;
    }
    // a leaf that the measured sets do not hold: what its reason loses elsewhere
    var loss = new Loss(format, pattern, Loss.Kind.LOST, 0);
    return reasons.stream()
        .filter(w -> w.source().contains("/") && w.covers(loss))
        .mapToInt(w -> excused.computeIfAbsent(w, this::lostFrom))
        .min()
        .orElse(NEVER);
  }

  /**
   * The first element that a reason loses here. One for a kind of record as a whole excuses no more
   * than was measured.
   */
  private int lostFrom(LossTable.Reason reason) {
    return measured.stream()
        .filter(r -> r.here() && reason.covers(r.loss()))
        .mapToInt(r -> from(r.loss()))
        .min()
        .orElse(NEVER);
  }

  /**
   * From which element on, where the list itself gets lost and not something of its elements: the
   * first one of which anything gets lost.
   */
  private int from(Loss loss) {
    if (loss.from() == 0) {
      return 0;
    }
    var list = loss.source().substring(0, loss.source().lastIndexOf("/*") + 2);
    var reason = LossTable.reason(reasons, loss).orElseThrow();
    if (!reason.covers(new Loss(format, list, Loss.Kind.LOST, 0))) {
      return 0;
    }
    return measured.stream()
        .filter(r -> r.here() && reason.covers(r.loss()))
        .filter(r -> (r.loss().source() + "/").startsWith(list + "/"))
        .mapToInt(r -> r.loss().from())
        .min()
        .orElse(0);
  }

  private boolean anyOrder(String pattern) {
    return measured.stream()
        .anyMatch(r -> r.here() && is(r, Loss.Kind.ORDER) && r.loss().source().equals(pattern));
  }

  private boolean is(Row row, Loss.Kind kind) {
    return row.loss().kind() == kind && row.loss().format().equals(format);
  }
}
