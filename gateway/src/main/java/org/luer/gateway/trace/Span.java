package org.luer.gateway.trace;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One step of a message, as it is exported.
 *
 * @param trace 32 hexadecimal digits
 * @param id 16 hexadecimal digits
 * @param parent of the same trace; null = the first step
 * @param remote whether the parent is another system's
 * @param began nanoseconds since 1970
 * @param ended nanoseconds since 1970
 * @param attributes codes, names from the settings, numbers; never anything of a message's content
 * @param failed whether a person has to look at what came of it
 * @param link a step of another trace that this one belongs to; null = none
 */
record Span(
    String name,
    Kind kind,
    String trace,
    String id,
    @Nullable String parent,
    boolean remote,
    long began,
    long ended,
    Map<String, Object> attributes,
    boolean failed,
    @Nullable Place link) {
  Span {
    attributes = Map.copyOf(attributes);
  }

  /** Who is at the other end of the step. */
  enum Kind {
    SERVER,
    CLIENT,
    INTERNAL
  }

  /** A step by its trace and its own id. */
  record Place(String trace, String id) {}
}
