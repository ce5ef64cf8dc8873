package org.luer.mappings.concept.clinician;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician.Qualification;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.hl7v2.Contacts;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.People;
import org.luer.mappings.hl7v2.Rows;
import org.luer.mappings.hl7v2.Version;

/**
 * {@link Clinician} to and from a group of observations, which also has what XCN has no place for.
 *
 * <p>Mapped: observations {@code X} (XCN with the staff number), {@code X-NPI}, {@code X-ID} (CX,
 * further numbers), {@code X-NAME} (further names), {@code X-SPEC}, {@code X-TEL}, {@code X-ADR},
 * {@code X-ACT}, {@code X-QUAL} (what it is), {@code X-LANG}, {@code X-BORN}, {@code X-SEX}. Cannot
 * carry: number, period and issuer of a qualification.
 */
public final class ClinicianRowsHl7v2 {
  private ClinicianRowsHl7v2() {}

  /** Writes everything about a clinician as a group of observations. */
  public static void write(Rows rows, String code, @Nullable Clinician clinician) {
    if (clinician == null) {
      return;
    }
    var dialect = rows.dialect();
    var version = Version.of(dialect.version());
    rows.raw(code, ClinicianHl7v2.staff(clinician, dialect));
    rows.text(code + "-NPI", clinician.npi());
    rows.raws(code + "-ID", further(clinician).stream().map(Numbers::cx).toList());
    rows.coded(code + "-SPEC", clinician.specialty());
    rows.raws(code + "-NAME", clinician.otherNames().stream().map(People::xpn).toList());
    rows.raws(code + "-ADR", clinician.addresses().stream().map(Contacts::xad).toList());
    rows.bool(code + "-ACT", clinician.active());
    rows.codeds(
        code + "-QUAL", clinician.qualifications().stream().map(Qualification::code).toList());
    rows.codeds(code + "-LANG", clinician.languages());
    rows.date(code + "-BORN", clinician.birthDate());
    rows.code(
        code + "-SEX", clinician.gender() == null ? null : clinician.gender().code(), "99KICSEX");
    rows.raws(
        code + "-TEL", clinician.telecoms().stream().map(t -> Contacts.xtn(t, version)).toList());
  }

  private static Clinician.@Nullable Gender gender(@Nullable String code) {
    return Arrays.stream(Clinician.Gender.values())
        .filter(g -> g.code().equals(code))
        .findAny()
        .orElse(null);
  }

  /** The numbers that the XCN does not have. */
  static List<Identifier> further(Clinician clinician) {
    var staff = clinician.givenAs(clinician.id());
    return clinician.identifiers().stream().filter(i -> staff.filter(i::equals).isEmpty()).toList();
  }

  /** Reads what {@link #write} wrote. */
  public static Optional<Clinician> read(Found found, String code) {
    var obx = found.first(code);
    if (obx == null) {
      return Optional.empty();
    }
    var dialect = found.reading().dialect();
    var specialty = found.first(code + "-SPEC");
    return ClinicianHl7v2.read(obx.value(), dialect)
        .map(
            c -> {
              var numbers = new ArrayList<>(c.identifiers());
              for (var number : found.all(code + "-ID")) {
                Numbers.readCx(number.value(), dialect).ifPresent(numbers::add);
              }
              return c.with()
                  .npi(found.text(code + "-NPI"))
                  .identifiers(numbers)
                  .specialty(
                      specialty == null
                          ? null
                          : Cwe.read(specialty.segment().repetitions(5), dialect))
                  .otherNames(
                      found.all(code + "-NAME").stream()
                          .flatMap(o -> People.readXpn(o.value()).stream())
                          .toList())
                  .addresses(found.addresses(code + "-ADR"))
                  .active(found.bool(code + "-ACT"))
                  .qualifications(
                      found.codeds(code + "-QUAL").stream()
                          .map(q -> new Qualification(q, List.of(), null, null, null))
                          .toList())
                  .languages(found.codeds(code + "-LANG"))
                  .birthDate(found.date(code + "-BORN"))
                  .gender(gender(found.code(code + "-SEX")))
                  .telecoms(found.telecoms(code + "-TEL"))
                  .build();
            });
  }
}
