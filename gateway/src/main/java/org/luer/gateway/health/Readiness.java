package org.luer.gateway.health;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The parts that must be ready before health says so: listeners, lanes. Each registers when it is
 * built and reports when it is up; until every one has, {@code /actuator/health} is 503.
 */
public final class Readiness {
  private final Map<String, Part> parts = new ConcurrentSkipListMap<>();

  /**
   * State of one part.
   *
   * @param detail an address or a word for the operator when ready; the reason when not
   */
  public record State(boolean ready, String detail) {}

  /** One part's handle. */
  public static final class Part {
    private volatile State state = new State(false, "starting");

    /** Reports that the part is up, with its address or a word. */
    public void ready(String detail) {
      state = new State(true, detail);
    }

    /** Reports that the part is not, or no longer, up, and why. */
    public void notReady(String reason) {
      state = new State(false, reason);
    }
  }

  /** Adds a part that is not ready yet; the same name gives the same part. */
  public Part register(String name) {
    return parts.computeIfAbsent(name, n -> new Part());
  }

  /** All parts by name. */
  public Map<String, State> states() {
    var states = new java.util.TreeMap<String, State>();
    parts.forEach((name, part) -> states.put(name, part.state));
    return states;
  }
}
