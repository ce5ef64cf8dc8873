package org.luer.mappings.generator;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.Npi;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Contact;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.core.Address;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.PersonName;
import org.luer.mappings.core.Systems;
import org.luer.mappings.core.Telecom;

/** Wild patients, clinicians and organizations; one person has one description in a report. */
final class WildPeople {
  private final Wild wild;
  private final List<Clinician> pool = new ArrayList<>();

  WildPeople(Wild wild) {
    this.wild = wild;
    for (int i = 0; i < 4; i++) {
      pool.add(clinician(i));
    }
  }

  Clinician someone() {
    return wild.pick(pool);
  }

  /** Somebody whom nothing else names. */
  Clinician stranger(long seed) {
    return clinician(9).with().id("stranger-" + seed).identifiers(List.of()).build();
  }

  /** Staff without the same part for the same person twice. */
  List<StaffMember> staff() {
    return List.copyOf(
        new LinkedHashSet<>(
            wild.list(4, () -> new StaffMember(wild.pick(StaffMember.Role.values()), someone()))));
  }

  /** One of the staff, if there is any. */
  @Nullable String member(List<StaffMember> staff) {
    return staff.isEmpty() ? null : wild.maybe(() -> wild.pick(staff).clinician().id());
  }

  private Clinician clinician(int number) {
    var id = wild.id();
    var npi = wild.maybe(() -> npi("12345000" + number));
    var person =
        Clinician.of(id, name(null))
            .npi(npi)
            .credentials(wild.maybe(() -> wild.pick(List.of("MD", "RN", "Ph.D. & MD"))))
            .specialty(wild.maybe(() -> wild.coded(Systems.NUCC, "2084P0800X")))
            .telecoms(telecoms(Telecom.Use.WORK));
    if (number % 2 == 1) {
      var given = new Identifier(id, "STAFF" + number, null, number % 4 == 1 ? "EI" : null);
      person.identifiers(List.of(given));
    }
    return number % 4 == 3 ? known(person, number) : person.build();
  }

  /** Somebody of whom more is known than stands in a message usually. */
  private static Clinician known(Clinician.Builder person, int number) {
    return person
        .active(number % 8 == 3)
        .addresses(
            List.of(
                new Address(
                    Address.Use.WORK,
                    List.of("200 Clinic Ave"),
                    "Exampleton",
                    "WI",
                    "53703",
                    null)))
        .gender(Clinician.Gender.FEMALE)
        .birthDate(PartialDate.of("1975-02"))
        .otherNames(
            List.of(new PersonName(PersonName.Use.MAIDEN, "ZZBEFORE", List.of("Ada"), null, null)))
        .languages(List.of(Coded.of(Systems.BCP_47, "es", "Spanish")))
        .build();
  }

  private static String npi(String nine) {
    for (char digit = '0'; digit <= '9'; digit++) {
      if (Npi.valid(nine + digit)) {
        return nine + digit;
      }
    }
    throw new IllegalArgumentException("not nine digits");
  }

  PersonName name(PersonName.@Nullable Use use) {
    return new PersonName(
        use,
        "ZZ" + wild.text(),
        wild.list(3, wild::text),
        wild.maybe(() -> "Dr"),
        wild.maybe(() -> "III"));
  }

  List<Telecom> telecoms(Telecom.Use use) {
    return wild.list(
        2,
        () ->
            wild.flip()
                ? new Telecom(Telecom.Kind.PHONE, use, "+1-608-555-01" + (10 + wild.next() % 90))
                : new Telecom(Telecom.Kind.EMAIL, null, "zz" + wild.next() + "@example.org"));
  }

  Address address() {
    return new Address(
        wild.maybe(() -> wild.pick(Address.Use.values())),
        wild.list(2, wild::text),
        wild.maybe(wild::text),
        wild.maybe(() -> "WI"),
        wild.maybe(() -> "53711-0001"),
        wild.maybe(() -> "USA"));
  }

  private Address addressWithCity() {
    var any = address();
    return new Address(
        any.use(), any.lines(), wild.text(), any.state(), any.postalCode(), any.country());
  }

  Contact contact() {
    return new Contact(
        name(null),
        wild.maybe(() -> wild.coded(Systems.V3_ROLE_CODE, "SPS")),
        telecoms(Telecom.Use.HOME));
  }

  Organization clinic() {
    return Organization.of("northlake", wild.text())
        .npi(wild.maybe(() -> npi("200000003")))
        .taxId(wild.maybe(() -> "12-3456789"))
        .telecoms(telecoms(Telecom.Use.WORK))
        .addresses(wild.list(1, this::addressWithCity))
        .build();
  }

  Patient patient() {
    return new Patient(
        wild.id(),
        wild.list(3, () -> wild.identifier("MR")),
        names(),
        null,
        wild.maybe(wild::date),
        wild.maybe(() -> wild.pick(Patient.Sex.values())),
        wild.maybe(() -> wild.coded(Systems.SNOMED_CT, "446141000124107")),
        wild.list(2, () -> race("2106-3", "2028-9")),
        wild.maybe(() -> race("2186-5", "2135-2")),
        wild.maybe(() -> wild.pick(List.of("en", "es", "zh-Hant", "ja"))),
        wild.maybe(() -> wild.coded(Systems.V3_MARITAL_STATUS, "M")),
        wild.list(2, this::addressWithCity),
        telecoms(Telecom.Use.HOME),
        wild.list(2, this::contact),
        List.of(),
        wild.maybe(this::someone),
        null,
        wild.below(10) == 0 ? wild.maybe(wild::time) : null,
        null,
        null,
        List.of(),
        wild.maybe(wild::time),
        null,
        null,
        List.of());
  }

  private List<PersonName> names() {
    var names = new ArrayList<PersonName>();
    names.add(name(PersonName.Use.OFFICIAL));
    names.addAll(wild.list(1, () -> name(PersonName.Use.NICKNAME)));
    return names;
  }

  private Coded race(String one, String other) {
    return wild.coded(Systems.CDC_RACE_ETHNICITY, wild.flip() ? one : other);
  }
}
