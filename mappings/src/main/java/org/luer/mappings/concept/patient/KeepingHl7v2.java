package org.luer.mappings.concept.patient;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.organization.OrganizationRowsHl7v2;
import org.luer.mappings.core.Address;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Telecom;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.Obx;
import org.luer.mappings.hl7v2.Panel;
import org.luer.mappings.hl7v2.Version;

/**
 * Observations beside PID with what its fields have no component for: the use of a number and the
 * words for its type, the rank of a telephone, the kind of an address, each with the number of the
 * repetition in OBX-4 (telephones of PID-13 before those of PID-14); further languages, numbers
 * that are not told, the house that keeps the record.
 */
final class KeepingHl7v2 {
  private static final String LISTED = "99KIC";

  private KeepingHl7v2() {}

  /**
   * Writes the observations.
   *
   * @param told the numbers in PID-3, in their order
   */
  static void write(Patient patient, List<Identifier> told, Panel panel, Dialect dialect) {
    for (int i = 0; i < told.size(); i++) {
      var rows = panel.group(PatientHl7v2.codes(), String.valueOf(i + 1), dialect);
      var use = told.get(i).use();
      rows.code("PAT-ID-USE", use == null ? null : use.code(), LISTED);
      rows.text("PAT-ID-TYPE", told.get(i).typeText());
    }
    var telecoms = ordered(patient.telecoms());
    for (int i = 0; i < telecoms.size(); i++) {
      if (Version.of(dialect.version()) != Version.V28) {
        panel
            .group(PatientHl7v2.codes(), String.valueOf(i + 1), dialect)
            .number("PAT-TEL-RANK", telecoms.get(i).rank());
      }
    }
    for (int i = 0; i < patient.addresses().size(); i++) {
      var kind = patient.addresses().get(i).kind();
      panel
          .group(PatientHl7v2.codes(), String.valueOf(i + 1), dialect)
          .code("PAT-ADR-KIND", kind == null ? null : kind.code(), LISTED);
    }
    var known = patient.demographics();
    if (known != null) {
      demographics(known, panel, dialect);
    }
  }

  private static List<Telecom> ordered(List<Telecom> telecoms) {
    var ordered = new ArrayList<Telecom>();
    telecoms.stream().filter(t -> t.use() != Telecom.Use.WORK).forEach(ordered::add);
    telecoms.stream().filter(t -> t.use() == Telecom.Use.WORK).forEach(ordered::add);
    return ordered;
  }

  private static void demographics(Demographics known, Panel panel, Dialect dialect) {
    var rows = panel.group(PatientHl7v2.codes(), "", dialect);
    rows.codeds("PAT-LANG", known.languages());
    var masked = known.masked().stream().filter(m -> m.shownTo(dialect)).toList();
    for (int i = 0; i < masked.size(); i++) {
      var one = masked.get(i);
      var its = panel.group(PatientHl7v2.codes(), "M" + (i + 1), dialect);
      its.raw("PAT-MASKED", Numbers.cx(one.shown(), one.authority(), null, one.type()));
      its.code("PAT-ID-USE", one.use() == null ? null : one.use().code(), LISTED);
      its.text("PAT-ID-TYPE", one.typeText());
    }
    OrganizationRowsHl7v2.write(rows, "PAT-KEPT", known.keptBy());
  }

  /** The numbers with their uses and words. */
  static List<Identifier> numbers(List<Identifier> numbers, Found found) {
    var all = new ArrayList<Identifier>();
    for (int i = 0; i < numbers.size(); i++) {
      var number = numbers.get(i);
      var words = at(found, "PAT-ID-TYPE", String.valueOf(i + 1));
      all.add(
          new Identifier(
              number.value(),
              number.authority(),
              number.oid(),
              number.type(),
              number.facility(),
              use(found, String.valueOf(i + 1)),
              words == null ? null : words.value().whole(),
              number.period()));
    }
    return all;
  }

  private static Identifier.@Nullable Use use(Found found, String sub) {
    return member(found, "PAT-ID-USE", sub, Identifier.Use.values(), Identifier.Use::code);
  }

  private static <T> @Nullable T member(
      Found found,
      String code,
      String sub,
      T[] members,
      java.util.function.Function<T, String> of) {
    var obx = at(found, code, sub);
    return obx == null
        ? null
        : found.reading().member(members, of, obx.value().component(1), obx.segment().path(5));
  }

  private static @Nullable Obx at(Found found, String code, String sub) {
    return found.all(code).stream().filter(o -> o.sub().equals(sub)).findFirst().orElse(null);
  }

  /** The telephones, those of PID-13 first, with their ranks. */
  static List<Telecom> telecoms(List<Telecom> telecoms, Found found) {
    var all = new ArrayList<Telecom>();
    for (int i = 0; i < telecoms.size(); i++) {
      var one = telecoms.get(i);
      var obx = at(found, "PAT-TEL-RANK", String.valueOf(i + 1));
      var rank = obx == null ? null : Found.number(obx, found.reading());
      all.add(
          rank == null
              ? one
              : new Telecom(one.system(), one.use(), one.value(), rank.intValue(), one.period()));
    }
    return all;
  }

  /** The addresses with their kinds. */
  static List<Address> addresses(List<Address> addresses, Found found) {
    var all = new ArrayList<Address>();
    for (int i = 0; i < addresses.size(); i++) {
      var one = addresses.get(i);
      var kind =
          member(
              found,
              "PAT-ADR-KIND",
              String.valueOf(i + 1),
              Address.Kind.values(),
              Address.Kind::code);
      all.add(
          kind == null
              ? one
              : new Address(
                  one.use(),
                  one.lines(),
                  one.city(),
                  one.state(),
                  one.postalCode(),
                  one.country(),
                  one.county(),
                  kind,
                  one.period()));
    }
    return all;
  }

  /** The demographics with what is read here. */
  static Demographics demographics(Demographics known, Found found) {
    var house = OrganizationRowsHl7v2.read(found, "PAT-KEPT").orElse(null);
    return known.with(house, masked(found), found.codeds("PAT-LANG"));
  }

  private static List<MaskedNumber> masked(Found found) {
    var all = new ArrayList<MaskedNumber>();
    for (var obx : found.all("PAT-MASKED")) {
      var part = obx.value();
      var words = at(found, "PAT-ID-TYPE", obx.sub());
      if (!part.component(1).isEmpty() && !part.component(4).isEmpty()) {
        all.add(
            new MaskedNumber(
                part.component(4),
                part.optional(5),
                words == null ? null : words.value().whole(),
                use(found, obx.sub()),
                part.component(1)));
      }
    }
    return all;
  }
}
