@NullMarked
package org.luer.gateway.backup;

import org.jspecify.annotations.NullMarked;
