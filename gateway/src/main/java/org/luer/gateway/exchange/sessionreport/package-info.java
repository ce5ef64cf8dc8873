/** The sessionreport exchange: what is sent to whom, in which form, and what is taken in. */
@org.jspecify.annotations.NullMarked
package org.luer.gateway.exchange.sessionreport;
