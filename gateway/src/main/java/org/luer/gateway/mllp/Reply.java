package org.luer.gateway.mllp;

/** What a sender gets for one frame. */
public sealed interface Reply {
  /** Goes back as one frame. */
  static Reply answer(byte[] bytes) {
    return new Answer(bytes);
  }

  /** Nothing goes back, the next frame is read. */
  static Reply silence() {
    return Silence.KEPT;
  }

  /** Nothing goes back and the connection is closed: the sender is to try again. */
  static Reply hangUp() {
    return HangUp.NOW;
  }

  /**
   * An acknowledgement.
   *
   * @param bytes without framing
   */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  record Answer(byte[] bytes) implements Reply {}

  /** No answer. */
  enum Silence implements Reply {
    KEPT
  }

  /** The end of the connection. */
  enum HangUp implements Reply {
    NOW
  }
}
