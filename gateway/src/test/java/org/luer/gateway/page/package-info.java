@NullMarked
package org.luer.gateway.page;

import org.jspecify.annotations.NullMarked;
