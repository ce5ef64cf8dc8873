/**
 * What somebody should know of: looked for by a timer, told once when it begins and when it ends.
 */
@NullMarked
package org.luer.gateway.alert;

import org.jspecify.annotations.NullMarked;
