package org.luer.mappings.concept.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Coded;

/**
 * The intravenous line.
 *
 * @param site vein, SNOMED CT or HL7 table 0163, for example LACF left antecubital fossa
 * @param gauge size of the catheter, for example {@code 22G}
 * @param placedAt when it was placed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IvAccess(
    @Nullable Coded site, @Nullable String gauge, @Nullable OffsetDateTime placedAt) {

  /** A line of which something is known; null when nothing is. */
  public static @Nullable IvAccess orNull(
      @Nullable Coded site, @Nullable String gauge, @Nullable OffsetDateTime placedAt) {
    return site == null && gauge == null && placedAt == null
        ? null
        : new IvAccess(site, gauge, placedAt);
  }
}
