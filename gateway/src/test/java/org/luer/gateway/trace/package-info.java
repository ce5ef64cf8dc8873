/** Tests of the traces. */
@NullMarked
package org.luer.gateway.trace;

import org.jspecify.annotations.NullMarked;
