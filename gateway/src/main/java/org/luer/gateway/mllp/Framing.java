package org.luer.gateway.mllp;

import java.time.Duration;

/**
 * The limits of one MLLP connection.
 *
 * @param maxBytes the largest frame that is read, without its framing bytes
 * @param endGrace how long a frame that ended in FS may wait for its CR before it is taken without
 * @param frameTimeout how long a begun frame may stay silent before the connection is closed
 * @param oneAtATime reads no further frame while one is being answered (listeners); a sender leaves
 *     this off, so that it sees the other side closing an idle connection
 */
public record Framing(int maxBytes, Duration endGrace, Duration frameTimeout, boolean oneAtATime) {
  /** What a listener uses unless told otherwise: 25 MiB, one second, thirty seconds. */
  public static final Framing LISTENER =
      new Framing(25 << 20, Duration.ofSeconds(1), Duration.ofSeconds(30), true);

  /** What a sender uses for the answers it reads. */
  public static final Framing SENDER =
      new Framing(1 << 20, Duration.ofSeconds(1), Duration.ofSeconds(30), false);
}
