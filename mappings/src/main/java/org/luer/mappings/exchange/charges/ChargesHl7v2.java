package org.luer.mappings.exchange.charges;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Translation;
import org.luer.mappings.hl7v2.Draft;
import org.luer.mappings.hl7v2.Segments;
import org.luer.mappings.translation.Before;

/**
 * {@link Charges} to and from HL7 v2: DFT^P03 and DFT^P11, charges and credits.
 *
 * <p>A draft is not posted, and a charge that changed in nothing that a line says is not posted
 * again. See {@link Transactions} for corrections and the classes {@code …Hl7v2} of the charge for
 * the fields.
 */
public final class ChargesHl7v2 {
  /** Detail financial transactions. */
  public static final String DFT_P03 = "DFT_P03";

  /** The same with diagnoses and insurance before the lines. */
  public static final String DFT_P11 = "DFT_P11";

  private ChargesHl7v2() {}

  /** The messages; none when there is nothing to post. */
  static List<Draft> compose(
      Charges set, Before<Charges> before, Dialect dialect, Set<String> types) {
    var drafts = new ArrayList<Draft>();
    var charge = set.charge();
    if (charge.isEmpty()) {
      return drafts;
    }
    var transactions = new Transactions(charge.get(), before, dialect).all();
    for (var type : List.of(DFT_P03, DFT_P11)) {
      if (types.contains(type) && !transactions.isEmpty()) {
        drafts.add(new DftWriter(set, charge.get(), type, dialect).write(transactions));
      }
    }
    return drafts;
  }

  /** What has to be remembered of a set that was sent. */
  static List<String> memory(Charges set, Before<Charges> before) {
    return set.charge()
        .map(charge -> new Transactions(charge, before, Dialect.DEFAULT).memory())
        .orElse(List.of());
  }

  /** The charges in messages. */
  static Translation<List<Charges>> fromSegments(List<Segments> messages, Dialect dialect) {
    var issues = new Issues();
    var sets = new ArrayList<Charges>();
    for (var message : messages) {
      sets.addAll(new DftReader(message, dialect, issues).read());
    }
    return issues.resultOf(() -> List.copyOf(sets));
  }
}
