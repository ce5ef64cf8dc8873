package org.luer.gateway.alert;

import org.jspecify.annotations.Nullable;

/**
 * Something that is the case now and that somebody should know of.
 *
 * @param key the same as long as it is the same condition
 * @param kind {@code queue-age}, {@code needs-person}, {@code safety-signal}, {@code circuit-open},
 *     {@code silent-feed}, {@code delivery-gap}, {@code certificate}
 * @param partner whom it is about
 * @param text plain words without patient data
 */
public record Condition(String key, String kind, @Nullable String partner, String text) {}
