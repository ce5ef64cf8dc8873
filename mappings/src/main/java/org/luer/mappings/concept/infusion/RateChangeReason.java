package org.luer.mappings.concept.infusion;

import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.CodeTable;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Enums;

/**
 * Our own codes of what was done to an infusion (kic-rate-change-reason): rate-change-reasons.csv.
 */
public final class RateChangeReason {
  /** Name of the code system. */
  public static final String SYSTEM = "kic-rate-change-reason";

  /** One row per code. */
  public static final CodeTable<String, Row> TABLE =
      CodeTable.load(
          RateChangeReason.class,
          "rate-change-reasons.csv",
          line ->
              new Row(
                  line.getField("code"),
                  line.getField("display"),
                  Enums.read(
                          TimelineEvent.Type.values(),
                          TimelineEvent.Type::code,
                          line.getField("type"))
                      .orElseThrow()),
          Row::code);

  private RateChangeReason() {}

  /**
   * One code.
   *
   * @param code the code
   * @param display its words
   * @param type the event that it is read as
   */
  public record Row(String code, String display, TimelineEvent.Type type) {}

  /** The concept of an event, by its type and the rate before it. */
  static CodeableConcept of(TimelineEvent event, @Nullable Quantity before, BundleWriter out) {
    var code =
        switch (event.type()) {
          case START -> "START";
          case RESUME -> "RESUME";
          case PAUSE -> "PAUSE";
          case BOLUS -> "BOLUS";
          case STOP -> "STOP-COMPLETE";
          case STOP_EARLY -> "STOP-EARLY";
          case RATE_CHANGE -> step(event.rate(), before);
        };
    return Codings.concept(out.own(SYSTEM), code, TABLE.row(code).display());
  }

  private static String step(@Nullable Quantity rate, @Nullable Quantity before) {
    if (rate == null || before == null) {
      return "STEP";
    }
    var change = rate.value().compareTo(before.value());
    return change > 0 ? "STEP-UP" : change < 0 ? "STEP-DOWN" : "STEP";
  }

  /** The event type of the first concept with a code of ours. */
  static Optional<TimelineEvent.Type> read(List<CodeableConcept> concepts, String base) {
    for (var concept : concepts) {
      var row = Codings.codeIn(concept, Systems.own(base, SYSTEM)).flatMap(TABLE::find);
      if (row.isPresent()) {
        return row.map(Row::type);
      }
    }
    return Optional.empty();
  }

  /** Whether the concept is one of ours. */
  static boolean isOurs(CodeableConcept concept, String base) {
    return Codings.codeIn(concept, Systems.own(base, SYSTEM)).isPresent();
  }
}
