/** The exchange sessionreport: when a session is told, and on which stream. */
@org.jspecify.annotations.NullMarked
package org.luer.gateway.exchange.sessionreport;
