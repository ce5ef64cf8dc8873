package org.luer.mappings.exchange;

import java.time.OffsetDateTime;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Systems;
import org.luer.mappings.core.Translation;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Times;
import org.luer.mappings.translation.ParcelRenderings;

/**
 * The data of a packet for prior authorization as one FHIR collection: the request and every record
 * that supports it, each as its own exchange writes it.
 */
public final class PacketBundle {
  private PacketBundle() {}

  /**
   * The Bundle; refused when the records are not whole, for instance without their patient.
   *
   * @param request number of the request
   * @param base base of our own systems
   */
  public static Translation<Bundle> of(
      String request,
      List<? extends ClinicRecord> records,
      Organization clinic,
      OffsetDateTime at,
      String base) {
    return Exchanges.ALL
        .fromRecords(records, clinic)
        .map(
            parcels -> {
              var bundle = ParcelRenderings.bundle(parcels, Dialect.DEFAULT);
              bundle.setType(Bundle.BundleType.COLLECTION);
              bundle.setIdentifier(
                  Identifiers.of(Systems.sid(base, "authorization-packet"), request));
              bundle.setTimestampElement(Times.instant(at));
              bundle.getEntry().forEach(e -> e.setRequest(null));
              return bundle;
            });
  }
}
