package org.luer.mappings.exchange.charges;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Severity;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.generator.AnswerSets;
import org.luer.mappings.generator.ChargeSets;
import org.luer.mappings.generator.ClaimSets;
import org.luer.mappings.hl7v2.Hl7v2Message;
import org.luer.mappings.hl7v2.MessageWriter;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.proof.Declared;
import org.luer.mappings.translation.Before;

/** Laws of both forms for any valid charge. */
class ChargesPropertiesTest {
  private static final ChargesExchange EXCHANGE = ChargesExchange.INSTANCE;

  @Property(tries = 150, seed = "1")
  void clinicToFhirAndBackIsTheIdentityExceptForDeclaredLosses(@ForAll("sets") Charges set) {
    var json = FhirJson.encode(EXCHANGE.toFhir(set, Before.nothing(), Dialect.DEFAULT));
    var back = EXCHANGE.fromFhir(FhirJson.parseBundle(json).value().orElseThrow(), Dialect.DEFAULT);
    assertThat(back.issues()).allMatch(i -> i.severity() == Severity.WARNING);
    assertThat(back.value().orElseThrow()).hasSize(1);
    same(back.value().orElseThrow().get(0), set, Declared.fhir("charges"));
  }

  @Property(tries = 150, seed = "1")
  void aClaimToFhirAndBackIsTheIdentityExceptForDeclaredLosses(@ForAll("claims") Charges set) {
    var json = FhirJson.encode(EXCHANGE.toFhir(set, Before.nothing(), Dialect.DEFAULT));
    var back = EXCHANGE.fromFhir(FhirJson.parseBundle(json).value().orElseThrow(), Dialect.DEFAULT);
    assertThat(back.issues()).allMatch(i -> i.severity() == Severity.WARNING);
    assertThat(back.value().orElseThrow()).hasSize(1);
    same(back.value().orElseThrow().get(0), set, Declared.fhir("charges"));
  }

  @Property(tries = 300, seed = "1")
  void anAnswerToFhirAndBackIsTheIdentityExceptForDeclaredLosses(@ForAll("answers") Charges set) {
    var json = FhirJson.encode(EXCHANGE.toFhir(set, Before.nothing(), Dialect.DEFAULT));
    var back = EXCHANGE.fromFhir(FhirJson.parseBundle(json).value().orElseThrow(), Dialect.DEFAULT);
    assertThat(back.issues()).allMatch(i -> i.severity() == Severity.WARNING);
    assertThat(back.value().orElseThrow()).hasSize(1);
    same(back.value().orElseThrow().get(0), set, Declared.fhir("charges"));
  }

  @Property(tries = 150, seed = "1")
  void clinicToP03AndBackIsTheIdentity(@ForAll("sets") Charges set) {
    same(set, "2.5.1", ChargesHl7v2.DFT_P03);
  }

  @Property(tries = 60, seed = "1")
  void p11CarriesTheSame(@ForAll("sets") Charges set) {
    same(set, "2.5.1", ChargesHl7v2.DFT_P11);
  }

  @Property(tries = 60, seed = "1")
  void version231CarriesTheSame(@ForAll("sets") Charges set) {
    same(set, "2.3.1", ChargesHl7v2.DFT_P03);
  }

  @Property(tries = 60, seed = "1")
  void version24CarriesTheSame(@ForAll("sets") Charges set) {
    same(set, "2.4", ChargesHl7v2.DFT_P03);
    same(set, "2.4", ChargesHl7v2.DFT_P11);
  }

  @Property(tries = 60, seed = "1")
  void version28CarriesTheSame(@ForAll("sets") Charges set) {
    same(set, "2.8", ChargesHl7v2.DFT_P03);
    same(set, "2.8", ChargesHl7v2.DFT_P11);
  }

  @Property(tries = 50, seed = "1")
  void sameInputGivesTheSameBytes(@ForAll("sets") Charges set) {
    assertThat(texts(set, "2.5.1", ChargesHl7v2.DFT_P03))
        .isEqualTo(texts(set, "2.5.1", ChargesHl7v2.DFT_P03));
    assertThat(FhirJson.encode(EXCHANGE.toFhir(set, Before.nothing(), Dialect.DEFAULT)))
        .isEqualTo(FhirJson.encode(EXCHANGE.toFhir(set, Before.nothing(), Dialect.DEFAULT)));
  }

  private static List<String> texts(Charges set, String version, String type) {
    var dialect = Dialect.DEFAULT.withVersion(version);
    return EXCHANGE.toHl7v2(set, Before.nothing(), dialect, Set.of(type)).stream()
        .map(draft -> MessageWriter.write(draft, "", dialect))
        .map(Hl7v2Message::text)
        .toList();
  }

  private static Charges back(Charges set, String version, String type) {
    var texts = texts(set, version, type);
    assertThat(texts).hasSize(1);
    for (var text : texts) {
      assertThat(StrictDft.problems(text)).isEmpty();
    }
    var back =
        EXCHANGE.fromHl7v2(
            texts.stream().map(t -> PreParser.read(t).value().orElseThrow()).toList(),
            Dialect.DEFAULT.withVersion(version));
    assertThat(back.issues()).allMatch(i -> i.severity() == Severity.WARNING);
    assertThat(back.value().orElseThrow()).hasSize(1);
    return back.value().orElseThrow().get(0);
  }

  private static void same(Charges set, String version, String type) {
    same(back(set, version, type), set, Declared.hl7v2("charges", version, type));
  }

  private static void same(Charges actual, Charges expected, Declared losses) {
    var read = ChargesRecords.records(actual);
    var told = ChargesRecords.records(EXCHANGE.carried(expected));
    assertThat(read).hasSameSizeAs(told);
    for (int i = 0; i < told.size(); i++) {
      losses.same(read.get(i), told.get(i));
    }
  }

  @Provide
  Arbitrary<Charges> sets() {
    return ChargeSets.any();
  }

  @Provide
  Arbitrary<Charges> answers() {
    return AnswerSets.any();
  }

  @Provide
  Arbitrary<Charges> claims() {
    return ClaimSets.any();
  }
}
