/** The exchange assessment: when it is told, and on which stream. */
@org.jspecify.annotations.NullMarked
package org.luer.gateway.exchange.assessment;
