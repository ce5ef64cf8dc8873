package org.luer.mappings.exchange.patientfeed;

import java.util.List;
import org.luer.mappings.concept.allergy.Allergy;
import org.luer.mappings.concept.condition.Condition;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.receipt.Leaf;

/**
 * Whether what a feed tells of still stands. HL7 v2 lists what stands, so an allergy that was
 * refuted or a coverage that ended is told by leaving it out.
 */
final class FeedStanding {
  private FeedStanding() {}

  /**
   * Whether the record of a leaf stands.
   *
   * @param records of the feed, in the order in which their leaves are numbered
   * @param leaf one whose path names its record: {@code Allergy(2)#/substance/code}
   */
  static boolean stands(List<ClinicRecord> records, Leaf leaf) {
    var kind = leaf.pattern().substring(0, leaf.pattern().indexOf('/'));
    var numbered = leaf.path().matches("[A-Za-z]+\\(\\d+\\)#.*");
    var number =
        numbered
            ? Integer.parseInt(
                leaf.path().substring(leaf.path().indexOf('(') + 1, leaf.path().indexOf(')')))
            : 1;
    return records.stream()
        .filter(r -> r.getClass().getSimpleName().equals(kind))
        .skip(number - 1L)
        .findFirst()
        .map(FeedStanding::stands)
        .orElse(true);
  }

  private static boolean stands(ClinicRecord one) {
    if (one instanceof Allergy allergy) {
      return allergy.status() == Allergy.Status.ACTIVE
          && allergy.verification() != Allergy.Verification.REFUTED
          && allergy.verification() != Allergy.Verification.ENTERED_IN_ERROR;
    }
    if (one instanceof Condition condition) {
      return condition.verification() != Condition.Verification.REFUTED;
    }
    return !(one instanceof Coverage coverage) || coverage.status() == Coverage.Status.ACTIVE;
  }
}
