/**
 * The minimal lower layer protocol (HL7 v2.5.1 appendix C): framing, listener, acknowledgements.
 */
@org.jspecify.annotations.NullMarked
package org.luer.gateway.mllp;
