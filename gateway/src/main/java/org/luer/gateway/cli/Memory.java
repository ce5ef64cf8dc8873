package org.luer.gateway.cli;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * Lets an idle gateway give memory back. A Java machine takes a quarter of the host as its limit
 * and keeps what it once took; a gateway works in bursts. These flags can be changed while running;
 * flags on the command line win.
 */
final class Memory {
  /** In this order: the most free space may not be set below the least. */
  private static final List<Flag> FLAGS =
      List.of(
          new Flag("G1PeriodicGCInterval", "10000"), // ms: collect when idle
          new Flag("MinHeapFreeRatio", "10"),
          new Flag("MaxHeapFreeRatio", "25"));

  /** A flag and what it is set to. */
  private record Flag(String name, String value) {}

  private Memory() {}

  /**
   * Sets the flags that the command line left alone; another Java machine than HotSpot is left as
   * it is.
   */
  static void frugal() {
    var machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    if (machine == null) {
      return;
    }
    FLAGS.forEach(flag -> set(machine, flag.name(), flag.value()));
  }

  private static void set(HotSpotDiagnosticMXBean machine, String flag, String value) {
    try {
      var option = machine.getVMOption(flag);
      if (option.isWriteable()
          && option.getOrigin() == com.sun.management.VMOption.Origin.DEFAULT) {
        machine.setVMOption(flag, value);
      }
    } catch (IllegalArgumentException unknownHere) {
      // another collector or another machine: it keeps its own ways
    }
  }
}
