package org.luer.mappings.receipt;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.EnumMap;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What of a source arrived in a translation: paths and rules, never values.
 *
 * @param source what was translated
 * @param target into what
 * @param mapping version of the mapping that did it
 * @param counts how many leaves had which fate
 * @param leaves every populated leaf, or only those that did not arrive when {@link #notArrived}
 *     cut it down
 */
@JsonPropertyOrder({"source", "target", "mapping", "counts", "leaves"})
public record Receipt(
    Source source, Target target, String mapping, Counts counts, List<Line> leaves) {

  public Receipt {
    leaves = List.copyOf(leaves);
  }

  /**
   * What was translated.
   *
   * @param format clinic, fhir or hl7v2
   * @param type record kind, Bundle, or message type such as ORU_R01
   * @param id record id, Bundle identifier or control id
   */
  @JsonPropertyOrder({"format", "type", "id"})
  public record Source(String format, String type, @Nullable String id) {}

  /**
   * Into what.
   *
   * @param format clinic, fhir or hl7v2
   * @param types record kinds, Bundle, or message types
   */
  @JsonPropertyOrder({"format", "types"})
  public record Target(String format, List<String> types) {
    public Target {
      types = List.copyOf(types);
    }
  }

  /**
   * How many leaves had which fate; everything behind {@code populated} adds up to it.
   *
   * @param populated all leaves of the source
   */
  @JsonPropertyOrder({
    "populated",
    "envelope",
    "carried",
    "changed",
    "text",
    "foreign",
    "withheld",
    "lost"
  })
  public record Counts(
      int populated,
      int envelope,
      int carried,
      int changed,
      int text,
      int foreign,
      int withheld,
      int lost) {

    /** Counts the results. */
    static Counts of(List<Comparison.Result> results) {
      var n = new EnumMap<LeafStatus, Integer>(LeafStatus.class);
      results.forEach(r -> n.merge(r.status(), 1, Integer::sum));
      return new Counts(
          results.size(),
          n.getOrDefault(LeafStatus.ENVELOPE, 0),
          n.getOrDefault(LeafStatus.CARRIED, 0),
          n.getOrDefault(LeafStatus.CHANGED, 0),
          n.getOrDefault(LeafStatus.TEXT, 0),
          n.getOrDefault(LeafStatus.FOREIGN, 0),
          n.getOrDefault(LeafStatus.WITHHELD, 0),
          n.getOrDefault(LeafStatus.LOST, 0));
    }

    /** What an outsider may see: what was withheld is not there at all. */
    public Counts outside() {
      return new Counts(populated - withheld, envelope, carried, changed, text, foreign, 0, lost);
    }
  }

  /**
   * One leaf.
   *
   * @param path where it stands in the source
   * @param rule the rule that changed or withheld it
   * @param to where it stands in the target; empty when it did not arrive or was not looked for
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonPropertyOrder({"path", "status", "rule", "to"})
  public record Line(String path, LeafStatus status, @Nullable String rule, List<String> to) {
    public Line {
      to = List.copyOf(to);
    }
  }

  /** A receipt of compared leaves. */
  public static Receipt of(
      Source source,
      Target target,
      String mapping,
      List<Comparison.Result> results,
      Function<Leaf, List<String>> to) {
    var lines =
        results.stream()
            .map(
                r ->
                    new Line(
                        r.leaf().path(),
                        r.status(),
                        r.rule(),
                        r.status().arrived() ? to.apply(r.leaf()) : List.of()))
            .toList();
    return new Receipt(source, target, mapping, Counts.of(results), lines);
  }

  /** The form that is stored: counts, and only the leaves that did not arrive. */
  public Receipt notArrived() {
    return new Receipt(
        source,
        target,
        mapping,
        counts,
        leaves.stream()
            .filter(l -> !l.status().arrived() && l.status() != LeafStatus.ENVELOPE)
            .toList());
  }
}
