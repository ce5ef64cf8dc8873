package org.luer.mappings.exchange.sessionreport;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Translation;
import org.luer.mappings.hl7v2.Draft;
import org.luer.mappings.hl7v2.Hl7v2Message;
import org.luer.mappings.hl7v2.MessageWriter;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.hl7v2.Segments;

/**
 * {@link SessionReport} to and from HL7 v2: ORU^R01 with everything about the session, RAS^O17 with
 * what was given.
 *
 * <p>Written in the versions 2.3.1, 2.4, 2.5.1 and 2.8; read from 2.1 to 2.9. Statuses: unsigned P,
 * signed F, corrected C and D against a {@link Predecessor}, entered in error X with D. See the
 * classes {@code …Hl7v2} of the concepts for the fields.
 */
public final class SessionReportHl7v2 {
  /** The message with everything about the session. */
  public static final String ORU_R01 = "ORU_R01";

  /** The message with what was given. */
  public static final String RAS_O17 = "RAS_O17";

  private SessionReportHl7v2() {}

  /**
   * The messages that tell a partner of a session.
   *
   * @param predecessor what the partner has of it
   * @param types any of ORU_R01 and RAS_O17; a RAS is left out while nothing was given and nothing
   *     was cancelled
   */
  public static List<Hl7v2Message> toHl7v2(
      SessionReport report, Predecessor predecessor, Dialect dialect, Set<String> types) {
    return toHl7v2(report, predecessor, dialect, types, "");
  }

  /**
   * The same with control ids of their own.
   *
   * @param salt makes the control ids new, for a replay as new; empty for none
   */
  public static List<Hl7v2Message> toHl7v2(
      SessionReport report,
      Predecessor predecessor,
      Dialect dialect,
      Set<String> types,
      String salt) {
    return compose(report, predecessor, dialect, types).stream()
        .map(draft -> MessageWriter.write(draft, salt, dialect))
        .toList();
  }

  /** The messages before they are written. */
  static List<Draft> compose(
      SessionReport report, Predecessor predecessor, Dialect dialect, Set<String> types) {
    var drafts = new ArrayList<Draft>();
    if (types.contains(ORU_R01)) {
      drafts.add(new Draft(ORU_R01, OruR01.segments(report, predecessor, dialect)));
    }
    if (types.contains(RAS_O17)) {
      var segments = RasO17.segments(report, predecessor, dialect);
      if (!segments.isEmpty()) {
        drafts.add(new Draft(RAS_O17, segments));
      }
    }
    return drafts;
  }

  /**
   * The times of a report in the order in which they are numbered for a partner (OBX-4): those it
   * knows, then the new ones.
   */
  public static List<OffsetDateTime> timePoints(SessionReport report, Predecessor predecessor) {
    return SessionPanels.timePoints(report, predecessor);
  }

  /** Reads the messages of one input; ORU^R01 and RAS^O17 of one session become one report. */
  public static Translation<List<SessionReport>> fromHl7v2(List<String> messages, Dialect dialect) {
    var issues = new Issues();
    var read = new ArrayList<Segments>();
    for (var text : messages) {
      PreParser.messages(text).forEach(m -> issues.take(PreParser.read(m)).ifPresent(read::add));
    }
    return ReportReader.read(read, dialect, issues);
  }

  /** The same for messages that were parsed already. */
  static Translation<List<SessionReport>> fromSegments(List<Segments> messages, Dialect dialect) {
    return ReportReader.read(messages, dialect, new Issues());
  }
}
