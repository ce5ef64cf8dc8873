package org.luer.gateway.journal;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which messages are asked for; what is null or empty does not restrict.
 *
 * @param since changed at this instant or later
 * @param after the id of the last item of the page before
 * @param limit items on a page, 1 to 500
 */
public record MessageFilter(
    @Nullable String patient,
    @Nullable String order,
    @Nullable String controlId,
    @Nullable String partner,
    List<String> states,
    @Nullable Instant since,
    @Nullable String after,
    int limit) {
  public MessageFilter {
    states = List.copyOf(states);
  }
}
