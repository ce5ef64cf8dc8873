package org.luer.mappings.concept.specimen;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.EntityNumbers;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.Moments;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Units;
import org.luer.mappings.hl7v2.Version;
import org.luer.mappings.hl7v2.Wire;

/**
 * {@link Specimen} to and from SPM, or OBR-14 and OBR-15 of versions before 2.5.
 *
 * <p>Mapped: SPM-2, 4, 6 to 8, 11, 12, 14, 17, 18, 24, 27; OBR-9 (the amount), OBR-14, OBR-15.1 to
 * .4. Not carried before 2.5: numbers, method, role, time of collection, conditions. Ignored when
 * read: the rest of SPM, OBR-15.5 to .7.
 */
public final class SpecimenHl7v2 {
  private static final Pattern SYSTEM = Pattern.compile("L|HL7\\d{4}|SCT|SNM|LN|99\\w+");

  private SpecimenHl7v2() {}

  /** Writes the specimen behind the findings, or into OBR where the version has no SPM. */
  public static void write(
      @Nullable Specimen specimen, OutSegment obr, List<OutSegment> behind, Dialect dialect) {
    if (specimen == null) {
      return;
    }
    if (Version.of(dialect.version()).before(Version.V251)) {
      inObr(specimen, obr, dialect);
      return;
    }
    behind.add(segment(specimen, dialect));
  }

  /** Writes what OBR holds of it, where the message has no SPM. */
  public static void inObr(Specimen specimen, OutSegment obr, Dialect dialect) {
    obr.set(14, Hl7Timestamp.write(specimen.receivedAt()))
        .set(
            15,
            Wire.components(
                inside(specimen.type(), dialect),
                additive(specimen.additive(), dialect),
                Wire.text(specimen.description()),
                inside(specimen.bodySite(), dialect)))
        .set(9, amount(specimen.amount()));
  }

  /** SPM. */
  public static OutSegment segment(Specimen specimen, Dialect dialect) {
    return new OutSegment("SPM")
        .set(1, "1")
        .set(2, Wire.components(half(specimen.placerNumber()), half(specimen.number())))
        .set(4, specimen.type() == null ? "" : Cwe.write(specimen.type(), dialect))
        .set(6, Cwe.write(specimen.additive(), dialect))
        .set(7, Cwe.write(specimen.method(), dialect))
        .set(8, Cwe.write(specimen.bodySite(), dialect))
        .set(11, Cwe.write(specimen.role(), dialect))
        .set(12, amount(specimen.amount()))
        .set(14, Wire.text(specimen.description()))
        .set(
            17,
            Wire.components(
                Hl7Timestamp.write(specimen.collectedFrom()),
                Hl7Timestamp.write(specimen.collectedTo())))
        .set(18, Hl7Timestamp.write(specimen.receivedAt()))
        .set(
            24,
            Wire.repetitions(
                specimen.conditions().stream().map(c -> Cwe.write(c, dialect)).toList()))
        .set(27, Cwe.write(specimen.container(), dialect));
  }

  /** CQ; its unit is one component. */
  private static String amount(@Nullable Quantity amount) {
    return amount == null
        ? ""
        : Wire.components(Numbers.nm(amount.value()), Units.write(amount.unit()).replace('^', '&'));
  }

  /** Before 2.5 the additive is a text (TX): words without a code stand there alone. */
  private static String additive(@Nullable Coded additive, Dialect dialect) {
    return additive != null
            && additive.code() == null
            && additive.text() != null
            && Version.of(dialect.version()).before(Version.V251)
        ? Wire.text(additive.text())
        : inside(additive, dialect);
  }

  private static @Nullable Quantity readAmount(Part part) {
    var number = Numbers.readNm(part.component(1));
    var d = part.delimiters();
    var unit = part(part, part.raw(2).replace(d.subcomponent(), d.component()));
    var named = unit.present() ? Units.read(unit) : Optional.<String>empty();
    return number.isEmpty() || named.isEmpty() ? null : new Quantity(number.get(), named.get());
  }

  private static String half(@Nullable Identifier number) {
    return number == null
        ? ""
        : Wire.subcomponents(Wire.text(number.value()), Wire.text(number.authority()));
  }

  private static String inside(@Nullable Coded coded, Dialect dialect) {
    return Cwe.write(coded, dialect).replace('^', '&');
  }

  /** The specimen of a report; null when neither SPM nor OBR says anything of it. */
  public static @Nullable Specimen read(
      @Nullable Segment spm, Segment obr, String sender, Reading reading) {
    return spm == null ? old(obr, reading) : read(spm, obr, sender, reading, reading.dialect());
  }

  private static Specimen read(
      Segment spm, Segment obr, String sender, Reading reading, Dialect dialect) {
    var collected = spm.field(17);
    var received = Moments.time(spm, 18, reading);
    return new Specimen(
        EntityNumbers.readHalf(spm.field(2), 1, sender),
        EntityNumbers.readHalf(spm.field(2), 2, sender),
        coded(spm, 4, dialect),
        coded(spm, 7, dialect),
        coded(spm, 8, dialect),
        Moments.time(part(collected, collected.raw(1)), reading),
        Moments.time(part(collected, collected.raw(2)), reading),
        received == null ? Moments.time(obr, 14, reading) : received,
        conditions(spm, dialect),
        coded(spm, 11, dialect),
        readAmount(spm.has(12) ? spm.field(12) : obr.field(9)),
        coded(spm, 6, dialect),
        spm.has(14) ? spm.field(14).optional(1) : null,
        coded(spm, 27, dialect));
  }

  private static @Nullable Coded coded(Segment segment, int field, Dialect dialect) {
    return segment.has(field) ? Cwe.read(segment.repetitions(field), dialect) : null;
  }

  private static List<Coded> conditions(Segment spm, Dialect dialect) {
    var conditions = new ArrayList<Coded>();
    for (var part : spm.repetitions(24)) {
      var condition = Cwe.read(List.of(part), dialect);
      if (condition != null) {
        conditions.add(condition);
      }
    }
    return conditions;
  }

  private static Part part(Part whole, String raw) {
    return new Part(raw, whole.delimiters(), whole.segment(), whole.field(), whole.repetition());
  }

  private static @Nullable Specimen old(Segment obr, Reading reading) {
    var source = source(obr.field(15));
    var received = Moments.time(obr, 14, reading);
    var type = inside(source, 1, reading.dialect());
    var site = inside(source, 4, reading.dialect());
    var additive = inside(source, 2, reading.dialect());
    var description = source.optional(3);
    var amount = readAmount(obr.field(9));
    return type == null
            && site == null
            && received == null
            && additive == null
            && description == null
            && amount == null
        ? null
        : new Specimen(
            null,
            null,
            type,
            null,
            site,
            null,
            null,
            received,
            List.of(),
            null,
            amount,
            additive,
            description,
            null);
  }

  /**
   * The source of a specimen as SPS; many write a plain CE, whose third component names a code
   * system.
   */
  private static Part source(Part written) {
    var d = written.delimiters();
    var plain =
        written.raw(1).indexOf(d.subcomponent()) < 0
            && written.raw(2).indexOf(d.subcomponent()) < 0
            && SYSTEM.matcher(written.component(3)).matches();
    return plain ? part(written, written.raw().replace(d.component(), d.subcomponent())) : written;
  }

  /** A CE inside a component: its parts are subcomponents. */
  private static @Nullable Coded inside(Part source, int component, Dialect dialect) {
    var d = source.delimiters();
    var raw = source.raw(component).replace(d.subcomponent(), d.component());
    return raw.isEmpty() ? null : Cwe.read(List.of(part(source, raw)), dialect);
  }
}
