package org.luer.mappings.exchange.results;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.generator.WildResults;
import org.luer.mappings.proof.Declared;
import org.luer.mappings.translation.Before;

/** Laws of the FHIR form for any valid results. */
class ResultsFhirPropertiesTest {
  @Property(tries = 300, seed = "1")
  void clinicToFhirAndBackIsTheIdentityExceptForDeclaredLosses(@ForAll("results") Results set) {
    var json = FhirJson.encode(ResultsFhir.toFhir(set, Before.nothing(), Dialect.DEFAULT));
    assertThat(FhirJson.encode(ResultsFhir.toFhir(set, Before.nothing(), Dialect.DEFAULT)))
        .isEqualTo(json);
    var bundle = FhirJson.parseBundle(json).value().orElseThrow();
    var back = Exchanges.ALL.fromFhir(bundle, Dialect.DEFAULT);
    assertThat(back.value()).describedAs(back.issues().toString()).isPresent();
    assertThat(back.value().orElseThrow()).hasSize(1);
    var read = (Results) back.value().orElseThrow().get(0).set();
    Declared.fhir("results").same(read.about(), set.about());
    assertThat(read.patient().id()).isEqualTo(set.patient().id());
  }

  @Provide
  Arbitrary<Results> results() {
    return WildResults.any();
  }
}
