package org.luer.gateway.mllp;

/**
 * A frame that was longer than a listener takes: its bytes were dropped as they came.
 *
 * @param beginning enough of it to answer it
 * @param bytes its whole length
 * @param limit the length that would have been taken
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record Oversize(byte[] beginning, long bytes, int limit) {
  /** How much of the beginning is kept. */
  static final int KEPT = 8192;
}
