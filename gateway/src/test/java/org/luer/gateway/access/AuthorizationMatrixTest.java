package org.luer.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.luer.gateway.access.Disclosure.Circumstances;
import org.luer.gateway.access.Disclosure.Purpose;
import org.luer.gateway.access.Disclosure.Subject;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.SettingsSource;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.disclosure.DisclosureDirective;
import org.luer.mappings.concept.disclosure.Sensitivity;

/** Each kind of client, own and other patients, each class, with and without directives. */
class AuthorizationMatrixTest {
  private static final Instant NOW = Instant.parse("2025-03-11T12:00:00Z");

  private static Partner partner(String kind, String patients) throws Exception {
    return new SettingsSource(
            null,
            Map.of(
                "LUER_PARTNERS_0_ID", "them",
                "LUER_PARTNERS_0_KIND", kind,
                "LUER_PARTNERS_0_NAME", "Them",
                "LUER_PARTNERS_0_NPI", "1234567893",
                "LUER_PARTNERS_0_AUTHORITY_NAMESPACE", "THEIRS",
                "LUER_PARTNERS_0_PATIENTS", patients),
            List.of())
        .read()
        .partners()
        .get(0);
  }

  private static List<DisclosureDirective> directives(String said, String sensitivity) {
    if (said.equals("none")) {
      return List.of();
    }
    var classes = said.endsWith("-class") ? ",\"classes\":[\"" + sensitivity + "\"]" : "";
    var decision = said.startsWith("permits") ? "permit" : "forbid";
    return ClinicRecords.read(
            "{\"kind\":\"DisclosureDirective\",\"id\":\"d\",\"patientId\":\"p\",\"decision\":\"%s\",\"partners\":[\"them\"]%s}"
                .formatted(decision, classes))
        .value()
        .map(all -> List.of((DisclosureDirective) all.get(0)))
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvFileSource(resources = "authorization-matrix.csv", useHeadersInDisplayName = true)
  void readerIsShownWhatTheTableSays(
      String client,
      String patients,
      String patient,
      String sensitivity,
      String directive,
      String outcome)
      throws Exception {
    var own = patient.equals("own");
    var subject =
        new Subject(
            Set.of(),
            own ? Set.of("THEIRS") : Set.of("OTHERS"),
            Set.of(),
            own ? Set.of("1234567893") : Set.of("1999999984"),
            Set.of("clinic"),
            Set.of("Condition/c"),
            Sensitivity.of(sensitivity).map(Set::of).orElseGet(Set::of),
            directives(directive, sensitivity));
    for (var purpose : Purpose.values()) {
      var verdict =
          Disclosure.decide(
              partner(client, patients), subject, new Circumstances(purpose, NOW, Set.of()));
      assertThat(verdict.permitted()).as(verdict.named()).isEqualTo(outcome.equals("shown"));
    }
  }
}
