package org.luer.gateway.mllp;

import java.util.Optional;

/** Takes over one received MLLP message: what the listener hands every frame to. */
@FunctionalInterface
public interface MessageIntake {
  /**
   * Stores the message and gives the acknowledgement to send.
   *
   * <p>An acknowledgement may only be returned after the message is committed. Empty means: no
   * answer, close the connection, the sender is to try again. An exception means the same.
   *
   * @param message the bytes between VT and FS
   */
  Optional<byte[]> accept(byte[] message, Peer peer);

  /**
   * Who is at the other end.
   *
   * @param address remote address and port
   * @param certificate SHA-256 fingerprint of its certificate in lower-case hex, empty without TLS
   */
  record Peer(String address, Optional<String> certificate) {}
}
