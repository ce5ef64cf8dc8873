package org.luer.mappings.concept.clinician;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.hl7v2.Contacts;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.Rows;
import org.luer.mappings.hl7v2.Version;

/**
 * {@link Clinician} to and from a group of observations, which also has what XCN has no place for.
 *
 * <p>Mapped: observations {@code X} (XCN with the staff number), {@code X-NPI}, {@code X-ID} (CX,
 * further numbers), {@code X-SPEC}, {@code X-TEL}.
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
    rows.raws(
        code + "-TEL", clinician.telecoms().stream().map(t -> Contacts.xtn(t, version)).toList());
  }

  /** The numbers that the XCN does not have. */
  static List<Identifier> further(Clinician clinician) {
    var staff = clinician.givenAs(clinician.id());
    return clinician.identifiers().stream()
        .filter(i -> staff.isEmpty() || i != staff.get())
        .toList();
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
                  .telecoms(
                      found.all(code + "-TEL").stream()
                          .flatMap(o -> Contacts.readXtn(o.value()).stream())
                          .toList())
                  .build();
            });
  }
}
