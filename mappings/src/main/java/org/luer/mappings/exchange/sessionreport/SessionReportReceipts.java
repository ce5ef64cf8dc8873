package org.luer.mappings.exchange.sessionreport;

import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Bundle;
import org.luer.mappings.concept.order.HoldParameter;
import org.luer.mappings.concept.vitals.VitalSign;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.receipt.ChangeRules;
import org.luer.mappings.receipt.Comparison;
import org.luer.mappings.receipt.Leaf;
import org.luer.mappings.receipt.Measurement;
import org.luer.mappings.receipt.MustCarry;
import org.luer.mappings.receipt.PathTable;
import org.luer.mappings.receipt.Receipt;
import org.luer.mappings.receipt.Rendering;

/**
 * Receipts of session reports: what of the clinic's record arrived in a Bundle or in messages, and
 * what of a Bundle or messages arrived in the clinic's record or in the other format.
 *
 * @param paths where each leaf belongs, both formats
 * @param mustCarry what has to arrive
 * @param mapping version of the mapping, named in each receipt
 */
public record SessionReportReceipts(PathTable paths, MustCarry mustCarry, String mapping) {

  /**
   * What arrived in a Bundle.
   *
   * @param withheld names the disclosure rule of a leaf that was left out
   */
  public Measurement<SessionReport> toFhir(
      SessionReport report, Bundle bundle, Dialect dialect, Comparison.Withheld withheld) {
    return outward(report, SessionReportRenderings.fhir(bundle, dialect), dialect, withheld);
  }

  /** What arrived in the messages of one delivery set, all of them together. */
  public Measurement<SessionReport> toHl7v2(
      SessionReport report, List<String> messages, Dialect dialect, Comparison.Withheld withheld) {
    return outward(report, SessionReportRenderings.hl7v2(messages, dialect), dialect, withheld);
  }

  private Measurement<SessionReport> outward(
      SessionReport report,
      Rendering<SessionReport> target,
      Dialect dialect,
      Comparison.Withheld withheld) {
    var source = SessionReportRenderings.clinic(List.of(report));
    return Measurement.of(
        source,
        target,
        facts -> SessionReportRenderings.again(facts, source, dialect),
        ChangeRules.NONE,
        withheld,
        mapping);
  }

  /**
   * What of a received input arrived in the target.
   *
   * @param source the input: a Bundle or messages
   * @param target the clinic records read from it, or those in another format
   * @param dialect the sender's dialect
   */
  public Measurement<SessionReport> inward(
      Rendering<SessionReport> source, Rendering<SessionReport> target, Dialect dialect) {
    return Measurement.of(
        source,
        target,
        facts -> SessionReportRenderings.again(facts, source, dialect),
        ChangeRules.INBOUND,
        Comparison.Withheld.NOTHING,
        mapping);
  }

  /** The full receipt with the places in the target. */
  public Receipt full(Measurement<SessionReport> measured) {
    return measured.between()
        ? measured.full(paths, SessionReportRenderings.clinic(measured.source().facts()).leaves())
        : measured.full(paths);
  }

  /**
   * Paths of the report's must-carry leaves that did not arrive; none = the set may go.
   *
   * @param report what was sent, with the hold parameters of its order
   */
  public List<String> missing(SessionReport report, Measurement<SessionReport> measured) {
    return mustCarry
        .missing(measured.results(), Map.of("abnormal", leaf -> Abnormal.test(report, leaf)))
        .stream()
        .map(Leaf::path)
        .toList();
  }

  /**
   * Readings that must arrive: flagged by the clinic, without a value, or outside the hold
   * parameters of the order.
   */
  private static final class Abnormal {
    private Abnormal() {}

    static boolean test(SessionReport report, Leaf leaf) {
      var index = leaf.container().substring(leaf.container().lastIndexOf('/') + 1);
      var reading = report.session().readings().get(Integer.parseInt(index));
      var flag = reading.flag();
      return (flag != null && flag.abnormal())
          || reading.value() == null
          || (report.order() != null && outside(report.order().holdParameters(), reading));
    }

    private static boolean outside(List<HoldParameter> limits, VitalSign reading) {
      var value = reading.value();
      return value != null
          && limits.stream().anyMatch(l -> l.kind() == reading.kind() && l.exceededBy(value));
    }
  }
}
