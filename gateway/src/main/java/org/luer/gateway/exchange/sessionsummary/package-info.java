/** The exchange sessionsummary: how a signed session gets its document, and when that is told. */
@org.jspecify.annotations.NullMarked
package org.luer.gateway.exchange.sessionsummary;
