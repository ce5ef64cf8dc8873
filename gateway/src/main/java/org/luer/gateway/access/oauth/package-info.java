/**
 * The token endpoint: machine clients prove who they are with a signed assertion and get a
 * short-lived token.
 */
@NullMarked
package org.luer.gateway.access.oauth;

import org.jspecify.annotations.NullMarked;
