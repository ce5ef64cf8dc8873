package org.luer.mappings.exchange.sessionreport;

import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a partner already has of a session; decides between a first report and a correction.
 *
 * @param report the version that the partner took last; absent = the partner has nothing
 * @param timePoints times in the order in which they were numbered for that partner (HL7 v2 OBX-4 =
 *     place in the list, from 1); new times are numbered behind them, so that a number never
 *     changes its meaning
 */
public record Predecessor(@Nullable SessionReport report, List<OffsetDateTime> timePoints) {

  /** The partner has nothing yet. */
  public static final Predecessor NONE = new Predecessor(null, List.of());

  public Predecessor {
    timePoints = List.copyOf(timePoints);
  }
}
