package org.luer.mappings.hl7v2;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Device;
import org.luer.mappings.core.Dialect;

/** The numbers of devices to and from OBX-18: the clinic's own, and those that others gave. */
public final class DeviceNumbers {
  private final Map<String, Device> given = new LinkedHashMap<>();
  private final Dialect dialect;

  private DeviceNumbers(Dialect dialect) {
    this.dialect = dialect;
  }

  /**
   * For writing.
   *
   * @param devices those of which others tell
   */
  public static DeviceNumbers of(List<Device> devices, Dialect dialect) {
    var numbers = new DeviceNumbers(dialect);
    devices.forEach(d -> numbers.given.put(d.id(), d));
    return numbers;
  }

  /** Of everything that was observed: the devices that have a number of somebody else. */
  public static List<Device> read(Observations observations) {
    var dialect = observations.reading().dialect();
    var found = new DeviceNumbers(dialect).given;
    for (var obx : observations.all()) {
      for (var part : obx.segment().repetitions(18)) {
        Numbers.readEi(part, null)
            .filter(d -> !d.authority().equals(dialect.clinic().application()))
            .ifPresent(d -> found.putIfAbsent(d.value(), Device.of(d)));
      }
    }
    return List.copyOf(found.values());
  }

  /** EI of a device; empty for none. */
  public String ei(@Nullable String device) {
    if (device == null) {
      return "";
    }
    var known = given.get(device);
    return known == null || known.number() == null
        ? Numbers.ei(device, dialect.clinic().application())
        : Numbers.ei(known.number());
  }
}
