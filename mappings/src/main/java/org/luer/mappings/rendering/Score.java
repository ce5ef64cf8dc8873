package org.luer.mappings.rendering;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * One score of one instrument, as a summary shows it.
 *
 * @param instrument short name, for example {@code PHQ-9}
 * @param at when it was answered
 * @param total the score
 * @param max the highest score that the instrument can give
 * @param severity the band in words, when the clinic has signed it off
 * @param baseline true for the score that changes are counted from; absent everywhere = the first
 */
public record Score(
    String instrument,
    OffsetDateTime at,
    BigDecimal total,
    @Nullable BigDecimal max,
    @Nullable String severity,
    @Nullable Boolean baseline) {}
