package org.luer.mappings.concept.checkin;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Quantity;

/**
 * Whether the patient was ready for the infusion.
 *
 * @param at when it was checked
 * @param by staff number of the one who checked; one of the session's staff
 * @param sinceSolidFood hours since solid food, h
 * @param sinceClearFluid hours since clear fluid, h
 * @param medicationsHeld medications that were held
 * @param consentSigned whether the treatment consent is signed
 * @param pregnancyTest result of the urine pregnancy test
 * @param drugScreen result of the urine drug screen
 * @param companionConfirmed whether somebody takes the patient home
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CheckIn(
    OffsetDateTime at,
    @Nullable String by,
    @Nullable Quantity sinceSolidFood,
    @Nullable Quantity sinceClearFluid,
    List<String> medicationsHeld,
    @Nullable Boolean consentSigned,
    @Nullable Coded pregnancyTest,
    @Nullable Coded drugScreen,
    @Nullable Boolean companionConfirmed) {

  public CheckIn {
    medicationsHeld = medicationsHeld == null ? List.of() : List.copyOf(medicationsHeld);
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/at", at);
    Check.optional(
        issues, path + "/sinceSolidFood", sinceSolidFood, (q, i, p) -> q.check(i, p, "h"));
    Check.optional(
        issues, path + "/sinceClearFluid", sinceClearFluid, (q, i, p) -> q.check(i, p, "h"));
    Check.optional(issues, path + "/pregnancyTest", pregnancyTest, Coded::check);
    Check.optional(issues, path + "/drugScreen", drugScreen, Coded::check);
  }
}
