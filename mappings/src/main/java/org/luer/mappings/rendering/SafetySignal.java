package org.luer.mappings.rendering;

import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Something that the reader must not miss.
 *
 * @param source where it comes from, for example {@code PHQ-9 item 9}
 * @param at when it was answered or seen
 * @param words what it is
 * @param grade how urgent, in words
 */
public record SafetySignal(
    String source, OffsetDateTime at, String words, @Nullable String grade) {}
