package org.luer.mappings.exchange.results;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.observation.ReceivedForms;
import org.luer.mappings.receipt.ChangeRules;
import org.luer.mappings.receipt.Leaf;
import org.luer.mappings.receipt.Renderings;

/** How what a stranger sent of results may come back in another form, by name. */
final class ResultsRules {
  static final List<ChangeRules.Rule> INBOUND =
      List.of(
          ResultsRules::status,
          ResultsRules::unit,
          ResultsRules::structured,
          ResultsRules::lines,
          ResultsRules::media);

  private ResultsRules() {}

  /** Several statuses of HL7 v2 are one status of the clinic model, which writes one of them. */
  private static @Nullable String status(Leaf source, Leaf returned, Renderings both) {
    return at(source, "OBX-11.1", "OBR-25.1")
            && ReceivedForms.sameStatus(source.value(), returned.value())
        ? "status-class"
        : null;
  }

  /** A unit by another name is written in UCUM, and so is the name of its system. */
  private static @Nullable String unit(Leaf source, Leaf returned, Renderings both) {
    if (at(source, "OBX-6.1", "RXA-7.1", "RXA-14.1")) {
      return ReceivedForms.sameUnit(source.value(), returned.value()) ? "unit-in-ucum" : null;
    }
    return at(source, "OBX-6.3", "RXA-7.3", "RXA-14.3") && returned.value().equals("UCUM")
        ? "unit-in-ucum"
        : null;
  }

  /** A number with a sign before it is a structured number. */
  private static @Nullable String structured(Leaf source, Leaf returned, Renderings both) {
    if (!at(source, "OBX-5.1") || !source.value().strip().startsWith(returned.value())) {
      return null;
    }
    var number = both.returned(source.key().replaceFirst("\\.1\\.1$", ".2.1"));
    return number != null
            && source.value().replace(" ", "").equals(returned.value() + number.value())
        ? "structured-number"
        : null;
  }

  /** Line breaks inside a text are repetitions of the field, or lines of their own. */
  private static @Nullable String lines(Leaf source, Leaf returned, Renderings both) {
    return at(source, "OBX-5.1", "NTE-3.1")
            && source.value().indexOf('\n') > 0
            && source.value().startsWith(returned.value() + "\n")
        ? "line-breaks"
        : null;
  }

  /** Media types are written in lower case, with the kind as HL7 table 0191 has it. */
  private static @Nullable String media(Leaf source, Leaf returned, Renderings both) {
    var same =
        source.value().toLowerCase(Locale.ROOT).equals(returned.value().toLowerCase(Locale.ROOT));
    var kind = source.value().equalsIgnoreCase("application") && returned.value().equals("AP");
    return at(source, "OBX-5.2", "OBX-5.3", "OBX-5.4") && (same || kind) ? "media-type" : null;
  }

  private static boolean at(Leaf leaf, String... places) {
    for (var place : places) {
      if (leaf.pattern().endsWith(":" + place)) {
        return true;
      }
    }
    return false;
  }
}
