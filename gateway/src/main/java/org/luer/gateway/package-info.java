/** The running gateway. */
@NullMarked
package org.luer.gateway;

import org.jspecify.annotations.NullMarked;
