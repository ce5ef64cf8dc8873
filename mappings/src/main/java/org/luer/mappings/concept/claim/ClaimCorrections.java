package org.luer.mappings.concept.claim;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.PartialTime;

/**
 * Claims that correct a claim which an insurer has (reference/fhir.md 4.2): a replacement
 * (frequency 7 of X12) and a void (frequency 8). Both are claims of their own with a new number
 * that name the earlier one by the clinic's number and by the insurer's; without the insurer's
 * number many insurers take a replacement for a duplicate.
 */
public final class ClaimCorrections {
  /** Name of our code system of claim frequencies. */
  public static final String FREQUENCY = "kic-claim-frequency";

  /** A claim in place of another. */
  public static final String REPLACEMENT = "7";

  /** A claim that takes another back. */
  public static final String VOID = "8";

  private ClaimCorrections() {}

  /**
   * A claim in place of one that the insurer has.
   *
   * @param corrected the right claim, under its new number
   * @param before number of the claim that the insurer has
   * @param payerNumber the insurer's number of that claim; null when it is not known yet
   * @param system our code system of claim frequencies
   */
  public static Claim replacement(
      Claim corrected, String before, @Nullable Identifier payerNumber, String system) {
    return correction(
        corrected,
        corrected.id(),
        before,
        payerNumber,
        Coded.of(system, REPLACEMENT, "Replacement of prior claim"),
        corrected.createdAt(),
        corrected.recordedAt());
  }

  /**
   * A claim that takes back one that the insurer has: the same lines under a new number.
   *
   * @param claim the claim that the insurer has
   * @param id number of the void
   * @param createdAt when it is made
   */
  public static Claim voiding(
      Claim claim,
      String id,
      @Nullable Identifier payerNumber,
      PartialTime createdAt,
      String system) {
    return correction(
        claim,
        id,
        claim.id(),
        payerNumber,
        Coded.of(system, VOID, "Void of prior claim"),
        createdAt,
        claim.recordedAt());
  }

  /** How often a claim is sent, as X12 counts it: 1 = for the first time, 7 or 8 as above. */
  public static String frequency(Claim claim) {
    return claim.related().stream()
        .flatMap(r -> Optional.ofNullable(r.relationship()).stream())
        .filter(c -> String.valueOf(c.system()).endsWith("/" + FREQUENCY))
        .flatMap(c -> Optional.ofNullable(c.code()).stream())
        .findFirst()
        .orElse(claim.replaces() == null ? "1" : REPLACEMENT);
  }

  private static Claim correction(
      Claim claim,
      String id,
      String before,
      @Nullable Identifier payerNumber,
      Coded frequency,
      PartialTime createdAt,
      @Nullable OffsetDateTime recordedAt) {
    var related = new ArrayList<>(claim.related());
    related.add(
        new ClaimRelation(
            payerNumber == null ? new Identifier(before, "", null, null) : payerNumber, frequency));
    return new Claim(
        id,
        claim.patientId(),
        claim.use(),
        claim.type(),
        claim.subType(),
        claim.identifiers(),
        Claim.Status.ACTIVE,
        createdAt,
        claim.enteredBy(),
        claim.provider(),
        claim.priority(),
        claim.insurer(),
        claim.payee(),
        before,
        related,
        claim.referralId(),
        claim.referral(),
        claim.prescription(),
        claim.visit(),
        claim.accident(),
        claim.period(),
        claim.facility(),
        claim.careTeam(),
        claim.accountNumber(),
        claim.times(),
        claim.attachments(),
        claim.information(),
        claim.authorization(),
        claim.procedures(),
        claim.diagnoses(),
        claim.coverageIds(),
        claim.authorizationNumbers(),
        claim.lines(),
        claim.total(),
        recordedAt);
  }
}
