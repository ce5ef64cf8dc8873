package org.luer.gateway.journal;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What delivery tells of its partners, and is told. */
public interface DeliveryFlow {
  /**
   * An endpoint that is left in peace, as this node sees it.
   *
   * @param state {@code open}, or {@code half-open} while a message probes it
   * @param failures in a row
   * @param since when it opened
   * @param probeAt when the next message may probe it
   */
  record Circuit(
      String partner,
      String endpoint,
      String state,
      int failures,
      @Nullable Instant since,
      @Nullable Instant probeAt,
      String reason) {}

  /** The endpoints that are left in peace. */
  List<Circuit> circuits();

  /** Called after a partner's control was changed and committed. */
  void controlsChanged(String partner);
}
