package org.luer.mappings.exchange.patientfeed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Foreign;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.hl7v2.Draft;
import org.luer.mappings.hl7v2.Segments;
import org.luer.mappings.receipt.ChangeRules;
import org.luer.mappings.receipt.Comparison;
import org.luer.mappings.receipt.Hl7v2Leaves;
import org.luer.mappings.receipt.Leaf;
import org.luer.mappings.receipt.LeafStatus;

/**
 * Finds what of a received message the clinic model has no home for, and keeps it on the records of
 * its sender: what does not come back when the records are written again. It is measured as
 * receipts are, so a receipt and the records name the same leaves.
 */
final class FeedForeignHl7v2 {
  private FeedForeignHl7v2() {}

  /**
   * The feeds with their foreign content.
   *
   * @param owners id of the record that a segment went into, by its path
   */
  static List<PatientFeed> keep(
      Segments message,
      List<PatientFeed> feeds,
      Map<String, String> owners,
      Dialect dialect,
      Issues issues) {
    if (feeds.isEmpty()) {
      return feeds;
    }
    var type =
        Set.of(
            PatientFeedHl7v2.isAdt(message)
                ? "ADT_" + PatientFeedHl7v2.trigger(message)
                : "ADT_A08");
    var again = new ArrayList<Draft>();
    for (var feed : feeds) {
      again.addAll(PatientFeedHl7v2.toHl7v2(feed, false, dialect, type));
    }
    if (again.size() == 1 && same(message, again.get(0).segmentsAgain())) {
      return feeds; // as it is when a receipt reads what we wrote ourselves
    }
    var rules = ChangeRules.INBOUND.and(FeedRules.INBOUND);
    var comparison = new Comparison(rules, Comparison.Withheld.NOTHING, Set::of, null);
    var byOwner = new HashMap<String, List<Foreign>>();
    var segments = new TreeSet<String>();
    for (var result :
        comparison.of(
            Hl7v2Leaves.of(message), again.stream().flatMap(FeedForeignHl7v2::leaves).toList())) {
      if (result.status() == LeafStatus.LOST
          && !result.leaf().value().isBlank()
          && !finding(result.leaf().pattern(), message)) {
        var path = result.leaf().path();
        var segment = path.substring(0, path.indexOf('-'));
        byOwner
            .computeIfAbsent(owners.getOrDefault(segment, ""), o -> new ArrayList<>())
            .add(new Foreign(Foreign.HL7V2, path, result.leaf().value(), dialect.partner()));
        segments.add(path.substring(0, path.indexOf('(')));
      }
    }
    segments.forEach(
        path ->
            issues.warning(
                IssueCode.NOT_SUPPORTED,
                path,
                "has no place in the clinic model; it is kept as foreign content"));
    return FeedForeign.attach(feeds, byOwner);
  }

  /** Whether all segments but the header say the same: nothing of them can be foreign. */
  private static boolean same(Segments message, Segments again) {
    var segments = message.all();
    var others = again.all();
    if (segments.size() != others.size()) {
      return false;
    }
    for (int i = 1; i < segments.size(); i++) {
      if (!segments.get(i).same(others.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** A finding is a business of others, unless the message is the clinic's own. */
  private static boolean finding(String pattern, Segments message) {
    return pattern.contains(":OBX-")
        && message.named("OBX").stream()
            .anyMatch(obx -> !obx.field(3).component(3).startsWith("99KIC"));
  }

  private static Stream<Leaf> leaves(Draft draft) {
    return Hl7v2Leaves.of(draft.segmentsAgain()).stream();
  }
}
