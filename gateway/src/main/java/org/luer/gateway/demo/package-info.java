/** Two simulated hospitals inside the gateway, so that a first run shows deliveries happening. */
@org.jspecify.annotations.NullMarked
package org.luer.gateway.demo;
