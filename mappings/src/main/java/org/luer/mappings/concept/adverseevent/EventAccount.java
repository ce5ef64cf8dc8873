package org.luer.mappings.concept.adverseevent;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Issues;

/**
 * Who told of an adverse event and how. The clinic's own events have none: its sessions say that by
 * their signature.
 *
 * @param number number of the report at the sender
 * @param category the sender's words for the kind of event
 * @param by staff number of the one who recorded it; one of the session's staff
 * @param detectedAt when it was noticed
 * @param recordedAt when it was recorded
 * @param cause how surely the drug caused it (FHIR adverse-event-causality-assess)
 * @param relatedness the sender's words for how the drug is related to it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EventAccount(
    @Nullable Identifier number,
    @Nullable String category,
    @Nullable String by,
    @Nullable OffsetDateTime detectedAt,
    @Nullable OffsetDateTime recordedAt,
    @Nullable Coded cause,
    @Nullable String relatedness) {
  /** Nobody told it. */
  static final EventAccount NONE = new EventAccount(null, null, null, null, null, null, null);

  /** The same; null when it says nothing. */
  @Nullable EventAccount orNull() {
    return equals(NONE) ? null : this;
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.optional(issues, path + "/cause", cause, Coded::check);
  }
}
