package org.luer.mappings.concept.coding;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.Systems;

/** Each rule of the scrubber: a claim that breaks it, and the near miss that does not. */
class ClaimScrubberTest {
  private static final String RIGHT =
      """
      {"kind":"Claim","id":"C1","patientId":"P1","status":"active","createdAt":"2026-05-05",
       "careTeam":[{"role":"rendering","clinician":{"id":"N1","npi":"1234567893","name":{"family":"Zztest"}},
         "qualification":{"system":"http://nucc.org/provider-taxonomy","code":"2084P0800X"}}],
       "diagnoses":[{"code":{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"F33.2"}}],
       "coverageIds":["COV1"],"authorizationNumbers":["AUTH1"],
       "lines":[
        {"code":{"system":"http://www.ama-assn.org/go/cpt","code":"96365"},"serviceDate":"2026-05-04",
         "placeOfService":{"system":"https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set","code":"11"},
         "units":1,"unitPrice":{"value":310.00,"currency":"USD"},"net":{"value":310.00,"currency":"USD"},"diagnoses":[1]},
        {"code":{"system":"http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets","code":"J3490"},"serviceDate":"2026-05-04",
         "placeOfService":{"system":"https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set","code":"11"},
         "units":1,"net":{"value":18.50,"currency":"USD"},"diagnoses":[1],
         "drug":{"product":{"system":"http://hl7.org/fhir/sid/ndc","code":"67457010810"},"quantity":{"value":0.41,"unit":"mL"}}}],
       "total":{"value":328.50,"currency":"USD"}}
      """;

  /** What may be changed around a right claim. */
  private static final class Setting {
    private final ObjectNode claim;
    private @Nullable String npi = "1234567893";
    private String coverage = "\"startsOn\":\"2026-01-01\"";
    private ScrubCase.Approval approval =
        new ScrubCase.Approval(
            "AUTH1",
            LocalDate.of(2026, 5, 4),
            LocalDate.of(2026, 5, 4),
            Map.of("96365", BigDecimal.ONE));
    private int minutes = 40;
    private int scored;
    private List<CodingRules.Row> rules =
        List.of(
            rule(CodingRules.Rule.AUTHORIZED_SERVICES, "96365"),
            rule(CodingRules.Rule.FILING_DAYS, "90"));
    private LocalDate today = LocalDate.of(2026, 5, 5);

    Setting() {
      try {
        claim = (ObjectNode) ClinicJson.mapper().readTree(RIGHT);
      } catch (java.io.IOException e) {
        throw new IllegalStateException(e);
      }
    }

    ObjectNode line(int index) {
      return (ObjectNode) claim.withArray("/lines").get(index);
    }

    /** A further line, like the first one, with another code. */
    ObjectNode add(String system, String code) {
      var line = line(0).deepCopy();
      line.putObject("code").put("system", system).put("code", code);
      line.remove(List.of("unitPrice"));
      line.putObject("net").put("value", new BigDecimal("0.00")).put("currency", "USD");
      claim.withArray("/lines").add(line);
      return line;
    }

    ObjectNode cpt(String code) {
      return add(Systems.CPT, code);
    }

    void modifiers(ObjectNode line, String... codes) {
      var modifiers = line.putArray("modifiers");
      for (var code : codes) {
        modifiers.addObject().put("system", Systems.HCPCS).put("code", code);
      }
    }

    void net(int index, String value) {
      line(index).putObject("net").put("value", new BigDecimal(value)).put("currency", "USD");
    }

    private static CodingRules.Row rule(CodingRules.Rule rule, String value) {
      return new CodingRules.Row("acme", rule, value, null, null, "contract");
    }

    List<String> found() {
      var at = OffsetDateTime.parse("2026-05-04T08:00:00-05:00");
      var cover =
          ClinicRecords.read(
                  "{\"kind\":\"Coverage\",\"id\":\"COV1\",\"patientId\":\"P1\"," + coverage + "}")
              .value()
              .orElseThrow(IllegalArgumentException::new);
      return ClaimScrubber.scrub(
              new ScrubCase(
                  (Claim)
                      ClinicRecords.read(claim.toString())
                          .value()
                          .orElseThrow(IllegalArgumentException::new)
                          .get(0),
                  npi,
                  List.of((Coverage) cover.get(0)),
                  List.of(approval),
                  new RunningTime(at, at.plusMinutes(minutes), minutes * 60L, "/timeline"),
                  scored,
                  List.of(
                      new StockedProduct("67457010810", "J3490", false, null, null, null),
                      new StockedProduct("00409475503", "J2405", true, null, null, null)),
                  "acme",
                  rules,
                  today))
          .stream()
          .map(ClaimScrubber.Finding::rule)
          .distinct()
          .toList();
    }
  }

  private record Case(String rule, Consumer<Setting> breaks, Consumer<Setting> nearMiss) {
    @Override
    public String toString() {
      return rule;
    }
  }

  private static ObjectNode coded(ObjectNode node, String field, String system, String code) {
    return node.putObject(field).put("system", system).put("code", code);
  }

  private static void drug(ObjectNode line, String ndc, String unit) {
    coded(line.putObject("drug"), "product", Systems.NDC, ndc);
    ((ObjectNode) line.get("drug")).putObject("quantity").put("value", 1).put("unit", unit);
  }

  private static void diagnoses(Setting s, int count) {
    var all = s.claim.putArray("diagnoses");
    for (int i = 0; i < count; i++) {
      coded(all.addObject(), "code", Systems.ICD_10_CM, "F33." + i);
    }
  }

  private static void lines(Setting s, int count) {
    for (int i = 2; i < count; i++) {
      s.modifiers(s.cpt("99070"), "" + (char) ('A' + i / 26) + (char) ('A' + i % 26));
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(
            "claim-number",
            s -> s.claim.put("id", "C".repeat(21)),
            s -> s.claim.put("id", "C".repeat(20))),
        new Case("lines-many", s -> lines(s, 51), s -> lines(s, 50)),
        new Case("billing-npi", s -> s.npi = "1234567890", s -> s.npi = "1245319599"),
        new Case(
            "clinician-npi",
            s -> ((ObjectNode) s.claim.at("/careTeam/0/clinician")).remove("npi"),
            s -> ((ObjectNode) s.claim.at("/careTeam/0/clinician")).put("npi", "1245319599")),
        new Case(
            "taxonomy",
            s -> ((ObjectNode) s.claim.at("/careTeam/0")).remove("qualification"),
            s -> {
              var other = s.claim.withArray("/careTeam").addObject().put("role", "referring");
              other
                  .putObject("clinician")
                  .put("id", "N2")
                  .put("npi", "1245319599")
                  .putObject("name")
                  .put("family", "Zz");
            }),
        new Case(
            "diagnosis-missing",
            s -> {
              s.claim.remove("diagnoses");
              s.line(0).remove("diagnoses");
              s.line(1).remove("diagnoses");
            },
            s -> diagnoses(s, 1)),
        new Case(
            "diagnosis-form",
            s ->
                coded(
                    (ObjectNode) s.claim.at("/diagnoses/0"),
                    "code",
                    Systems.ICD_10_CM,
                    "F33.22222"),
            s -> coded((ObjectNode) s.claim.at("/diagnoses/0"), "code", Systems.ICD_10_CM, "F39")),
        new Case("diagnoses-many", s -> diagnoses(s, 13), s -> diagnoses(s, 12)),
        new Case(
            "diagnosis-pointer",
            s -> s.line(1).remove("diagnoses"),
            s -> {
              diagnoses(s, 4);
              s.line(1).putArray("diagnoses").add(1).add(2).add(3).add(4);
            }),
        new Case(
            "service-form",
            s -> coded(s.line(0), "code", Systems.CPT, "9636"),
            s -> s.cpt("90834")),
        new Case(
            "service-day",
            s -> {
              s.add(Systems.HCPCS, "J0013").put("serviceDate", "2025-12-31");
            },
            s -> s.add(Systems.HCPCS, "J0013")),
        new Case(
            "service-wrong",
            s -> s.add(Systems.HCPCS, "G2082"),
            s -> s.add(Systems.HCPCS, "G0560")),
        new Case("service-bundled", s -> s.cpt("94761"), s -> s.cpt("93041")),
        new Case("add-on-alone", s -> s.cpt("96361"), s -> s.cpt("96375")),
        new Case("two-initial", s -> s.cpt("96374"), s -> s.modifiers(s.cpt("96374"), "XS")),
        new Case(
            "minutes-units",
            s -> s.cpt("96366"),
            s -> {
              s.minutes = 91;
              s.cpt("96366");
            }),
        new Case(
            "scored-units",
            s -> {
              s.scored = 1;
              s.cpt("96127").put("units", 2);
            },
            s -> {
              s.scored = 2;
              s.cpt("96127").put("units", 2);
            }),
        new Case(
            "duplicate-line",
            s -> {
              s.cpt("90834");
              s.cpt("90834");
            },
            s -> {
              s.cpt("90834");
              s.modifiers(s.cpt("90834"), "XE");
            }),
        new Case(
            "modifier-form",
            s -> s.modifiers(s.line(0), "XS", "XE", "XP", "XU", "KX"),
            s -> s.modifiers(s.line(0), "XS", "XE", "XP", "XU")),
        new Case(
            "modifier-discarded",
            s -> s.modifiers(s.line(1), "JZ"),
            s -> {
              var line = s.add(Systems.HCPCS, "J2405");
              drug(line, "00409475503", "mL");
              s.modifiers(line, "JZ");
            }),
        new Case(
            "evaluation-modifier", s -> s.cpt("99214"), s -> s.modifiers(s.cpt("99214"), "25")),
        new Case(
            "ndc-missing",
            s -> ((ObjectNode) s.line(1).get("drug")).remove("quantity"),
            s -> s.add(Systems.HCPCS, "J2405")),
        new Case(
            "ndc-form",
            s -> drug(s.line(1), "6745710810", "mL"),
            s -> drug(s.line(1), "67457010810", "mg")),
        new Case(
            "amount",
            s -> {
              s.net(0, "311.00");
              s.claim
                  .putObject("total")
                  .put("value", new BigDecimal("329.50"))
                  .put("currency", "USD");
            },
            s -> s.net(0, "310.0")),
        new Case(
            "total",
            s ->
                s.claim
                    .putObject("total")
                    .put("value", new BigDecimal("328.51"))
                    .put("currency", "USD"),
            s ->
                s.claim
                    .putObject("total")
                    .put("value", new BigDecimal("328.5"))
                    .put("currency", "USD")),
        new Case(
            "place-of-service",
            s -> s.line(0).remove("placeOfService"),
            s ->
                coded(
                    s.line(0),
                    "placeOfService",
                    "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set",
                    "22")),
        new Case(
            "coverage-inactive",
            s -> s.coverage = "\"endsOn\":\"2026-05-03\"",
            s -> s.coverage = "\"endsOn\":\"2026-05-04\""),
        new Case(
            "authorization-missing",
            s -> s.claim.remove("authorizationNumbers"),
            s -> {
              s.claim.remove("authorizationNumbers");
              s.rules = List.of();
            }),
        new Case(
            "authorization-invalid",
            s ->
                s.approval =
                    new ScrubCase.Approval("AUTH1", null, LocalDate.of(2026, 5, 3), Map.of()),
            s ->
                s.approval =
                    new ScrubCase.Approval("AUTH1", null, LocalDate.of(2026, 5, 4), Map.of())),
        new Case(
            "authorization-units",
            s ->
                s.approval =
                    new ScrubCase.Approval("AUTH1", null, null, Map.of("96366", BigDecimal.ONE)),
            s ->
                s.approval =
                    new ScrubCase.Approval("AUTH1", null, null, Map.of("96365", BigDecimal.ONE))),
        new Case(
            "authorization-by-packet",
            s -> {
              s.claim.put("use", "preauthorization");
              s.rules = List.of(Setting.rule(CodingRules.Rule.PACKET_SERVICES, "J3490"));
            },
            s -> s.rules = List.of(Setting.rule(CodingRules.Rule.PACKET_SERVICES, "J3490"))),
        new Case(
            "service-future",
            s -> s.today = LocalDate.of(2026, 5, 3),
            s -> s.today = LocalDate.of(2026, 5, 4)),
        new Case(
            "filing-late",
            s -> s.today = LocalDate.of(2026, 8, 3),
            s -> s.today = LocalDate.of(2026, 8, 2)),
        new Case(
            "filing-soon",
            s -> s.today = LocalDate.of(2026, 8, 2),
            s -> s.today = LocalDate.of(2026, 7, 19)));
  }

  @Test
  void aRightClaimHasNoFindings() {
    assertThat(new Setting().found()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aRuleFindsWhatBreaksItAndNotTheNearMiss(Case one) {
    var broken = new Setting();
    one.breaks().accept(broken);
    assertThat(broken.found()).contains(one.rule());
    var near = new Setting();
    one.nearMiss().accept(near);
    assertThat(near.found()).doesNotContain(one.rule());
  }

  @Test
  void everyRuleHasItsCase() {
    assertThat(cases().map(Case::rule))
        .containsExactlyInAnyOrderElementsOf(
            ScrubRules.TABLE.rows().stream().map(ScrubRules.Row::rule).toList());
  }

  @Test
  void aFindingSaysWhereAndWhatToDo() {
    var setting = new Setting();
    setting.modifiers(setting.line(1), "JZ");
    assertThat(setting.found()).containsExactly("modifier-discarded");
    assertThat(ScrubRules.TABLE.rows())
        .allSatisfy(
            r -> {
              assertThat(r.reason()).endsWith(".");
              assertThat(Objects.requireNonNull(r.fix())).endsWith(".");
            });
  }
}
