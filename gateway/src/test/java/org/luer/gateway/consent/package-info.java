@NullMarked
package org.luer.gateway.consent;

import org.jspecify.annotations.NullMarked;
