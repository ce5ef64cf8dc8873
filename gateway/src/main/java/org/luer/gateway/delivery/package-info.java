/** Getting queued messages to partners: lanes, attempts, transports, answers, replay. */
@org.jspecify.annotations.NullMarked
package org.luer.gateway.delivery;
