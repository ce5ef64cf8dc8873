/** Claims: proposed from charges, confirmed, sent to insurers, and what became of them. */
@NullMarked
package org.luer.gateway.claim;

import org.jspecify.annotations.NullMarked;
