package org.luer.gateway.journal;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which messages are asked for; what is null or empty does not restrict.
 *
 * @param text words that the reason of the state holds, all of them
 * @param direction {@code in} or {@code out}
 * @param since changed at this instant or later
 * @param after the id of the last item of the page before
 * @param limit items on a page
 */
public record MessageFilter(
    @Nullable String patient,
    @Nullable String order,
    @Nullable String visit,
    @Nullable String controlId,
    @Nullable String partner,
    List<String> states,
    @Nullable String text,
    @Nullable String direction,
    @Nullable Instant since,
    @Nullable String after,
    int limit) {
  public MessageFilter {
    states = List.copyOf(states);
  }

  /** The filter of the plain list. */
  public MessageFilter(
      @Nullable String patient,
      @Nullable String order,
      @Nullable String controlId,
      @Nullable String partner,
      List<String> states,
      @Nullable Instant since,
      @Nullable String after,
      int limit) {
    this(patient, order, null, controlId, partner, states, null, null, since, after, limit);
  }

  /** True when nothing but the direction and the page restricts it. */
  public boolean everything() {
    return patient == null
        && order == null
        && visit == null
        && controlId == null
        && partner == null
        && states.isEmpty()
        && text == null
        && since == null;
  }

  /** The same question for the page after this item. */
  public MessageFilter page(@Nullable String item, int items) {
    return new MessageFilter(
        patient, order, visit, controlId, partner, states, text, direction, since, item, items);
  }
}
