package org.luer.mappings.concept.coding;

import java.util.Locale;
import org.luer.mappings.core.CodeTable;
import org.luer.mappings.core.Severity;

/** What a claim is looked at for, in words for the biller: scrub-rules.csv. */
public final class ScrubRules {
  /** One row per rule. */
  public static final CodeTable<String, Row> TABLE =
      CodeTable.load(
          ScrubRules.class,
          "scrub-rules.csv",
          l ->
              new Row(
                  l.getField("rule"),
                  Severity.valueOf(l.getField("severity").toUpperCase(Locale.ROOT)),
                  l.getField("reason"),
                  l.getField("fix")),
          Row::rule);

  private ScrubRules() {}

  /**
   * One rule.
   *
   * @param severity an error holds the claim, a warning travels with it
   * @param reason what is wrong
   * @param fix what to do
   */
  public record Row(String rule, Severity severity, String reason, String fix) {}
}
