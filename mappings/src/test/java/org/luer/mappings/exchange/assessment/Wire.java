package org.luer.mappings.exchange.assessment;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Translation;
import org.luer.mappings.hl7v2.Hl7v2Message;
import org.luer.mappings.hl7v2.MessageWriter;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.hl7v2.Segments;
import org.luer.mappings.translation.Before;

/** Assessments as they go over the wire in HL7 v2, and back. */
final class Wire {
  private Wire() {}

  static List<String> texts(
      AssessmentReport report, Before<AssessmentReport> before, Dialect dialect) {
    return AssessmentExchange.INSTANCE.toHl7v2(report, before, dialect, Set.of("ORU_R01")).stream()
        .map(d -> MessageWriter.write(d, "", dialect))
        .map(Hl7v2Message::text)
        .toList();
  }

  static Translation<List<AssessmentReport>> read(List<String> texts, Dialect dialect) {
    var issues = new Issues();
    var messages = new ArrayList<Segments>();
    texts.forEach(t -> issues.take(PreParser.read(t)).ifPresent(messages::add));
    return AssessmentExchange.INSTANCE.fromHl7v2(messages, dialect);
  }
}
