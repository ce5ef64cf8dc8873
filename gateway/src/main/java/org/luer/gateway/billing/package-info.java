/** The clinic's billing: what a session may be billed as, by its own stock, prices and rules. */
@NullMarked
package org.luer.gateway.billing;

import org.jspecify.annotations.NullMarked;
