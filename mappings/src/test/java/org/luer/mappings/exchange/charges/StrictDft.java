package org.luer.mappings.exchange.charges;

import java.util.List;
import org.luer.mappings.exchange.StrictHl7v2;

/** What a strict receiver finds wrong with a charge message. */
final class StrictDft {
  private StrictDft() {}

  /**
   * Everything wrong; a PR1 whose type the clinic does not know lacks PR1-6, which 2.3.1 requires:
   * nothing is invented for it.
   */
  static List<String> problems(String text) {
    var unknown =
        text.matches("(?s).*\rPR1\\|[^\r|]*\\|[^\r|]*\\|[^\r|]*\\|\\|[^\r|]*\\|\\|.*")
            || text.matches("(?s).*\rPR1(\\|[^\r|]*){5}\r.*");
    return StrictHl7v2.problems(text).stream()
        .filter(p -> !(unknown && p.equals("PR1-6 is required")))
        .toList();
  }
}
