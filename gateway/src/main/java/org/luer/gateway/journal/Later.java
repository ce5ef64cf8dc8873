package org.luer.gateway.journal;

/**
 * An answer that goes back to the sender as a message of its own, in a lane.
 *
 * @param type message type such as {@code RRE_O12}
 * @param controlId its own MSH-10
 * @param payload as it is sent
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are never compared here
public record Later(String type, String controlId, String mediaType, byte[] payload) {
  /** The exchange that such answers belong to. */
  public static final String EXCHANGE = "acknowledgement";
}
