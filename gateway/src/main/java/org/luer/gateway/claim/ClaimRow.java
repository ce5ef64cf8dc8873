package org.luer.gateway.claim;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A claim as the clinic follows it.
 *
 * @param id its number, the id of its record
 * @param charge that it is made of; null = the clinic brought it
 * @param insurer the partner that is claimed from
 * @param reasonCode why it stands where it stands; reasonText the same in words
 * @param version newest version of its record
 * @param sendVersion the version that the insurer is to have; null = none yet
 * @param findings of the scrubber, JSON
 * @param insurerNumber the number that the insurer gave it
 * @param outcome the answer that counts, JSON of a ClaimOutcome
 * @param support what goes with a request for prior authorization, JSON of {@link ClaimSupport};
 *     null = it was not confirmed yet
 * @param voiding whether the answer that is being taken belongs to its void
 */
record ClaimRow(
    String id,
    String use,
    @Nullable String charge,
    String patient,
    String insurer,
    ClaimState state,
    @Nullable String reasonCode,
    @Nullable String reasonText,
    int version,
    @Nullable Integer sendVersion,
    String findings,
    @Nullable String replaces,
    @Nullable String replacedBy,
    boolean voidProposed,
    @Nullable String insurerNumber,
    @Nullable String outcome,
    @Nullable String support,
    boolean voiding,
    @Nullable Instant askAt,
    @Nullable String confirmedBy,
    Instant createdAt,
    Instant changedAt) {}
