package org.luer.mappings.synthetic;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.Npi;
import org.luer.mappings.concept.patient.Contact;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.core.Address;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.PersonName;
import org.luer.mappings.core.Systems;
import org.luer.mappings.core.Telecom;

/** Invented people; every family name begins with ZZ. */
final class SyntheticPeople {
  private static final List<String> FAMILY =
      List.of(
          "ZZALDER",
          "ZZBIRCH",
          "ZZÁLVAREZ",
          "ZZÇELİK",
          "ZZGRÜNWALD",
          "ZZO'TEST",
          "ZZŁĄKA",
          "ZZNGUYỄN",
          "ZZ山田",
          "ZZSMITH-TEST");
  private static final List<String> GIVEN =
      List.of("MARISOL", "José", "Ángela", "Zoë", "Łukasz", "Ayşe", "花子", "TESS", "Rowan", "Noor");
  private static final List<Coded> RACES =
      List.of(
          race("2106-3", "White"),
          race("2054-5", "Black or African American"),
          race("2028-9", "Asian"),
          race("1002-5", "American Indian or Alaska Native"));

  private final SplittableRandom random;

  SyntheticPeople(SplittableRandom random) {
    this.random = random;
  }

  /**
   * The clinicians around one patient.
   *
   * @param nurse has no National Provider Identifier
   */
  record Team(Clinician attending, Clinician nurse, Clinician witness, Clinician referrer) {}

  Team team() {
    return new Team(
        clinician("P2001", npi("200000001"), "ZZOKONKWO", "DANIEL", "MD"),
        clinician("N0457", null, "ZZKOWALSKI", "TESS", "RN"),
        clinician("N0461", null, "ZZMÜLLER", "ANJA", "RN"),
        clinician("P1001", npi("123456789"), "ZZRAMAN", "PRIYA", "MD"));
  }

  private static Clinician clinician(
      String id, @Nullable String npi, String family, String given, String credentials) {
    return Clinician.of(id, new PersonName(null, family, List.of(given), null, null))
        .npi(npi)
        .credentials(credentials)
        .build();
  }

  /** Nine digits with the check digit that makes them a National Provider Identifier. */
  static String npi(String nine) {
    for (char digit = '0'; digit <= '9'; digit++) {
      if (Npi.valid(nine + digit)) {
        return nine + digit;
      }
    }
    throw new IllegalArgumentException("not nine digits");
  }

  Patient patient(String key, List<String> authorities, Clinician referrer) {
    var given = new ArrayList<>(List.of(pick(GIVEN)));
    if (random.nextBoolean()) {
      given.add(pick(GIVEN));
    }
    var rich = random.nextInt(4) > 0;
    return new Patient(
        key,
        identifiers(authorities),
        List.of(new PersonName(PersonName.Use.OFFICIAL, pick(FAMILY), given, null, null)),
        null,
        birthDate(),
        pick(List.of(Patient.Sex.values())),
        null,
        rich ? List.of(pick(RACES)) : List.of(),
        rich ? race("2186-5", "Not Hispanic or Latino") : null,
        rich ? pick(List.of("en", "es", "pl", "ja")) : null,
        random.nextBoolean() ? Coded.of(Systems.V3_MARITAL_STATUS, "M", "Married") : null,
        rich ? List.of(address()) : List.of(),
        telecoms(rich),
        rich ? List.of(companion()) : List.of(),
        List.of(),
        referrer,
        null,
        null,
        null,
        null,
        List.of(),
        OffsetDateTime.of(2026, 1, 2, 8, 30, random.nextInt(60), 0, ZoneOffset.ofHours(-6)),
        null,
        null,
        List.of());
  }

  private List<Identifier> identifiers(List<String> authorities) {
    return authorities.stream().map(a -> new Identifier(digits(8), a, null, "MR")).toList();
  }

  private PartialDate birthDate() {
    var full =
        String.format(
            Locale.ROOT,
            "%04d-%02d-%02d",
            1950 + random.nextInt(55),
            1 + random.nextInt(12),
            1 + random.nextInt(28));
    var length = List.of(10, 10, 10, 10, 10, 10, 7, 4).get(random.nextInt(8));
    return new PartialDate(full.substring(0, length));
  }

  private Address address() {
    return new Address(
        Address.Use.HOME,
        random.nextBoolean() ? List.of("415 LARKSPUR LN", "APT 2") : List.of("9 CAÑADA CT"),
        "MADISON",
        "WI",
        "53711",
        "USA");
  }

  private List<Telecom> telecoms(boolean rich) {
    var phone = new Telecom(Telecom.Kind.PHONE, Telecom.Use.HOME, phone());
    return rich
        ? List.of(phone, new Telecom(Telecom.Kind.EMAIL, null, "zz.test@example.org"))
        : List.of(phone);
  }

  /** Who takes the patient home. */
  Contact companion() {
    return new Contact(
        new PersonName(null, pick(FAMILY), List.of(pick(GIVEN)), null, null),
        random.nextBoolean() ? Coded.of(Systems.V3_ROLE_CODE, "SPS", "Spouse") : null,
        List.of(new Telecom(Telecom.Kind.PHONE, Telecom.Use.HOME, phone())));
  }

  private String phone() {
    return String.format(Locale.ROOT, "+1-608-555-01%02d", random.nextInt(100));
  }

  private String digits(int length) {
    var digits = new StringBuilder();
    for (int i = 0; i < length; i++) {
      digits.append((char) ('0' + random.nextInt(10)));
    }
    return digits.toString();
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private static Coded race(String code, String text) {
    return Coded.of(Systems.CDC_RACE_ETHNICITY, code, text);
  }
}
