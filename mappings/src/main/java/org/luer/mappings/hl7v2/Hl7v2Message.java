package org.luer.mappings.hl7v2;

/**
 * A message ready to be sent.
 *
 * @param type message and trigger as Luer names them, {@code ORU_R01} or {@code RAS_O17}, whatever
 *     the version calls the trigger
 * @param controlId MSH-10, at most 20 characters, derived from partner and content
 * @param text the whole message, each segment ended by CR
 */
public record Hl7v2Message(String type, String controlId, String text) {}
