/** Requests for prior authorization for insurers that take them by portal or fax only. */
@NullMarked
package org.luer.gateway.packet;

import org.jspecify.annotations.NullMarked;
