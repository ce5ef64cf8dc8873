package org.luer.gateway.mllp;

import java.time.Duration;

/**
 * The limits of one MLLP connection.
 *
 * @param maxBytes the largest frame that is read, without its framing bytes
 * @param endGrace how long a frame that ended in FS may wait for its CR before it is taken without
 * @param frameTimeout how long a begun frame may stay silent before the connection is closed
 * @param messageTimeout how long a frame may take from its first byte to its last, however busily
 *     it is sent
 * @param oneAtATime gives no further frame while one is being answered, and reads nothing meanwhile
 *     (listeners); a sender leaves this off, so that it sees the other side closing an idle
 *     connection
 */
public record Framing(
    int maxBytes,
    Duration endGrace,
    Duration frameTimeout,
    Duration messageTimeout,
    boolean oneAtATime) {
  /** What a listener uses unless told otherwise: 32 MiB, one second, 30 seconds, five minutes. */
  public static final Framing LISTENER =
      new Framing(
          32 << 20, Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofMinutes(5), true);

  /** What a sender uses for the answers it reads. */
  public static final Framing SENDER =
      new Framing(
          1 << 20, Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofMinutes(5), false);
}
