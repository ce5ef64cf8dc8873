@NullMarked
package org.luer.gateway.cli;

import org.jspecify.annotations.NullMarked;
