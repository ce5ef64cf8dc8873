package org.luer.mappings.exchange.sessionreport;

import java.util.List;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Translation;

/** Reader. */
final class ReportReader {
  private ReportReader() {}

  static Translation<List<SessionReport>> read(List<String> messages, Dialect dialect) {
    return Translation.of(List.of());
  }
}
