/** Who may call (tokens, roles) and who may have what (disclosure). */
@NullMarked
package org.luer.gateway.access;

import org.jspecify.annotations.NullMarked;
