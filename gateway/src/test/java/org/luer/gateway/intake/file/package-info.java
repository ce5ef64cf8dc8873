@NullMarked
package org.luer.gateway.intake.file;

import org.jspecify.annotations.NullMarked;
