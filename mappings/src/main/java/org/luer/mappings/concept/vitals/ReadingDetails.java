package org.luer.mappings.concept.vitals;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.observation.ReferenceRange;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Coding;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Quantity;

/**
 * What a sender says about a reading beside the reading itself. The clinic records none of it, so
 * its own readings have no details.
 *
 * @param number number of the reading at whoever took it
 * @param measured value and unit as told, where the reading is kept in another unit
 * @param text the sender's own words for what was read
 * @param codes the sender's codings, where they are not those of vital-signs.csv
 * @param range what is normal, in the unit of the value as told
 * @param interpretations judgements that are no {@link VitalSign.Flag}
 * @param method how it was read
 * @param bodySite where on the body
 * @param analyzedAt when a device computed it
 * @param issuedAt when it was made known
 * @param corrected true when it replaces what was told before
 * @param together true when a blood pressure was told as one value, such as 120/80
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ReadingDetails(
    @Nullable Identifier number,
    @Nullable Quantity measured,
    @Nullable String text,
    List<Coding> codes,
    @Nullable ReferenceRange range,
    List<Coded> interpretations,
    @Nullable Coded method,
    @Nullable Coded bodySite,
    @Nullable OffsetDateTime analyzedAt,
    @Nullable OffsetDateTime issuedAt,
    @Nullable Boolean corrected,
    @Nullable Boolean together) {
  /** Nothing beside the reading. */
  static final ReadingDetails NONE =
      new ReadingDetails(
          null, null, null, List.of(), null, List.of(), null, null, null, null, null, null);

  public ReadingDetails {
    codes = codes == null ? List.of() : List.copyOf(codes);
    interpretations = interpretations == null ? List.of() : List.copyOf(interpretations);
  }

  /** These details; null when they say nothing. */
  @Nullable ReadingDetails orNull() {
    return says() ? this : null;
  }

  // asked for every reading: comparing whole records took a twentieth of the time of a message
  private boolean says() {
    return number != null
        || measured != null
        || text != null
        || !codes.isEmpty()
        || range != null
        || !interpretations.isEmpty()
        || method != null
        || bodySite != null
        || analyzedAt != null
        || issuedAt != null
        || corrected != null
        || together != null;
  }

  /** Whether both say the same, range and judgements apart. */
  boolean alike(ReadingDetails other) {
    return without().equals(other.without());
  }

  private ReadingDetails without() {
    return new ReadingDetails(
        number,
        null,
        null,
        List.of(),
        null,
        List.of(),
        method,
        bodySite,
        analyzedAt,
        issuedAt,
        corrected,
        together);
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.each(issues, path + "/interpretations", interpretations, Coded::check);
    Check.optional(issues, path + "/method", method, Coded::check);
    Check.optional(issues, path + "/bodySite", bodySite, Coded::check);
  }
}
