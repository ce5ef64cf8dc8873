package org.luer.mappings.concept.session;

import java.util.LinkedHashMap;
import java.util.List;
import org.luer.mappings.core.Device;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.DeviceNumbers;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.Panel;

/**
 * {@link Device}s to and from the panel DEVICES of ORU^R01, one group of observations each; devices
 * of which only OBX-18 tells are read too.
 *
 * <p>Mapped: every component.
 */
public final class DeviceHl7v2 {
  private static final LocalCodes CODES = LocalCodes.load(DeviceHl7v2.class, "devices-hl7v2.csv");

  private DeviceHl7v2() {}

  /** The observations of the table. */
  public static LocalCodes codes() {
    return CODES;
  }

  /** Writes the devices. */
  public static Panel write(List<Device> devices, Dialect dialect) {
    var panel = new Panel(20, "DEVICES^Devices of the session^99KIC", "OTH");
    for (int i = 0; i < devices.size(); i++) {
      var device = devices.get(i);
      var rows = panel.group(CODES, String.valueOf(i + 1), dialect);
      rows.text("DEV-ID", device.id());
      if (device.number() != null) {
        rows.raw("DEV-NUMBER", Numbers.cx(device.number()));
      }
      rows.text("DEV-NAME", device.name());
      rows.coded("DEV-TYPE", device.type());
      rows.text("DEV-MFR", device.manufacturer());
      rows.text("DEV-MODEL", device.model());
      rows.text("DEV-SERIAL", device.serial());
    }
    return panel;
  }

  /** Reads the devices. */
  public static List<Device> read(Observations observations) {
    var devices = new LinkedHashMap<String, Device>();
    for (var found : observations.groups(CODES)) {
      var id = found.text("DEV-ID");
      var number = found.first("DEV-NUMBER");
      if (id != null) {
        devices.putIfAbsent(
            id,
            new Device(
                id,
                number == null
                    ? null
                    : Numbers.readCx(number.value(), observations.reading().dialect()).orElse(null),
                found.text("DEV-NAME"),
                found.coded("DEV-TYPE"),
                found.text("DEV-MFR"),
                found.text("DEV-MODEL"),
                found.text("DEV-SERIAL")));
      }
    }
    DeviceNumbers.read(observations).forEach(d -> devices.putIfAbsent(d.id(), d));
    return List.copyOf(devices.values());
  }
}
