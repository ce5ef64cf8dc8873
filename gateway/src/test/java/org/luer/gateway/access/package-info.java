@NullMarked
package org.luer.gateway.access;

import org.jspecify.annotations.NullMarked;
