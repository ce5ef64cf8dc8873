/** Whether the gateway is ready to take and deliver messages. */
@NullMarked
package org.luer.gateway.health;

import org.jspecify.annotations.NullMarked;
