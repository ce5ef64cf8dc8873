package org.luer.mappings.concept.claimoutcome;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.luer.mappings.core.CodeTable;
import org.luer.mappings.core.Coded;

/** The codes of amounts in an adjudication: adjudication-kinds.csv. */
public final class AmountKinds {
  private static final CodeTable<String, Row> TABLE =
      CodeTable.load(
          AmountKinds.class,
          "adjudication-kinds.csv",
          l ->
              new Row(
                  kind(l.getField("kind")),
                  l.getField("system"),
                  l.getField("code"),
                  l.getField("display")),
          r -> r.system() + "|" + r.code());

  private AmountKinds() {}

  /**
   * One code.
   *
   * @param kind what the amount is
   * @param system code system
   * @param code code
   * @param display the words of that code; empty when they are not known
   */
  public record Row(OutcomeAmount.Kind kind, String system, String code, String display) {}

  private static OutcomeAmount.Kind kind(String code) {
    return Arrays.stream(OutcomeAmount.Kind.values())
        .filter(k -> k.code().equals(code))
        .findFirst()
        .orElseThrow();
  }

  /** The code that is written for a kind; empty for others, which bring their own. */
  public static Optional<Row> written(OutcomeAmount.Kind kind) {
    return TABLE.rows().stream().filter(r -> r.kind() == kind).findFirst();
  }

  /** The kind of a category; other when the table does not have it. */
  public static OutcomeAmount.Kind read(Coded category) {
    return category.codings().stream()
        .flatMap(c -> TABLE.find(c.system() + "|" + c.code()).stream())
        .map(Row::kind)
        .findFirst()
        .orElse(OutcomeAmount.Kind.OTHER);
  }

  /** Every code. */
  public static List<Row> rows() {
    return TABLE.rows();
  }
}
