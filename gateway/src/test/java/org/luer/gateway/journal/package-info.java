@NullMarked
package org.luer.gateway.journal;

import org.jspecify.annotations.NullMarked;
