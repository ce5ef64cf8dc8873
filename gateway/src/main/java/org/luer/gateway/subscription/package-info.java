/** Telling partners' clients what happened: R4 Subscriptions with topics, by the backport guide. */
@org.jspecify.annotations.NullMarked
package org.luer.gateway.subscription;
