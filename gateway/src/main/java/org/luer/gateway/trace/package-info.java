/** Traces of messages by OpenTelemetry: from the intake to each delivery. Off unless set. */
@NullMarked
package org.luer.gateway.trace;

import org.jspecify.annotations.NullMarked;
