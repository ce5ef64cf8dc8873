package org.luer.gateway.mllp;

import java.util.Optional;

/** Takes over received MLLP messages: what a listener hands every frame to. */
@FunctionalInterface
public interface MessageIntake {
  /**
   * Stores the message and says what goes back.
   *
   * <p>An acknowledgement may only be given after the message is committed. An exception is a
   * {@linkplain Reply#hangUp() closed connection}.
   *
   * @param message the bytes between VT and FS
   */
  Reply accept(byte[] message, Peer peer);

  /** Refuses a message that is longer than the listener takes. */
  default Reply tooLong(Oversize message, Peer peer) {
    return Reply.hangUp();
  }

  /**
   * Who is at the other end.
   *
   * @param listener name of the listener that it called
   * @param address remote address and port
   * @param certificate SHA-256 fingerprint of its certificate in lower-case hex, empty without TLS
   */
  record Peer(String listener, String address, Optional<String> certificate) {}
}
