@NullMarked
package org.luer.gateway.alert;

import org.jspecify.annotations.NullMarked;
