@NullMarked
package org.luer.gateway.intake.http;

import org.jspecify.annotations.NullMarked;
