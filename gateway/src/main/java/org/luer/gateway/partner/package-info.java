/**
 * Settings (luer.yaml, environment, command line) and the partners they describe. Strict: what is
 * wrong is all named.
 */
@NullMarked
package org.luer.gateway.partner;

import org.jspecify.annotations.NullMarked;
