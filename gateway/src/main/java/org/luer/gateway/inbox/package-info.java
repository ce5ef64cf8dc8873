/** The clinic's side: what partners sent, to be collected and acknowledged. */
@NullMarked
package org.luer.gateway.inbox;

import org.jspecify.annotations.NullMarked;
