package org.luer.mappings.concept.visit;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A place in a building (HL7 v2 PL: point of care, room, bed, facility).
 *
 * @param unit point of care, for example {@code NLKC-INF}
 * @param room room
 * @param chair infusion chair or bay
 * @param facility facility namespace
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Place(
    @Nullable String unit,
    @Nullable String room,
    @Nullable String chair,
    @Nullable String facility) {}
