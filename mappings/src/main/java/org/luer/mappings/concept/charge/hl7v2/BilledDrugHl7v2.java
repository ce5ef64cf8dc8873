package org.luer.mappings.concept.charge.hl7v2;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.billing.BilledDrug;
import org.luer.mappings.concept.billing.Ndc;
import org.luer.mappings.concept.billing.NdcUnit;
import org.luer.mappings.concept.charge.ChargeLine;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Systems;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Rows;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Version;
import org.luer.mappings.hl7v2.Wire;

/**
 * The {@link BilledDrug} of a line and its note to and from FT1-29, FT1-43 and the NTE below FT1
 * (reference/hl7v2.md 2.4).
 *
 * <p>Mapped: FT1-29 product; quantity: FT1-43 from version 2.7 on, before that at the end of the
 * note in the notation of claim forms ({@code NDC N4… ML0.35}). Where the message has no room for
 * them (FT1-29 before 2.5, NTE before 2.5 and in P11), product, quantity and note are observations.
 */
final class BilledDrugHl7v2 {
  private static final Pattern NOTATION =
      Pattern.compile("(?:(.*) )?NDC N4(\\d{11}) ([A-Z0-9]{2})(\\d+(?:\\.\\d+)?)", Pattern.DOTALL);

  private BilledDrugHl7v2() {}

  /** Drug and note as they were read. */
  record Read(@Nullable BilledDrug drug, @Nullable String note) {}

  /** Sets the fields of FT1 and the observations. */
  static void write(ChargeLine line, OutSegment ft1, Rows rows, boolean notes) {
    var dialect = rows.dialect();
    var version = Version.of(dialect.version());
    var drug = line.drug();
    if (drug != null) {
      if (version.before(Version.V251)) {
        rows.coded("LINE-NDC", drug.product());
      } else {
        ft1.set(29, Cwe.write(drug.product(), dialect));
      }
      var quantity = drug.quantity();
      if (quantity != null && version == Version.V28) {
        var unit = NdcUnit.x12(quantity.unit()).orElse(quantity.unit());
        ft1.set(43, Wire.components(Numbers.nm(quantity.value()), Wire.text(unit)));
      } else if (!notation(line, version, notes)) {
        rows.quantity("LINE-NDC-QTY", quantity);
      }
    }
    if (!notes) {
      rows.text("LINE-NOTE", line.note());
    }
  }

  /** Whether the quantity stands in the note. */
  private static boolean notation(ChargeLine line, Version version, boolean notes) {
    var drug = line.drug();
    return notes
        && version != Version.V28
        && drug != null
        && drug.quantity() != null
        && Systems.NDC.equals(drug.product().system())
        && Ndc.isBilling(String.valueOf(drug.product().code()))
        && drug.quantity().value().signum() >= 0;
  }

  /** NTE; null without note. */
  static @Nullable OutSegment note(ChargeLine line, Dialect dialect) {
    var drug = line.drug();
    var note = line.note();
    if (drug != null
        && drug.quantity() != null
        && notation(line, Version.of(dialect.version()), true)) {
      var quantity = drug.quantity();
      var notation =
          "NDC N4"
              + drug.product().code()
              + " "
              + NdcUnit.x12(quantity.unit()).orElseThrow()
              + Numbers.nm(quantity.value());
      note = note == null ? notation : note + " " + notation;
    }
    return note == null
        ? null
        : new OutSegment("NTE").set(1, "1").set(2, "L").set(3, Wire.text(note));
  }

  /** Drug and note of a line. */
  static Read read(Segment ft1, @Nullable String note, Found found, Reading reading) {
    var coded = ft1.has(29) ? Cwe.read(ft1.field(29), reading.dialect()) : found.coded("LINE-NDC");
    var product = coded == null ? null : Ndc.billing(coded);
    var words = note == null ? found.text("LINE-NOTE") : note;
    var quantity = ft1.has(43) ? quantity(ft1, reading) : found.quantity("LINE-NDC-QTY");
    var notation = words == null || quantity != null ? null : NOTATION.matcher(words);
    if (notation != null && notation.matches() && stands(product, notation.group(2))) {
      var unit = NdcUnit.ucum(notation.group(3));
      var amount = Numbers.readNm(notation.group(4));
      if (unit.isPresent() && amount.isPresent()) {
        quantity = new Quantity(amount.get(), unit.get());
        product = product == null ? Coded.of(Systems.NDC, notation.group(2), null) : product;
        words = notation.group(1);
      }
    }
    if (product == null || product.code() == null) {
      if (product != null || quantity != null) {
        reading
            .issues()
            .warning(IssueCode.CODE_UNKNOWN, ft1.path(29), "has no code with its system: not read");
      }
      return new Read(null, words);
    }
    return new Read(new BilledDrug(product, quantity), words);
  }

  private static boolean stands(@Nullable Coded product, String ndc) {
    return product == null || (Systems.NDC.equals(product.system()) && ndc.equals(product.code()));
  }

  private static @Nullable Quantity quantity(Segment ft1, Reading reading) {
    var part = ft1.field(43);
    var amount = Numbers.readNm(part.component(1));
    var unit = NdcUnit.ucum(part.component(2).strip().toUpperCase(java.util.Locale.ROOT));
    if (amount.isEmpty() || unit.isEmpty()) {
      reading
          .issues()
          .error(
              IssueCode.UNIT_UNKNOWN,
              part.path(),
              "is not a number with a unit that drugs are billed in");
      return null;
    }
    return new Quantity(amount.get(), unit.get());
  }
}
