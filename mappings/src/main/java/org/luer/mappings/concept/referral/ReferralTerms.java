package org.luer.mappings.concept.referral;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.PartialTime;

/**
 * What a referral that is a message of its own says beside an order (HL7 v2 RF1, AUT, CTD).
 *
 * @param specialty what kind of referral it is, by the specialty that is asked (RF1-3)
 * @param disposition what the one who is asked is to do (RF1-4)
 * @param plan plan under which it was authorized (AUT-1)
 * @param insurer key of the insurer who authorized it (AUT-2)
 * @param insurerName name of the insurer (AUT-3)
 * @param authorizedFrom first day of the authorization (AUT-4)
 * @param authorizedTo last day of it (AUT-5)
 * @param authorizedBy namespace of its number (AUT-6.2)
 * @param treatmentsRequested how many treatments were asked for (AUT-8)
 * @param treatmentsAuthorized how many were authorized (AUT-9)
 * @param observedAt when the findings that come along were observed (OBR-7)
 * @param contacts whom to ask about it
 * @param processedAt when the authorization was made (AUT-10)
 * @param task what the sender's Task says beside
 * @param providers what is said of providers beside who refers and who is asked, and further ones
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ReferralTerms(
    @Nullable Coded specialty,
    @Nullable Coded disposition,
    @Nullable Coded plan,
    @Nullable String insurer,
    @Nullable String insurerName,
    @Nullable PartialDate authorizedFrom,
    @Nullable PartialDate authorizedTo,
    @Nullable String authorizedBy,
    @Nullable Integer treatmentsRequested,
    @Nullable Integer treatmentsAuthorized,
    @Nullable PartialTime observedAt,
    List<ReferralContact> contacts,
    @Nullable PartialDate processedAt,
    @Nullable ReferralTask task,
    List<ReferralProvider> providers) {
  private static final ReferralTerms NONE = ofSpecialty(null);

  public ReferralTerms {
    contacts = contacts == null ? List.of() : List.copyOf(contacts);
    providers = providers == null ? List.of() : List.copyOf(providers);
  }

  /** Of a request in FHIR. */
  public static ReferralTerms of(@Nullable Coded specialty, @Nullable ReferralTask task) {
    return new ReferralTerms(
        specialty, null, null, null, null, null, null, null, null, null, null, List.of(), null,
        task, List.of());
  }

  /** Of which only the specialty is known. */
  public static ReferralTerms ofSpecialty(@Nullable Coded specialty) {
    return of(specialty, null);
  }

  /** Itself; null when nothing is known. */
  public @Nullable ReferralTerms orNull() {
    return equals(NONE) ? null : this;
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.optional(issues, path + "/specialty", specialty, Coded::check);
    Check.optional(issues, path + "/disposition", disposition, Coded::check);
    Check.optional(issues, path + "/plan", plan, Coded::check);
    Check.each(issues, path + "/contacts", contacts, ReferralContact::check);
    Check.optional(issues, path + "/task", task, ReferralTask::check);
    Check.each(issues, path + "/providers", providers, ReferralProvider::check);
    if (treatmentsRequested != null && treatmentsRequested < 0) {
      issues.error(IssueCode.VALUE, path + "/treatmentsRequested", "must not be negative");
    }
    if (treatmentsAuthorized != null && treatmentsAuthorized < 0) {
      issues.error(IssueCode.VALUE, path + "/treatmentsAuthorized", "must not be negative");
    }
  }
}
