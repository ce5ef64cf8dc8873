package org.luer.mappings.concept.coding;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.CodeTable;

/** What kind of service a code is: service-kinds.csv. */
public final class ServiceKinds {
  /** Evaluation and management, psychiatric evaluation. */
  public static final String EVALUATION = "evaluation";

  /** One row per code. */
  public static final CodeTable<String, Row> TABLE =
      CodeTable.load(
          ServiceKinds.class,
          "service-kinds.csv",
          l ->
              new Row(
                  l.getField("code"),
                  l.getField("kind"),
                  l.getField("primary").isEmpty()
                      ? List.of()
                      : List.of(l.getField("primary").split(" ")),
                  CodingRules.day(l.getField("from")),
                  CodingRules.day(l.getField("until"))),
          Row::code);

  private ServiceKinds() {}

  /**
   * One code.
   *
   * @param kind infusion, push, hydration, add-on, injection, assessment, evaluation,
   *     psychotherapy, bundled, never
   * @param primary of an add-on: the codes of which one must be there
   * @param from first day of the code; null = always
   * @param until last day; null = still
   */
  public record Row(
      String code,
      String kind,
      List<String> primary,
      @Nullable LocalDate from,
      @Nullable LocalDate until) {
    public Row {
      primary = List.copyOf(primary);
    }
  }

  /** The kind of a code; empty when none is known. */
  public static Optional<String> kind(@Nullable String code) {
    return code == null ? Optional.empty() : TABLE.find(code).map(Row::kind);
  }
}
