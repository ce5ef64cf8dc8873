package org.luer.mappings.concept.observation;

import java.util.List;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Times;

/**
 * {@link ExaminationRequest} to and from the ServiceRequest that a DiagnosticReport contains.
 *
 * <p>Mapped: authoredOn, occurrenceDateTime, orderDetail (the first), the extensions of {@link
 * ExaminationDeskFhir}. Cannot carry: what led to the examination, where the order was entered,
 * what the orderer wrote for itself.
 */
final class ExaminationRequestFhir {
  private ExaminationRequestFhir() {}

  /** Whether there is something that a ServiceRequest can say. */
  static boolean says(ExaminationRequest request) {
    return request.orderedAt() != null
        || request.wantedAt() != null
        || request.procedure() != null
        || ExaminationDeskFhir.says(request);
  }

  static void toFhir(ExaminationRequest request, ServiceRequest order) {
    if (request.orderedAt() != null) {
      order.setAuthoredOnElement(Times.dateTime(request.orderedAt()));
    }
    if (request.wantedAt() != null) {
      order.setOccurrence(Times.dateTime(request.wantedAt()));
    }
    if (request.procedure() != null) {
      order.addOrderDetail(Codings.of(request.procedure()));
    }
  }

  static @Nullable ExaminationRequest fromFhir(
      ServiceRequest order, String path, BundleReader in, ExaminationDeskFhir.Observed by) {
    var desk = new ExaminationDeskFhir(order, in.base());
    return new ExaminationRequest(
            time(order.hasAuthoredOn() ? order.getAuthoredOnElement() : null, path, in),
            time(
                order.hasOccurrenceDateTimeType() ? order.getOccurrenceDateTimeType() : null,
                path,
                in),
            desk.priority(),
            desk.collector(by),
            desk.copiesTo(by),
            order.hasOrderDetail()
                ? Codings.read(order.getOrderDetailFirstRep()).orElse(null)
                : null,
            null,
            null,
            null,
            null,
            null,
            desk.enteredBy(by),
            null,
            desk.specimenAction(),
            List.of(),
            desk.transport(),
            desk.technician(by))
        .orNull();
  }

  private static @Nullable PartialTime time(
      @Nullable DateTimeType written, String path, BundleReader in) {
    return written == null ? null : Times.partial(written, path, in.issues()).orElse(null);
  }
}
