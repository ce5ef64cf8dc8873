package org.luer.conformance.kit.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Processor time of processes and what they started, from the kernel (Linux). */
final class CpuTime {
  private static final double TICKS = 100; // USER_HZ is 100 on every Linux that Java runs on

  private CpuTime() {}

  /** Seconds that a process and all that it started have used, ended ones included. */
  static double seconds(ProcessHandle process) {
    return Stream.concat(Stream.of(process), process.descendants()).mapToLong(CpuTime::ticks).sum()
        / TICKS;
  }

  private static long ticks(ProcessHandle process) {
    try {
      var line = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
      var fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
      long ticks = 0;
      for (int i = 11; i < 15; i++) { // utime, stime, and those of children that ended
        ticks += Long.parseLong(fields[i]);
      }
      return ticks;
    } catch (IOException ended) {
      return 0; // counted in its parent's
    }
  }
}
