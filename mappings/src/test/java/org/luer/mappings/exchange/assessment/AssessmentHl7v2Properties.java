package org.luer.mappings.exchange.assessment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.Severity;
import org.luer.mappings.exchange.StrictHl7v2;
import org.luer.mappings.generator.AssessmentReports;
import org.luer.mappings.translation.Before;

/** Laws of the HL7 v2 form for any valid assessment. */
class AssessmentHl7v2Properties {

  @Property(tries = 300)
  void clinicToHl7v2AndBackIsTheIdentity(@ForAll("reports") AssessmentReport report) {
    same(report, Dialect.DEFAULT);
  }

  @Property(tries = 100)
  void version231CarriesTheSame(@ForAll("reports") AssessmentReport report) {
    same(report, Dialect.DEFAULT.withVersion("2.3.1"));
  }

  @Property(tries = 100)
  void version24CarriesTheSame(@ForAll("reports") AssessmentReport report) {
    same(report, Dialect.DEFAULT.withVersion("2.4"));
  }

  @Property(tries = 100)
  void version28CarriesTheSame(@ForAll("reports") AssessmentReport report) {
    same(report, Dialect.DEFAULT.withVersion("2.8"));
  }

  @Property(tries = 50)
  void sameInputGivesTheSameBytes(@ForAll("reports") AssessmentReport report) {
    assertThat(Wire.texts(report, Before.nothing(), Dialect.DEFAULT))
        .isEqualTo(Wire.texts(report, Before.nothing(), Dialect.DEFAULT));
  }

  private static void same(AssessmentReport told, Dialect dialect) {
    var report = told.withoutPeople();
    var texts = Wire.texts(report, Before.nothing(), dialect);
    assertThat(texts).hasSize(1);
    assertThat(texts).allSatisfy(t -> assertThat(StrictHl7v2.problems(t)).isEmpty());
    var back = Wire.read(texts, dialect);
    assertThat(back.issues()).extracting(Issue::severity).doesNotContain(Severity.ERROR);
    var read = back.value().orElseThrow();
    assertThat(read).hasSize(1);
    var lines = lines(read.get(0));
    var wanted = lines(report);
    lines.removeAll(lines(report));
    wanted.removeAll(lines(read.get(0)));
    assertThat(lines).describedAs("not expected").isEqualTo(wanted);
    assertThat(read.get(0)).isEqualTo(report);
  }

  private static List<String> lines(AssessmentReport report) {
    var lines = new ArrayList<String>();
    Stream.of(report.clinic(), report.patient(), report.assessment())
        .filter(java.util.Objects::nonNull)
        .forEach(r -> ClinicRecords.tree(r).toPrettyString().lines().forEach(lines::add));
    return lines;
  }

  @Provide
  Arbitrary<AssessmentReport> reports() {
    return AssessmentReports.any();
  }
}
