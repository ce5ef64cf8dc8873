package org.luer.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luer.gateway.access.Disclosure.Purpose;
import org.luer.gateway.access.Disclosure.Subject;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.SettingsSource;

/** Who may have a record: the table of DESIGN section 7, "patients". */
class DisclosureTest {
  private static final Set<String> NONE = Set.of();
  private static final Subject STRANGER =
      new Subject(NONE, Set.of("OTHER", "1.2.3"), Set.of("ward"), Set.of("9"));
  private static final Subject BY_NAMESPACE = new Subject(NONE, Set.of("RGHMRN"), NONE, NONE);
  private static final Subject BY_OID = new Subject(NONE, Set.of("1.2.840"), NONE, NONE);
  private static final Subject BY_ORDER = new Subject(NONE, NONE, Set.of("rgh"), NONE);
  private static final Subject REFERRED = new Subject(NONE, NONE, NONE, Set.of("1234567893"));

  private static Partner partner(String patients) throws Exception {
    return new SettingsSource(
            null,
            Map.of(
                "LUER_PARTNERS_0_ID", "rgh",
                "LUER_PARTNERS_0_KIND", "hospital",
                "LUER_PARTNERS_0_NAME", "General",
                "LUER_PARTNERS_0_NPI", "1234567893",
                "LUER_PARTNERS_0_AUTHORITY_NAMESPACE", "RGHMRN",
                "LUER_PARTNERS_0_AUTHORITY_OID", "1.2.840",
                "LUER_PARTNERS_0_PATIENTS", patients),
            java.util.List.of())
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
      var decision = Disclosure.decide(partner(patients), subject(subject), purpose);
      assertThat(decision.permitted()).isEqualTo(permitted);
      assertThat(decision.rule()).isEqualTo(rule);
    }
  }

  @Test
  void neverDeliversARecordToWhereItCameFrom() throws Exception {
    var own = new Subject(Set.of("rgh"), Set.of("RGHMRN"), Set.of("rgh"), NONE);
    var decision = Disclosure.decide(partner("all"), own, Purpose.DELIVERY);
    assertThat(decision.permitted()).isFalse();
    assertThat(decision.rule()).isEqualTo("never-back-to-its-source");
  }
}
