package org.luer.mappings.core;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * From when to when a number, a name or an address holds, each end in the precision it is known in.
 *
 * @param start when it began; absent = not known
 * @param end when it ended; absent = not known, or it still holds
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Period(@Nullable PartialTime start, @Nullable PartialTime end) {}
