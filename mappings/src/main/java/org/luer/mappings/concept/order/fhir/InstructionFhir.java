package org.luer.mappings.concept.order.fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Dosage;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;

/**
 * Instructions of an order to and from Dosage.additionalInstruction: the code says what kind of
 * instruction it is, the text is the instruction. Those without a code of ours are for whoever
 * gives the drug.
 */
public final class InstructionFhir {
  /** Our code system of kinds of instructions. */
  static final String SYSTEM = "kic-order-instruction";

  private InstructionFhir() {}

  /** The kinds. */
  public enum Kind {
    MONITORING,
    NOTHING_BY_MOUTH,
    HOLD_MEDICATION,
    RIDE_HOME,
    NO_RIDE_HOME,
    CONDITION,
    TIMING,
    PHARMACY,
    DEVICE;

    /** The code in our code system. */
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Adds an instruction of one kind. */
  static void write(Dosage dosage, Kind kind, @Nullable String text, BundleWriter out) {
    if (text != null) {
      dosage.addAdditionalInstruction(
          Codings.concept(out.own(SYSTEM), kind.code(), null).setText(text));
    }
  }

  /** Adds a coded thing of one kind. */
  static void write(Dosage dosage, Kind kind, @Nullable Coded coded, BundleWriter out) {
    if (coded != null) {
      var concept = Codings.of(coded);
      concept.addCoding(Codings.coding(out.own(SYSTEM), kind.code(), null).setUserSelected(false));
      dosage.addAdditionalInstruction(concept);
    }
  }

  /** The texts of one kind. */
  static List<String> texts(Dosage dosage, Kind kind, String base) {
    var texts = new ArrayList<String>();
    for (var concept : dosage.getAdditionalInstruction()) {
      if (is(concept, kind, base) && concept.hasText()) {
        texts.add(concept.getText());
      }
    }
    return texts;
  }

  /** The first text of one kind. */
  static @Nullable String text(Dosage dosage, Kind kind, String base) {
    var texts = texts(dosage, kind, base);
    return texts.isEmpty() ? null : texts.get(0);
  }

  /** The coded thing of one kind. */
  static Optional<Coded> coded(Dosage dosage, Kind kind, String base) {
    for (var concept : dosage.getAdditionalInstruction()) {
      if (is(concept, kind, base)) {
        var rest = concept.copy();
        rest.getCoding().removeIf(c -> Systems.own(base, SYSTEM).equals(c.getSystem()));
        return Codings.read(rest);
      }
    }
    return Optional.empty();
  }

  /** Whether there is one of this kind. */
  static boolean has(Dosage dosage, Kind kind, String base) {
    return dosage.getAdditionalInstruction().stream().anyMatch(c -> is(c, kind, base));
  }

  /** Those without a kind. */
  public static List<String> others(Dosage dosage, String base) {
    var others = new ArrayList<String>();
    for (var concept : dosage.getAdditionalInstruction()) {
      if (Codings.codeIn(concept, Systems.own(base, SYSTEM)).isEmpty()) {
        Codings.read(concept).map(Coded::text).ifPresent(others::add);
      }
    }
    return others;
  }

  private static boolean is(CodeableConcept concept, Kind kind, String base) {
    return concept.hasCoding(Systems.own(base, SYSTEM), kind.code());
  }
}
