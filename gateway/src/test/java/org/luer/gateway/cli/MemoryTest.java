package org.luer.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** What was meant to be set is set: one flag bounds the other, so the order counts. */
class MemoryTest {
  @Test
  void theHeapMayShrinkToLittleMoreThanWhatIsUsed() {
    var machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    Memory.frugal();
    assertThat(machine.getVMOption("MinHeapFreeRatio").getValue()).isEqualTo("10");
    assertThat(machine.getVMOption("MaxHeapFreeRatio").getValue()).isEqualTo("25");
  }
}
