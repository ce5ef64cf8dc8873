@NullMarked
package org.luer.gateway.partner;

import org.jspecify.annotations.NullMarked;
