package org.luer.mappings.concept.order;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianRowsHl7v2;
import org.luer.mappings.concept.infusion.Drug;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.Panel;

/**
 * What a session report carries of an {@link InfusionOrder}, to and from the panel ORDER of
 * ORU^R01. ORC-2, ORC-4 and ORC-12 name the same for receivers that read only those.
 *
 * <p>Mapped: id, numbers, status, orderer, time, indications, series, drug. Everything else of an
 * order travels with the order itself.
 */
public final class OrderHl7v2 {
  private static final LocalCodes CODES = LocalCodes.load(OrderHl7v2.class, "order-hl7v2.csv");

  private OrderHl7v2() {}

  /** The observations of the table. */
  public static LocalCodes codes() {
    return CODES;
  }

  /** Writes the order; an empty panel when there is none. */
  public static Panel write(@Nullable InfusionOrder order, Dialect dialect) {
    var panel = new Panel(16, "ORDER^Order that the session fills^99KIC", "OTH");
    if (order == null) {
      return panel;
    }
    var rows = panel.group(CODES, "", dialect);
    rows.text("ORD-ID", order.id());
    number(panel, "ORD-PLACER", order.placerNumber(), dialect);
    number(panel, "ORD-FILLER", order.fillerNumber(), dialect);
    number(panel, "ORD-GROUP", order.groupNumber(), dialect);
    rows.code("ORD-STATUS", order.status().code(), "99KICREQ");
    rows.partial("ORD-AT", order.orderedAt());
    rows.codeds("ORD-INDIC", order.indications());
    var series = order.series();
    if (series != null) {
      rows.number("ORD-SERIES-NO", series.number());
      rows.number("ORD-SERIES-OF", series.of());
      rows.text("ORD-SERIES-INT", series.interval());
    }
    var drug = order.drug();
    if (drug != null) {
      rows.coded("ORD-DRUG", drug.code());
      rows.text("ORD-DRUG-NDC", drug.ndc());
      rows.quantity("ORD-DRUG-CONC", drug.concentration());
    }
    ClinicianRowsHl7v2.write(rows, "ORD-BY", order.orderer());
    return panel;
  }

  private static void number(
      Panel panel, String code, @Nullable Identifier number, Dialect dialect) {
    if (number != null) {
      panel.group(CODES, "", dialect).raw(code, Numbers.cx(number));
    }
  }

  /** Reads the order of the panel; empty when there is none. */
  public static Optional<InfusionOrder> read(Observations observations, String patientId) {
    var found = observations.single(CODES);
    var id = found.text("ORD-ID");
    if (id == null) {
      return Optional.empty();
    }
    var code = found.code("ORD-STATUS");
    var status =
        found
            .reading()
            .member(
                InfusionOrder.Status.values(),
                InfusionOrder.Status::code,
                code == null ? "" : code,
                found.path("ORD-STATUS"));
    var drug = found.coded("ORD-DRUG");
    var carried =
        new Carried(
            number(found, "ORD-PLACER"),
            number(found, "ORD-FILLER"),
            number(found, "ORD-GROUP"),
            ClinicianRowsHl7v2.read(found, "ORD-BY").orElse(null),
            found.partial("ORD-AT"),
            found.codeds("ORD-INDIC"),
            series(found),
            drug == null
                ? null
                : new Drug(
                    drug, found.text("ORD-DRUG-NDC"), found.quantity("ORD-DRUG-CONC", "mg/mL")));
    return Optional.ofNullable(status).map(s -> carried.order(id, patientId, s));
  }

  private static @Nullable Identifier number(Found found, String code) {
    var obx = found.first(code);
    return obx == null ? null : Numbers.readCx(obx.value(), found.reading().dialect()).orElse(null);
  }

  /** An order of which only numbers, status and orderer are known. */
  public static InfusionOrder named(
      String id,
      String patientId,
      @Nullable Identifier placer,
      @Nullable Identifier filler,
      @Nullable Identifier group,
      InfusionOrder.Status status,
      @Nullable Clinician orderer) {
    return new Carried(placer, filler, group, orderer, null, List.of(), null, null)
        .order(id, patientId, status);
  }

  /** What travels of an order, beside its key and status. */
  private record Carried(
      @Nullable Identifier placer,
      @Nullable Identifier filler,
      @Nullable Identifier group,
      @Nullable Clinician orderer,
      @Nullable PartialTime orderedAt,
      List<Coded> indications,
      @Nullable Series series,
      @Nullable Drug drug) {

    InfusionOrder order(String id, String patientId, InfusionOrder.Status status) {
      return InfusionOrder.identified(
          id,
          patientId,
          placer,
          filler,
          group,
          status,
          orderer,
          orderedAt,
          indications,
          series,
          drug);
    }
  }

  private static @Nullable Series series(Found found) {
    return Series.orNull(
        found.integer("ORD-SERIES-NO"),
        found.integer("ORD-SERIES-OF"),
        found.text("ORD-SERIES-INT"));
  }
}
