package org.luer.mappings.concept.charge.hl7v2;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.billing.Evidence;
import org.luer.mappings.concept.charge.Charge;
import org.luer.mappings.concept.charge.ChargeLine;
import org.luer.mappings.concept.charge.TransactionTypes;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Systems;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Rows;
import org.luer.mappings.hl7v2.Version;
import org.luer.mappings.hl7v2.Wire;

/**
 * A {@link ChargeLine} as FT1 with its NTE and PR1; {@link ChargeLineReader} reads it.
 *
 * <p>Mapped: FT1-2 to 5, 6, 7, 10, 11, 12, 13, 19, 20, 21, 23, 24, 25, 26, 29, 43; PR1-3, 5, 6, 7,
 * 12, 15, 16; {@link BilledDrugHl7v2} has FT1-29, FT1-43 and NTE. Written for the receiver, and the
 * same on every line: FT1-14 (plan), FT1-16 (place of the visit), FT1-18. What a version has no
 * field for is an observation with the number of the line: end of the service before 2.5, the
 * practitioner from 2.7 on.
 */
final class ChargeLineHl7v2 {
  static final LocalCodes CODES = LocalCodes.load(ChargeLineHl7v2.class, "charge-line-hl7v2.csv");

  private static final int EI_LENGTH = 22;

  private ChargeLineHl7v2() {}

  /** FT1-6: what a line does to the account. */
  private static String transaction(boolean credit) {
    return TransactionTypes.write(credit);
  }

  /** What the observations name a line by. */
  static String key(boolean credit, String number) {
    return transaction(credit) + " " + number;
  }

  /** FT1. */
  static OutSegment ft1(Charge charge, ChargeLine line, Dialect dialect) {
    var end = Version.of(dialect.version()).before(Version.V251) ? null : line.to();
    var start =
        line.from() == null
            ? Hl7Timestamp.write(charge.serviceDate())
            : Hl7Timestamp.write(line.from());
    var code = line.code();
    return new OutSegment("FT1")
        .set(2, Wire.text(line.number()))
        .set(3, Wire.text(line.batch()))
        .set(4, Wire.components(start, Hl7Timestamp.write(end)))
        .set(5, Hl7Timestamp.write(line.postedAt()))
        .set(6, transaction(line.credit()))
        .set(7, Cwe.write(line.item() == null ? code : line.item(), dialect))
        .set(10, Numbers.nm(line.units()))
        .set(11, MoneyHl7v2.write(line.amount()))
        .set(12, MoneyHl7v2.write(line.unitPrice()))
        .set(13, Cwe.write(line.department(), dialect))
        .set(18, Wire.text(charge.patientType()))
        .set(19, Wire.repetitions(diagnoses(charge, line, dialect)))
        .set(20, ChargePeople.xcn(line.performer(), dialect))
        .set(21, ChargePeople.xcn(line.orderer(), dialect))
        .set(23, filler(charge, line, dialect))
        .set(24, ChargePeople.xcn(line.enteredBy(), dialect))
        .set(25, Cwe.write(code, dialect))
        .set(26, modifiers(line, dialect));
  }

  private static List<String> diagnoses(Charge charge, ChargeLine line, Dialect dialect) {
    return line.diagnoses().stream()
        .map(number -> Cwe.write(charge.diagnoses().get(number - 1).code(), dialect))
        .toList();
  }

  private static String modifiers(ChargeLine line, Dialect dialect) {
    return Wire.repetitions(line.modifiers().stream().map(m -> modifier(m, dialect)).toList());
  }

  /** Modifiers of CPT have a name of their own in HL7 v2. */
  private static String modifier(Coded modifier, Dialect dialect) {
    return Systems.CPT.equals(modifier.system()) && modifier.also().isEmpty()
        ? Wire.components(Wire.text(modifier.code()), Wire.text(modifier.text()), "CPTM")
        : Cwe.write(modifier, dialect);
  }

  /** The number of the report about the service, else that of the session. */
  private static String filler(Charge charge, ChargeLine line, Dialect dialect) {
    return line.fillerNumber() == null
        ? session(charge.sessionId(), dialect)
        : Numbers.ei(line.fillerNumber());
  }

  /** The session's number with our namespace, when it has room in EI. */
  static String session(@Nullable String sessionId, Dialect dialect) {
    var ei = sessionId == null ? "" : Numbers.ei(sessionId, dialect.clinic().application());
    return ei.length() > EI_LENGTH ? "" : ei;
  }

  /** PR1; empty for a line without procedure. */
  static Optional<OutSegment> pr1(Charge charge, ChargeLine line, Dialect dialect) {
    var procedure = line.procedure();
    var code = line.code();
    if (procedure == null || code == null) {
      return Optional.empty();
    }
    var minutes = procedure.minutes();
    var main = line.diagnoses().isEmpty() ? "" : diagnoses(charge, line, dialect).get(0);
    return Optional.of(
        new OutSegment("PR1")
            .set(2, Systems.CPT.equals(code.system()) ? "C4" : "")
            .set(3, Cwe.write(code, dialect))
            .set(5, Hl7Timestamp.write(procedure.startedAt()))
            .set(6, procedure.type() == null ? "" : procedure.type().hl7())
            .set(7, minutes == null ? "" : Numbers.nm(minutes.value()))
            .set(12, ChargePeople.xcn(procedure.practitioner(), dialect))
            .set(15, main)
            .set(16, modifiers(line, dialect)));
  }

  /** Writes what the version has no field for, and the evidence. */
  static void rows(ChargeLine line, String own, Rows rows) {
    rows.text("LINE-NO", key(line.credit(), line.number()));
    rows.text("LINE-OWN", own.equals(line.number()) ? null : own);
    var version = Version.of(rows.dialect().version());
    if (version.before(Version.V251)) {
      rows.time("LINE-TO", line.to());
    }
    var procedure = line.procedure();
    if (version == Version.V28 && procedure != null && procedure.practitioner() != null) {
      rows.raw("LINE-PRAC", ChargePeople.xcn(procedure.practitioner(), rows.dialect()));
    }
    if (line.fillerNumber() != null && !fits(line.fillerNumber())) {
      rows.raw("LINE-FILLER", Numbers.cx(line.fillerNumber()));
    }
    rows.texts("LINE-EVID", line.evidence().stream().map(Evidence::written).toList());
  }

  /** Whether EI says everything about a number. */
  private static boolean fits(Identifier number) {
    return number
        .bare()
        .equals(new Identifier(number.value(), number.authority(), null, ChargeLineReader.FILLER));
  }
}
