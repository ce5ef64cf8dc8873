package org.luer.mappings.concept.registration;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.visit.Place;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialTime;

/**
 * What a hospital plans and accounts of a stay (HL7 v2 PV1 and PV2), beside what tells visits
 * apart.
 *
 * @param financialClass who pays in which way (HL7 table 0064)
 * @param readmission that it is one (HL7 table 0092)
 * @param servicingFacility house of the hospital that keeps the patient (HL7 table 0115)
 * @param bedStatus state of the bed (HL7 table 0116)
 * @param accountStatus state of the account (HL7 table 0117)
 * @param pendingPlace where the patient is to go
 * @param temporaryPlace where the patient is for a while
 * @param accommodation what kind of room
 * @param transferReason why the patient moves
 * @param valuables what the patient handed over for safekeeping
 * @param expectedAdmission when the patient is to come
 * @param expectedDischarge when the patient is to go
 * @param expectedDays how many days are planned
 * @param days how many days it was
 * @param description in words
 * @param referralSource who sent the patient
 * @param publicity what may be told to others (HL7 table 0215)
 * @param protection whether access to it is to be restricted
 * @param priority how urgent the visit is (HL7 table 0217)
 * @param accident what it is about
 * @param disabilities who is unable to work
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Stay(
    @Nullable Coded financialClass,
    @Nullable Coded readmission,
    @Nullable Coded servicingFacility,
    @Nullable Coded bedStatus,
    @Nullable Coded accountStatus,
    @Nullable Place pendingPlace,
    @Nullable Place temporaryPlace,
    @Nullable Coded accommodation,
    @Nullable Coded transferReason,
    @Nullable String valuables,
    @Nullable PartialTime expectedAdmission,
    @Nullable PartialTime expectedDischarge,
    @Nullable Integer expectedDays,
    @Nullable Integer days,
    @Nullable String description,
    @Nullable Clinician referralSource,
    @Nullable Coded publicity,
    @Nullable Boolean protection,
    @Nullable Coded priority,
    @Nullable Accident accident,
    List<Disability> disabilities) {

  private static final Stay NONE =
      new Stay(
          null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
          null, null, null, null, null, List.of());

  public Stay {
    disabilities = disabilities == null ? List.of() : List.copyOf(disabilities);
  }

  /** Itself; null when nothing is known. */
  public @Nullable Stay orNull() {
    return equals(NONE) ? null : this;
  }

  /** Of what FHIR says: its payment class, readmission, length and priority. */
  static @Nullable Stay ofFhir(
      @Nullable Coded financialClass,
      @Nullable Coded readmission,
      @Nullable Integer days,
      @Nullable Coded priority) {
    return new Stay(
            financialClass,
            readmission,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            days,
            null,
            null,
            null,
            null,
            priority,
            null,
            List.of())
        .orNull();
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.optional(issues, path + "/financialClass", financialClass, Coded::check);
    Check.optional(issues, path + "/readmission", readmission, Coded::check);
    Check.optional(issues, path + "/servicingFacility", servicingFacility, Coded::check);
    Check.optional(issues, path + "/bedStatus", bedStatus, Coded::check);
    Check.optional(issues, path + "/accountStatus", accountStatus, Coded::check);
    Check.optional(issues, path + "/accommodation", accommodation, Coded::check);
    Check.optional(issues, path + "/transferReason", transferReason, Coded::check);
    Check.optional(issues, path + "/referralSource", referralSource, Clinician::check);
    Check.optional(issues, path + "/publicity", publicity, Coded::check);
    Check.optional(issues, path + "/priority", priority, Coded::check);
    Check.optional(issues, path + "/accident", accident, Accident::check);
    Check.each(issues, path + "/disabilities", disabilities, Disability::check);
    if (days != null && days < 0) {
      issues.error(IssueCode.VALUE, path + "/days", "must not be negative");
    }
    if (expectedDays != null && expectedDays < 0) {
      issues.error(IssueCode.VALUE, path + "/expectedDays", "must not be negative");
    }
  }
}
