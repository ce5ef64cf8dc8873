package org.luer.mappings.rendering;

import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.document.DocumentRelation;
import org.luer.mappings.core.Identifier;

/**
 * Which version of which document is made, by whom and when: everything that a clock or a counter
 * would have to say.
 *
 * @param id key of the summary, the same for all its versions
 * @param version 1 for the first, counting up
 * @param number number of this version
 * @param createdAt when it is made
 * @param author who answers for its content
 * @param relatesTo the version that it replaces or adds to
 * @param changeReason why there is a new version
 */
public record Edition(
    String id,
    int version,
    Identifier number,
    OffsetDateTime createdAt,
    @Nullable Clinician author,
    List<DocumentRelation> relatesTo,
    @Nullable String changeReason) {
  public Edition {
    relatesTo = List.copyOf(relatesTo);
  }
}
