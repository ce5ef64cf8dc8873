/**
 * The exchanges in the service: who is told of which record, when and on which stream, how it is
 * rendered and judged, and what is taken in. What differs from exchange to exchange is an {@link
 * org.luer.gateway.exchange.ExchangePolicy} in a package of the exchange's name.
 */
@NullMarked
package org.luer.gateway.exchange;

import org.jspecify.annotations.NullMarked;
