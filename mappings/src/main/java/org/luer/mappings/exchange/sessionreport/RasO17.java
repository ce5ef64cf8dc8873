package org.luer.mappings.exchange.sessionreport;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.luer.mappings.concept.organization.OrganizationHl7v2;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Version;

/** A session report as the segments of RAS^O17 (HL7 v2.5.1 ch. 4.13.7). */
final class RasO17 {
  private final SessionReport report;
  private final Predecessor predecessor;
  private final Dialect dialect;
  private final List<OutSegment> segments = new ArrayList<>();

  private RasO17(SessionReport report, Predecessor predecessor, Dialect dialect) {
    this.report = report;
    this.predecessor = predecessor;
    this.dialect = dialect;
  }

  /** The segments, MSH-10 still empty; none when nothing was given. */
  static List<OutSegment> segments(SessionReport report, Predecessor predecessor, Dialect dialect) {
    return new RasO17(report, predecessor, dialect).write();
  }

  private List<OutSegment> write() {
    var given = withActions();
    if (given.isEmpty()) {
      return List.of();
    }
    segments.add(ReportHeader.msh(report, "RAS_O17", dialect));
    segments.addAll(ReportHeader.patient(report, false, dialect));
    var apart = Version.of(dialect.version()).before(Version.V251);
    for (int i = 0; i < given.size(); i++) {
      var one = given.get(i);
      if (i == 0 || apart || one.apart()) {
        segments.add(orc(one, i == 0));
      }
      segments.addAll(one.segments());
    }
    return segments;
  }

  private OutSegment orc(Administrations.Given given, boolean first) {
    var order = report.order();
    var ours = ReportHeader.number(report, "R" + given.number(), dialect);
    var filler =
        order == null || order.fillerNumber() == null || given.adjunct()
            ? ours
            : Numbers.ei(order.fillerNumber());
    var orc = ReportHeader.orc(report, filler, dialect);
    if (given.adjunct()) {
      orc.set(2, "").set(4, "").set(12, "");
    }
    if (first) {
      OrganizationHl7v2.write(orc, report.clinic(), dialect);
    }
    return orc;
  }

  /** Everything given, with RXA-21 against what the receiver has: A, U, X or D. */
  private List<Administrations.Given> withActions() {
    var now = Administrations.of(report, dialect);
    var voided = report.session().status() == InfusionSession.Status.ENTERED_IN_ERROR;
    var earlier = predecessor.report();
    Map<String, Administrations.Given> before = new HashMap<>();
    if (earlier != null) {
      Administrations.of(earlier, dialect).forEach(g -> before.put(g.key(), g));
    }
    var all = new ArrayList<Administrations.Given>();
    for (var given : now) {
      var was = before.remove(given.key());
      given.action(voided ? "D" : was == null ? "A" : was.same(given) ? "X" : "U");
      all.add(given);
    }
    before.values().stream()
        .sorted(Comparator.comparingInt(Administrations.Given::number))
        .forEach(
            g -> {
              g.action("D");
              all.add(g);
            });
    return all;
  }
}
