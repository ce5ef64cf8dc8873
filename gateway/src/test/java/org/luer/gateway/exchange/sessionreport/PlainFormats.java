package org.luer.gateway.exchange.sessionreport;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.luer.gateway.mllp.Hl7v2Text;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Translation;
import org.luer.mappings.exchange.sessionreport.Predecessor;
import org.luer.mappings.exchange.sessionreport.SessionReport;

/** Formats that only say what they were asked to write: the routes are tested, not the mapping. */
final class PlainFormats implements SessionReportFormats {
  private final SessionReport read;

  /** Formats that read every message as this report, but those with a ZZZ segment. */
  PlainFormats(SessionReport read) {
    this.read = read;
  }

  @Override
  public Optional<Message> write(
      String type,
      SessionReport report,
      Purpose purpose,
      Predecessor before,
      Map<String, String> places,
      Dialect dialect,
      String salt) {
    var had = before.report() == null ? "nothing" : "an earlier one";
    var what =
        "%s|%s|%s|%s".formatted(report.session().id(), purpose, had, dialect.peer().facility());
    var id = Ids.uuid(type, what, report.session().toString(), salt).toString().substring(0, 18);
    var text =
        "MSH|^~\\&|LUER|NLKC|H|H|20260101||%s|%s|P|2.5.1\rNTE|%s\r"
            .formatted(type.replace('_', '^'), id, what);
    return type.equals("RAS_O17") && purpose == Purpose.PRELIMINARY
        ? Optional.empty()
        : Optional.of(
            new Message(
                text.getBytes(StandardCharsets.UTF_8),
                Optional.of(id),
                List.of(OffsetDateTime.parse("2026-10-05T09:02:00-07:00"))));
  }

  @Override
  public Translation<List<SessionReport>> read(byte[] message, Dialect dialect) {
    return Hl7v2Text.of(message).orElseThrow().has("ZZZ")
        ? Translation.refused(Issue.error(IssueCode.REQUIRED, "PID[1]-3", "needs an identifier"))
        : Translation.of(List.of(read));
  }
}
