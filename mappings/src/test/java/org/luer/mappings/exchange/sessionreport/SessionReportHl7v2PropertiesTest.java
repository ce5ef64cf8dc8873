package org.luer.mappings.exchange.sessionreport;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.infusion.Interval;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.exchange.StrictHl7v2;
import org.luer.mappings.generator.SessionReports;
import org.luer.mappings.hl7v2.Hl7v2Message;

/** Laws of the HL7 v2 form for any valid report. */
class SessionReportHl7v2PropertiesTest {
  private static final Set<String> BOTH =
      Set.of(SessionReportHl7v2.ORU_R01, SessionReportHl7v2.RAS_O17);

  @Property(tries = 400, seed = "1")
  void clinicToHl7v2AndBackIsTheIdentityExceptForDeclaredLosses(
      @ForAll("reports") SessionReport report) {
    same(back(report, Dialect.DEFAULT), report);
  }

  @Property(tries = 100, seed = "1")
  void oneReportPerTimePointCarriesTheSame(@ForAll("reports") SessionReport report) {
    same(back(report, Hospitals.perTime(Dialect.DEFAULT)), report);
  }

  @Property(tries = 100, seed = "1")
  void version231CarriesTheSame(@ForAll("reports") SessionReport report) {
    same(back(report, Dialect.DEFAULT.withVersion("2.3.1")), report);
  }

  @Property(tries = 100, seed = "1")
  void version24CarriesTheSame(@ForAll("reports") SessionReport report) {
    same(back(report, Dialect.DEFAULT.withVersion("2.4")), report);
  }

  @Property(tries = 100, seed = "1")
  void version28CarriesTheSame(@ForAll("reports") SessionReport report) {
    same(back(report, Dialect.DEFAULT.withVersion("2.8")), report);
  }

  @Property(tries = 100, seed = "1")
  void sameInputGivesTheSameBytes(@ForAll("reports") SessionReport report) {
    var once = SessionReportHl7v2.toHl7v2(report, Predecessor.NONE, Dialect.DEFAULT, BOTH);
    var again = SessionReportHl7v2.toHl7v2(report, Predecessor.NONE, Dialect.DEFAULT, BOTH);
    assertThat(again).isEqualTo(once);
  }

  @Property(tries = 200, seed = "1")
  void amountsOfARasSumUpToTheDoseGiven(@ForAll("reports") SessionReport report) {
    var session = report.session();
    var totals = session.totals();
    if (totals == null || Interval.of(session.timeline(), totals, session.bag()).isEmpty()) {
      return;
    }
    var boluses =
        session.timeline().stream()
            .map(e -> e.dose() == null ? BigDecimal.ZERO : e.dose().value())
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    var sum =
        Interval.of(session.timeline(), totals, session.bag()).stream()
            .map(Interval::dose)
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    var dose = totals.dose().value();
    var infused = dose.compareTo(boluses) < 0 ? dose : dose.subtract(boluses);
    assertThat(sum).isEqualByComparingTo(infused);
  }

  private static SessionReport back(SessionReport report, Dialect dialect) {
    var messages = SessionReportHl7v2.toHl7v2(report, Predecessor.NONE, dialect, BOTH);
    for (var message : messages) {
      assertThat(StrictHl7v2.problems(message.text()))
          .allMatch(p -> p.equals("MSH-7 is required") && ReportHeader.recorded(report) == null);
    }
    var back =
        SessionReportHl7v2.fromHl7v2(messages.stream().map(Hl7v2Message::text).toList(), dialect);
    assertThat(back.issues()).isEmpty();
    assertThat(back.value().map(List::size)).contains(1);
    return back.value().orElseThrow().get(0);
  }

  private static void same(SessionReport actual, SessionReport expected) {
    var lines = text(actual);
    var wanted = text(expected);
    lines.removeAll(text(expected));
    wanted.removeAll(text(actual));
    assertThat(lines).describedAs("not expected").isEqualTo(wanted);
    assertThat(actual).isEqualTo(expected);
  }

  private static List<String> text(SessionReport report) {
    var lines = new ArrayList<String>();
    var order = report.order();
    for (ClinicRecord one :
        Arrays.asList(report.clinic(), report.patient(), order, report.session())) {
      if (one != null) {
        lines.addAll(List.of(ClinicRecords.tree(one).toPrettyString().split("\\R", -1)));
      }
    }
    return lines;
  }

  @Provide
  Arbitrary<SessionReport> reports() {
    return SessionReports.any();
  }
}
