package org.luer.mappings.exchange.referral;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.referral.Referral;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Severity;
import org.luer.mappings.exchange.StrictHl7v2;
import org.luer.mappings.exchange.VersionLaws;
import org.luer.mappings.generator.Requests;
import org.luer.mappings.hl7v2.MessageWriter;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.proof.Declared;
import org.luer.mappings.translation.Before;

/** Laws of a referral in both formats, for any valid one. */
class PatientReferralPropertiesTest implements VersionLaws<Requests.Request<Referral>> {
  private static final ReferralExchange EXCHANGE = ReferralExchange.INSTANCE;

  @Property(tries = 300, seed = "1")
  void clinicToFhirAndBackIsTheIdentity(@ForAll("sets") Requests.Request<Referral> request) {
    var set = new PatientReferral(request.patient(), request.about());
    var bundle = EXCHANGE.toFhir(set, Before.nothing(), Dialect.DEFAULT);
    same(EXCHANGE.fromFhir(bundle, Dialect.DEFAULT).value().orElseThrow(), set);
  }

  @Override
  public void comesBack(Requests.Request<Referral> request, String version) {
    var set = new PatientReferral(request.patient(), request.about());
    var dialect = Dialect.DEFAULT.withVersion(version);
    var drafts = EXCHANGE.toHl7v2(set, Before.nothing(), dialect, Set.of("ORM_O01"));
    assertThat(drafts).hasSize(1);
    var message = MessageWriter.write(drafts.get(0), "", dialect);
    assertThat(problems(message.text())).isEmpty();
    var segments = PreParser.read(message.text()).value().orElseThrow();
    var read = EXCHANGE.fromHl7v2(List.of(segments), dialect);
    assertThat(read.issues()).noneMatch(i -> i.severity() == Severity.ERROR);
    assertThat(read.value().orElseThrow()).hasSize(1);
    var losses = Declared.hl7v2("referral", version, "ORM_O01");
    losses.same(read.value().orElseThrow().get(0).referral(), set.referral());
    losses.same(read.value().orElseThrow().get(0).patient(), set.patient());
  }

  /**
   * HAPI's classes of ORM^O01 call every segment of the choice behind ORC required, and in 2.3.1
   * RXR beside it; a message has one of them.
   */
  static List<String> problems(String text) {
    return StrictHl7v2.problems(text).stream()
        .filter(p -> !choice(p))
        .filter(p -> !p.equals("MSH-7 is required"))
        .filter(p -> !p.equals("OBR-3 is longer than 22"))
        .toList();
  }

  static boolean choice(String problem) {
    return problem.matches("\\S+ lacks (RQD|RQ1|RXO|ODS|ODT|RXR|NTE)");
  }

  private static void same(List<PatientReferral> actual, PatientReferral expected) {
    assertThat(actual).hasSize(1);
    assertThat(ClinicRecords.tree(actual.get(0).referral()).toPrettyString())
        .isEqualTo(ClinicRecords.tree(expected.referral()).toPrettyString());
    assertThat(ClinicRecords.tree(actual.get(0).patient()).toPrettyString())
        .isEqualTo(ClinicRecords.tree(expected.patient()).toPrettyString());
  }

  @Override
  @Provide
  public Arbitrary<Requests.Request<Referral>> sets() {
    return Requests.referrals();
  }
}
