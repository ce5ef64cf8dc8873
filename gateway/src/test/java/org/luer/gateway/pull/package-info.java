@NullMarked
package org.luer.gateway.pull;

import org.jspecify.annotations.NullMarked;
