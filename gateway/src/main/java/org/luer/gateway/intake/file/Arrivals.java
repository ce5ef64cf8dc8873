package org.luer.gateway.intake.file;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.luer.gateway.intake.file.Folder.Seen;

/**
 * Tells complete files from those that are still written, from one look at a folder to the next.
 */
final class Arrivals {
  private static final List<String> UNFINISHED = List.of(".tmp", ".part", ".filepart", ".swp");

  private final Clock clock;
  private final Map<String, Since> known = new HashMap<>();

  Arrivals(Clock clock) {
    this.clock = clock;
  }

  private record Since(Seen file, Instant at) {}

  /**
   * The files that have been the same, in size and time, for so long. Hidden files and names that
   * programs give to what they are still writing never are.
   */
  List<Seen> complete(List<Seen> files, Duration settle) {
    var now = clock.instant();
    var complete = new ArrayList<Seen>();
    known.keySet().retainAll(files.stream().map(Seen::name).toList());
    for (var file : files) {
      var since = known.get(file.name());
      if (since == null || !since.file().equals(file)) {
        since = new Since(file, now);
        known.put(file.name(), since);
      }
      if (finished(file.name()) && !since.at().plus(settle).isAfter(now)) {
        complete.add(file);
      }
    }
    return complete;
  }

  /** Forgets a file that was taken away. */
  void gone(String name) {
    known.remove(name);
  }

  private static boolean finished(String name) {
    var small = name.toLowerCase(Locale.ROOT);
    return !small.startsWith(".") && UNFINISHED.stream().noneMatch(small::endsWith);
  }
}
