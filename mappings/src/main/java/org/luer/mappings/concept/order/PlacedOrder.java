package org.luer.mappings.concept.order;

import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.PartialTime;

/** What every order has, whatever was ordered. The components are described in the records. */
public interface PlacedOrder extends ClinicRecord {

  /** The clinic's patient number. */
  String patientId();

  /** Number of the one who placed the order. */
  @Nullable Identifier placerNumber();

  /** Number of the one who fills it. */
  @Nullable Identifier fillerNumber();

  /** Number of the group of orders. */
  @Nullable Identifier groupNumber();

  /** The code of the status, in the list of its kind of order. */
  String statusCode();

  /** How soon. */
  InfusionOrder.@Nullable Priority priority();

  /** Who ordered it. */
  @Nullable Clinician orderer();

  /** When it was ordered. */
  @Nullable PartialTime orderedAt();

  /** What it is for. */
  List<Coded> indications();

  /** When it is to be done. */
  @Nullable OrderTiming timing();

  /** Findings that it rests on. */
  List<OrderFinding> findings();

  /** Further notes. */
  List<String> notes();

  /** How it came to be. */
  @Nullable OrderEntry entry();

  /** When this version was recorded. */
  @Nullable OffsetDateTime recordedAt();

  /** How it came to be, with nothing known when there is no such part. */
  default OrderEntry origin() {
    var entry = entry();
    return entry == null ? OrderEntry.none() : entry;
  }

  /** When it is to be done, with nothing known when there is no such part. */
  default OrderTiming when() {
    var timing = timing();
    return timing == null ? OrderTiming.none() : timing;
  }
}
