package org.luer.mappings.exchange.assessment;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.Severity;
import org.luer.mappings.exchange.StrictHl7v2;
import org.luer.mappings.exchange.VersionLaws;
import org.luer.mappings.generator.AssessmentReports;
import org.luer.mappings.proof.Declared;
import org.luer.mappings.translation.Before;

/** Laws of the HL7 v2 form for any valid assessment. */
class AssessmentHl7v2PropertiesTest implements VersionLaws<AssessmentReport> {

  @Property(tries = 50, seed = "1")
  void sameInputGivesTheSameBytes(@ForAll("sets") AssessmentReport report) {
    assertThat(Wire.texts(report, Before.nothing(), Dialect.DEFAULT))
        .isEqualTo(Wire.texts(report, Before.nothing(), Dialect.DEFAULT));
  }

  @Override
  public void comesBack(AssessmentReport report, String version) {
    var dialect = Dialect.DEFAULT.withVersion(version);
    var texts = Wire.texts(report, Before.nothing(), dialect);
    assertThat(texts).hasSize(1);
    assertThat(texts).allSatisfy(t -> assertThat(StrictHl7v2.problems(t)).isEmpty());
    var back = Wire.read(texts, dialect);
    assertThat(back.issues()).extracting(Issue::severity).doesNotContain(Severity.ERROR);
    var read = back.value().orElseThrow();
    assertThat(read).hasSize(1);
    var was = AssessmentRecords.records(report);
    var is = AssessmentRecords.records(read.get(0));
    assertThat(is).hasSameSizeAs(was);
    for (int i = 0; i < was.size(); i++) {
      Declared.hl7v2("assessment", version).same(is.get(i), was.get(i));
    }
  }

  @Override
  @Provide
  public Arbitrary<AssessmentReport> sets() {
    return AssessmentReports.any();
  }
}
