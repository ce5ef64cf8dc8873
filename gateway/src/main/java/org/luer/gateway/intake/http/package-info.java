/**
 * The HTTP API under {@code /api/v1}: records in, messages out. Errors are problem+json, all at
 * once.
 */
@NullMarked
package org.luer.gateway.intake.http;

import org.jspecify.annotations.NullMarked;
