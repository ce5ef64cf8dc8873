/** The exchange results: when it is told, and on which stream. */
@org.jspecify.annotations.NullMarked
package org.luer.gateway.exchange.results;
