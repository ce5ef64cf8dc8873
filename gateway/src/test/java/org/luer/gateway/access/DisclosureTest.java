package org.luer.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luer.gateway.access.Disclosure.Circumstances;
import org.luer.gateway.access.Disclosure.Purpose;
import org.luer.gateway.access.Disclosure.Subject;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.SettingsSource;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.disclosure.DisclosureDirective;
import org.luer.mappings.concept.disclosure.Sensitivity;

/** Who may have a record: the table of DESIGN section 7, "patients". */
class DisclosureTest {
  private static final Set<String> NONE = Set.of();
  private static final Subject STRANGER =
      new Subject(NONE, Set.of("OTHER", "1.2.3"), Set.of("ward"), Set.of("9"));
  private static final Subject BY_NAMESPACE = new Subject(NONE, Set.of("RGHMRN"), NONE, NONE);
  private static final Subject BY_OID = new Subject(NONE, Set.of("1.2.840"), NONE, NONE);
  private static final Subject BY_ORDER = new Subject(NONE, NONE, Set.of("rgh"), NONE);
  private static final Subject REFERRED = new Subject(NONE, NONE, NONE, Set.of("1234567893"));

  private static final Instant NOW = Instant.parse("2025-03-11T12:00:00Z");
  private static final Set<String> NO_PROGRAMS = Set.of();

  private static Circumstances on(Purpose purpose) {
    return new Circumstances(purpose, NOW, NO_PROGRAMS);
  }

  private static Partner partner(String patients) throws Exception {
    return partner("hospital", patients);
  }

  private static Partner partner(String kind, String patients) throws Exception {
    return new SettingsSource(
            null,
            Map.of(
                "LUER_PARTNERS_0_ID", "rgh",
                "LUER_PARTNERS_0_KIND", kind,
                "LUER_PARTNERS_0_NAME", "General",
                "LUER_PARTNERS_0_NPI", "1234567893",
                "LUER_PARTNERS_0_AUTHORITY_NAMESPACE", "RGHMRN",
                "LUER_PARTNERS_0_AUTHORITY_OID", "1.2.840",
                "LUER_PARTNERS_0_PATIENTS", patients),
            List.of())
        .read()
        .partners()
        .get(0);
  }

  private static Subject subject(String name) {
    return switch (name) {
      case "namespace" -> BY_NAMESPACE;
      case "oid" -> BY_OID;
      case "order" -> BY_ORDER;
      case "referral" -> REFERRED;
      default -> STRANGER;
    };
  }

  @ParameterizedTest
  @CsvSource({
    "own,      namespace, true,  identifier-of-partner",
    "own,      oid,       true,  identifier-of-partner",
    "own,      order,     true,  order-referral-or-visit-from-partner",
    "own,      referral,  false, not-a-patient-of-partner",
    "own,      stranger,  false, not-a-patient-of-partner",
    "referred, referral,  true,  referred-by-partner",
    "referred, namespace, false, not-referred-by-partner",
    "referred, stranger,  false, not-referred-by-partner",
    "all,      stranger,  true,  patients-all",
  })
  void permitsThePartnersPatients(String patients, String subject, boolean permitted, String rule)
      throws Exception {
    for (var purpose : Purpose.values()) {
      var decision = Disclosure.decide(partner(patients), subject(subject), on(purpose));
      assertThat(decision.permitted()).isEqualTo(permitted);
      assertThat(decision.rule()).isEqualTo(rule);
    }
  }

  @Test
  void neverDeliversARecordToWhereItCameFrom() throws Exception {
    var own = new Subject(Set.of("rgh"), Set.of("RGHMRN"), Set.of("rgh"), NONE);
    var decision = Disclosure.decide(partner("all"), own, on(Purpose.DELIVERY));
    assertThat(decision.permitted()).isFalse();
    assertThat(decision.rule()).isEqualTo("never-back-to-its-source");
  }

  private static Subject of(Set<Sensitivity> classes, List<DisclosureDirective> directives) {
    return new Subject(
        NONE,
        Set.of("RGHMRN"),
        NONE,
        NONE,
        Set.of("clinic"),
        Set.of("Charge/c-1", "InfusionSession/s-1"),
        classes,
        directives);
  }

  private static DisclosureDirective directive(String fields) {
    return ClinicRecords.read(
            "{\"kind\":\"DisclosureDirective\",\"id\":\"d-1\",\"patientId\":\"p-1\",%s}"
                .formatted(fields.replace('\'', '"')))
        .value()
        .map(all -> (DisclosureDirective) all.get(0))
        .orElseThrow();
  }

  private static List<DisclosureDirective> directives(String name) {
    return switch (name) {
      case "none" -> List.of();
      case "permit-part-2" ->
          List.of(directive("'decision':'permit','partners':['rgh'],'classes':['part-2']"));
      case "permit-part-2-others" ->
          List.of(directive("'decision':'permit','partners':['ward'],'classes':['part-2']"));
      case "permit-part-2-to-pay" ->
          List.of(
              directive(
                  "'decision':'permit','partners':['rgh'],'classes':['part-2'],'purposes':['payment']"));
      case "permit-part-2-over" ->
          List.of(
              directive(
                  "'decision':'permit','partners':['rgh'],'classes':['part-2'],'until':'2025-03-11T12:00:00Z'"));
      case "permit-part-2-revoked" ->
          List.of(
              directive(
                  "'decision':'permit','partners':['rgh'],'classes':['part-2'],'status':'revoked'"));
      case "permit-all" ->
          List.of(directive("'decision':'permit','recipients':['hospital','insurer']"));
      case "forbid-all" -> List.of(directive("'decision':'forbid'"));
      case "forbid-psychiatric" ->
          List.of(directive("'decision':'forbid','classes':['psychiatric']"));
      case "forbid-insurers" -> List.of(directive("'decision':'forbid','recipients':['insurer']"));
      case "forbid-session" ->
          List.of(directive("'decision':'forbid','records':['InfusionSession/s-1']"));
      case "forbid-other-session" ->
          List.of(directive("'decision':'forbid','records':['InfusionSession/s-2']"));
      case "session-self-paid" ->
          List.of(
              directive(
                  "'decision':'forbid','recipients':['insurer'],'records':['InfusionSession/s-1'],'classes':['self-paid']"));
      case "session-is-a-note" ->
          List.of(
              directive(
                  "'decision':'forbid','recipients':['pharmacy'],'records':['InfusionSession/s-1'],'classes':['psychotherapy-notes']"));
      case "permit-and-forbid" ->
          List.of(
              directive("'decision':'permit','partners':['rgh'],'classes':['part-2']"),
              directive("'decision':'forbid','partners':['rgh']"));
      default -> throw new IllegalArgumentException(name);
    };
  }

  @ParameterizedTest
  @CsvSource({
    "hospital, '',                  none,                  true,  identifier-of-partner",
    "hospital, psychiatric,         none,                  true,  identifier-of-partner",
    "insurer,  psychiatric,         none,                  true,  identifier-of-partner",
    "hospital, substance-use,       none,                  true,  identifier-of-partner",
    "hospital, part-2,              none,                  false, part-2-without-directive",
    "insurer,  part-2,              none,                  false, part-2-without-directive",
    "hospital, part-2,              permit-part-2,         true,  permitted-by-directive d-1",
    "hospital, part-2,              permit-part-2-others,  false, part-2-without-directive",
    "hospital, part-2,              permit-part-2-to-pay,  false, part-2-without-directive",
    "insurer,  part-2,              permit-part-2-to-pay,  true,  permitted-by-directive d-1",
    "hospital, part-2,              permit-part-2-over,    false, part-2-without-directive",
    "hospital, part-2,              permit-part-2-revoked, false, part-2-without-directive",
    "hospital, part-2,              permit-all,            false, part-2-without-directive",
    "hospital, part-2,              permit-and-forbid,     false, forbidden-by-directive d-1",
    "hospital, violence,            none,                  false, violence-without-directive",
    "hospital, violence,            permit-part-2,         false, violence-without-directive",
    "hospital, psychotherapy-notes, none,                  false, psychotherapy-notes-never",
    "hospital, psychotherapy-notes, permit-all,            false, psychotherapy-notes-never",
    "insurer,  self-paid,           none,                  false, self-paid-not-to-insurer",
    "insurer,  self-paid,           permit-all,            false, self-paid-not-to-insurer",
    "hospital, self-paid,           none,                  true,  identifier-of-partner",
    "hospital, '',                  forbid-all,            false, forbidden-by-directive d-1",
    "hospital, '',                  forbid-psychiatric,    true,  identifier-of-partner",
    "hospital, psychiatric,         forbid-psychiatric,    false, forbidden-by-directive d-1",
    "hospital, '',                  forbid-insurers,       true,  identifier-of-partner",
    "insurer,  '',                  forbid-insurers,       false, forbidden-by-directive d-1",
    "hospital, '',                  forbid-session,        false, forbidden-by-directive d-1",
    "hospital, '',                  forbid-other-session,  true,  identifier-of-partner",
    "insurer,  '',                  session-self-paid,     false, self-paid-not-to-insurer",
    "hospital, '',                  session-self-paid,     true,  identifier-of-partner",
    "hospital, '',                  session-is-a-note,     false, psychotherapy-notes-never",
  })
  void judgesWhatARecordIsAndWhatThePatientSaid(
      String kind, String classes, String directives, boolean permitted, String rule)
      throws Exception {
    var subject =
        of(Sensitivity.of(classes).map(Set::of).orElseGet(Set::of), directives(directives));
    for (var purpose : Purpose.values()) {
      var verdict = Disclosure.decide(partner(kind, "own"), subject, on(purpose));
      assertThat(verdict.permitted()).isEqualTo(permitted);
      assertThat(verdict.named()).isEqualTo(rule);
      assertThat(verdict.judged()).isEqualTo(!permitted);
    }
  }

  @Test
  void directiveGivesAPatientToAPartner() throws Exception {
    var stranger =
        new Subject(
            NONE, NONE, NONE, NONE, Set.of("clinic"), NONE, Set.of(), directives("permit-all"));
    assertThat(Disclosure.decide(partner("own"), stranger, on(Purpose.READ)).named())
        .isEqualTo("given-by-directive d-1");
    var named =
        new Subject(
            NONE, NONE, NONE, NONE, Set.of("clinic"), NONE, Set.of(), directives("permit-part-2"));
    var verdict = Disclosure.decide(partner("own"), named, on(Purpose.READ));
    assertThat(verdict.permitted()).isFalse();
    assertThat(verdict.judged()).as("somebody else's patient").isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "clinic, clinic, substance-use, false",
    "clinic, clinic, psychiatric,   true",
    "clinic, '',     substance-use, true",
    "detox,  detox,  '',            false",
    "detox,  clinic, '',            true",
    "ward,   detox,  substance-use, true",
  })
  void programsMakeTheirRecordsPart2(
      String origin, String program, String classes, boolean permitted) throws Exception {
    var subject =
        new Subject(
            NONE,
            Set.of("RGHMRN"),
            NONE,
            NONE,
            Set.of(origin),
            NONE,
            Sensitivity.of(classes).map(Set::of).orElseGet(Set::of),
            List.of());
    var programs = program.isEmpty() ? NONE : Set.of(program);
    var verdict =
        Disclosure.decide(
            partner("own"), subject, new Circumstances(Purpose.DELIVERY, NOW, programs));
    assertThat(verdict.permitted()).isEqualTo(permitted);
    assertThat(verdict.classes().contains(Sensitivity.PART_2)).isEqualTo(!permitted);
  }

  @Test
  void consentMayForbidToPassItOn() throws Exception {
    var bound =
        directive(
            "'decision':'permit','partners':['rgh'],'classes':['part-2'],'redisclosure':false");
    var partner = partner("own");
    assertThat(
            Disclosure.decide(
                    partner, of(Set.of(Sensitivity.PART_2), List.of(bound)), on(Purpose.READ))
                .redisclosure())
        .isFalse();
    assertThat(
            Disclosure.decide(
                    partner,
                    of(Set.of(Sensitivity.PART_2), directives("permit-part-2")),
                    on(Purpose.READ))
                .redisclosure())
        .isTrue();
  }
}
