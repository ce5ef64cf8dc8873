package org.luer.mappings.fhir;

import java.util.Optional;
import org.hl7.fhir.r4.model.Identifier;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Device;
import org.luer.mappings.core.Dialect;

/**
 * {@link Device} to and from an R4 Device.
 *
 * <p>Mapped: identifier, deviceName (user-friendly-name), type, manufacturer, modelNumber,
 * serialNumber; status is active, since it was in use. Ignored when read: udiCarrier, lotNumber,
 * owner, location.
 */
final class Devices {
  private Devices() {}

  static org.hl7.fhir.r4.model.Device toFhir(Device device, Identifier identifier) {
    var written = new org.hl7.fhir.r4.model.Device();
    written.addIdentifier(identifier);
    written.setStatus(org.hl7.fhir.r4.model.Device.FHIRDeviceStatus.ACTIVE);
    written.setManufacturer(device.manufacturer());
    written.setModelNumber(device.model());
    written.setSerialNumber(device.serial());
    if (device.name() != null) {
      written
          .addDeviceName()
          .setName(device.name())
          .setType(org.hl7.fhir.r4.model.Device.DeviceNameType.USERFRIENDLYNAME);
    }
    if (device.type() != null) {
      written.setType(Codings.of(device.type()));
    }
    return written;
  }

  /** The device; empty when it has neither number nor name by which it could be called. */
  static Optional<Device> read(
      org.hl7.fhir.r4.model.Device written, boolean ours, Dialect dialect) {
    var first = written.getIdentifierFirstRep();
    var name = written.hasDeviceName() ? written.getDeviceNameFirstRep().getName() : null;
    var id = first(first.getValue(), written.getSerialNumber(), name);
    return id == null
        ? Optional.empty()
        : Optional.of(
            new Device(
                id,
                ours ? null : Identifiers.read(first, dialect).orElse(null),
                name,
                Codings.read(written.getType()).orElse(null),
                written.getManufacturer(),
                written.getModelNumber(),
                written.getSerialNumber()));
  }

  private static @Nullable String first(@Nullable String... values) {
    for (var value : values) {
      if (value != null) {
        return value;
      }
    }
    return null;
  }
}
