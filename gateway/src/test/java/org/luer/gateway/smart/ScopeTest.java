package org.luer.gateway.smart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.luer.gateway.smart.Scope.Access;

/** Scopes of SMART App Launch 2, by search parameter among them, and what is granted of them. */
class ScopeTest {
  private static final String VITALS =
      "system/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|vital-signs";
  private static final String SURVEY =
      "system/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|survey";

  private static List<Scope> scopes(String texts) {
    return Stream.of(texts.split(" ", -1)).flatMap(t -> Scope.of(t).stream()).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "system/Observation",
        "system/Observation.sr",
        "system/Observation.x",
        "system/observation.r",
        "patient/Observation.rs",
        "system/Observation.rs?",
        "system/Observation.rs?category=",
        "system/Observation.rs?category=vital-signs",
        "system/Observation.rs?code=http://loinc.org|8867-4",
        "system/Observation.rs?category=a|b&code=c|d",
        "system/Observation.cud?category=a|b",
        "system/Patient.rs?category=a|b",
        "system/*.rs?category=a|b",
        "openid",
        ""
      })
  void whatNobodyEnforcesIsNoScope(String text) {
    assertThat(Scope.of(text)).isEmpty();
  }

  @Test
  void scopeByCategoryPermitsNothingWithoutIt() {
    var scope = Scope.of(VITALS).orElseThrow();
    assertThat(scope.permits("Observation", Access.READ)).isFalse();
    assertThat(scope.covers("Observation", Access.READ)).isTrue();
    assertThat(scope.covers("Observation", Access.CREATE)).isFalse();
    assertThat(scope.covers("Condition", Access.READ)).isFalse();
    assertThat(scope.categories())
        .containsExactly("http://terminology.hl7.org/CodeSystem/observation-category|vital-signs");
  }

  @ParameterizedTest
  @CsvSource({
    "system/*.rs,               system/Patient.r,      system/Patient.r",
    "system/Patient.rs,         system/*.rs,           system/Patient.rs",
    "system/Patient.r,          system/Patient.rs,     system/Patient.r",
    "system/Patient.r,          system/Patient.s,      ''",
    "system/Patient.rs,         system/Condition.rs,   ''",
    "system/Patient.read,       system/Patient.read,   system/Patient.read",
    "system/Observation.rs,     VITALS,                VITALS",
    "system/*.cruds,            VITALS,                VITALS",
    "VITALS,                    system/Observation.rs, VITALS",
    "VITALS,                    system/*.rs,           VITALS",
    "VITALS,                    VITALS,                VITALS",
    "VITALS,                    SURVEY,                ''",
    "VITALS,                    system/Condition.rs,   ''",
  })
  void isGrantedAsFarAsTheClientsOwnCoverIt(String own, String asked, String granted) {
    var texts =
        List.of(own, asked, granted).stream()
            .map(t -> t.replace("VITALS", VITALS).replace("SURVEY", SURVEY))
            .toList();
    assertThat(Scope.granted(scopes(texts.get(1)), scopes(texts.get(0))))
        .isEqualTo(texts.get(2).isEmpty() ? java.util.Set.of() : java.util.Set.of(texts.get(2)));
  }
}
