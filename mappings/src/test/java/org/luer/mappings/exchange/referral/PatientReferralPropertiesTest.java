package org.luer.mappings.exchange.referral;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
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
import org.luer.mappings.generator.Requests;
import org.luer.mappings.hl7v2.MessageWriter;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.translation.Before;

/** Laws of a referral in both formats, for any valid one. */
class PatientReferralPropertiesTest {
  private static final ReferralExchange EXCHANGE = ReferralExchange.INSTANCE;

  @Property(tries = 300, seed = "1")
  void clinicToFhirAndBackIsTheIdentity(@ForAll("referrals") Requests.Request<Referral> request) {
    var set = new PatientReferral(request.patient(), request.about());
    var bundle = EXCHANGE.toFhir(set, Before.nothing(), Dialect.DEFAULT);
    same(EXCHANGE.fromFhir(bundle, Dialect.DEFAULT).value().orElseThrow(), set);
  }

  @Property(tries = 300, seed = "1")
  void clinicToHl7v2AndBackIsTheIdentity(@ForAll("referrals") Requests.Request<Referral> request) {
    back(request, "2.5.1");
  }

  @Property(tries = 100, seed = "1")
  void version231CarriesTheSame(@ForAll("referrals") Requests.Request<Referral> request) {
    back(request, "2.3.1");
  }

  @Property(tries = 100, seed = "1")
  void version24CarriesTheSame(@ForAll("referrals") Requests.Request<Referral> request) {
    back(request, "2.4");
  }

  @Property(tries = 100, seed = "1")
  void version28CarriesTheSameAsOmg(@ForAll("referrals") Requests.Request<Referral> request) {
    back(request, "2.8");
  }

  private static void back(Requests.Request<Referral> request, String version) {
    var set = new PatientReferral(request.patient(), request.about());
    var dialect = Dialect.DEFAULT.withVersion(version);
    var drafts = EXCHANGE.toHl7v2(set, Before.nothing(), dialect, Set.of("ORM_O01"));
    assertThat(drafts).hasSize(1);
    var message = MessageWriter.write(drafts.get(0), "", dialect);
    assertThat(problems(message.text())).isEmpty();
    var segments = PreParser.read(message.text()).value().orElseThrow();
    var read = EXCHANGE.fromHl7v2(List.of(segments), dialect);
    assertThat(read.issues()).noneMatch(i -> i.severity() == Severity.ERROR);
    same(read.value().orElseThrow(), carried(set, version));
  }

  /**
   * OBX-8 does not repeat in 2.4: of several flags the first one travels. An organization without a
   * part in the order has no segment.
   */
  private static PatientReferral carried(PatientReferral set, String version) {
    var tree = ClinicRecords.tree(set.referral());
    tree.remove("organizations");
    if (version.equals("2.4")) {
      for (var finding : tree.path("findings")) {
        while (finding.path("flags").size() > 1) {
          ((ArrayNode) finding.path("flags")).remove(1);
        }
      }
    }
    return new PatientReferral(
        set.patient(), (Referral) ClinicRecords.read(tree, "").value().orElseThrow());
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

  @Provide
  Arbitrary<Requests.Request<Referral>> referrals() {
    return Requests.referrals();
  }
}
