package org.luer.mappings.concept.patient;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;

/**
 * What a registration desk asks beside what tells patients apart (HL7 v2 PID-17, 23 to 26; US Core
 * birth sex).
 *
 * @param birthSex sex in the certificate of birth: F, M, OTH, ASKU or UNK (US Core 7.0.0)
 * @param recordedSex sex as US Core's us-core-sex has it: a SNOMED CT code, asked-declined or the
 *     like
 * @param raceText race in the patient's own or the sender's words, where they are others than those
 *     of the codes
 * @param ethnicityText ethnicity likewise
 * @param bornAt time of birth
 * @param religion religion (HL7 table 0006)
 * @param birthPlace place of birth in words
 * @param multipleBirth whether the patient is a twin or the like; absent when birthOrder says it
 * @param birthOrder the how manieth of several born together
 * @param citizenships countries of which the patient is a citizen (HL7 table 0171)
 * @param practice name of the practice that cares for the patient at home (PD1-3)
 * @param practiceNumber number of that practice
 * @param protection whether access to the record is to be restricted (PD1-12)
 * @param publicity what may be told to others (PD1-11, HL7 table 0215)
 * @param keptBy the house that keeps the record of the patient
 * @param masked numbers that their keeper does not tell
 * @param languages languages beside the preferred one
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Demographics(
    @Nullable String birthSex,
    @Nullable Coded religion,
    @Nullable String birthPlace,
    @Nullable Boolean multipleBirth,
    @Nullable Integer birthOrder,
    List<Coded> citizenships,
    @Nullable String practice,
    @Nullable String practiceNumber,
    @Nullable Boolean protection,
    @Nullable Coded publicity,
    @Nullable String recordedSex,
    @Nullable String raceText,
    @Nullable String ethnicityText,
    @Nullable OffsetDateTime bornAt,
    @Nullable Organization keptBy,
    List<MaskedNumber> masked,
    List<Coded> languages) {
  public Demographics {
    citizenships = citizenships == null ? List.of() : List.copyOf(citizenships);
    masked = masked == null ? List.of() : List.copyOf(masked);
    languages = languages == null ? List.of() : List.copyOf(languages);
  }

  /** Of a patient with one language whose numbers are told, of whom nobody says who keeps it. */
  public Demographics(
      @Nullable String birthSex,
      @Nullable Coded religion,
      @Nullable String birthPlace,
      @Nullable Boolean multipleBirth,
      @Nullable Integer birthOrder,
      List<Coded> citizenships,
      @Nullable String practice,
      @Nullable String practiceNumber,
      @Nullable Boolean protection,
      @Nullable Coded publicity,
      @Nullable String recordedSex,
      @Nullable String raceText,
      @Nullable String ethnicityText,
      @Nullable OffsetDateTime bornAt) {
    this(
        birthSex,
        religion,
        birthPlace,
        multipleBirth,
        birthOrder,
        citizenships,
        practice,
        practiceNumber,
        protection,
        publicity,
        recordedSex,
        raceText,
        ethnicityText,
        bornAt,
        null,
        List.of(),
        List.of());
  }

  /** The same with other numbers and languages, and who keeps the record. */
  public Demographics with(
      @Nullable Organization keeper, List<MaskedNumber> numbers, List<Coded> spoken) {
    return new Demographics(
        birthSex,
        religion,
        birthPlace,
        multipleBirth,
        birthOrder,
        citizenships,
        practice,
        practiceNumber,
        protection,
        publicity,
        recordedSex,
        raceText,
        ethnicityText,
        bornAt,
        keeper,
        numbers,
        spoken);
  }

  /** What HL7 v2 can tell. */
  public Demographics(
      @Nullable String birthSex,
      @Nullable Coded religion,
      @Nullable String birthPlace,
      @Nullable Boolean multipleBirth,
      @Nullable Integer birthOrder,
      List<Coded> citizenships,
      @Nullable String practice,
      @Nullable String practiceNumber,
      @Nullable Boolean protection,
      @Nullable Coded publicity) {
    this(
        birthSex,
        religion,
        birthPlace,
        multipleBirth,
        birthOrder,
        citizenships,
        practice,
        practiceNumber,
        protection,
        publicity,
        null,
        null,
        null,
        null);
  }

  /** Nothing known. */
  public static Demographics none() {
    return new Demographics(null, null, null, null, null, List.of(), null, null, null, null);
  }

  /** Itself; null when nothing is known. */
  public @Nullable Demographics orNull() {
    return equals(none()) ? null : this;
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    if (birthSex != null && !birthSex.matches("F|M|OTH|ASKU|UNK")) {
      issues.error(IssueCode.VALUE, path + "/birthSex", "must be F, M, OTH, ASKU or UNK");
    }
    if (recordedSex != null && !recordedSex.matches("[A-Za-z0-9-]{1,40}")) {
      issues.error(IssueCode.VALUE, path + "/recordedSex", "must be a code of us-core-sex");
    }
    Check.optional(issues, path + "/religion", religion, Coded::check);
    if (multipleBirth != null && birthOrder != null) {
      issues.error(
          IssueCode.CONFLICT, path + "/multipleBirth", "must be absent when birthOrder says it");
    }
    if (birthOrder != null && birthOrder < 1) {
      issues.error(IssueCode.VALUE, path + "/birthOrder", "must count from 1");
    }
    Check.optional(issues, path + "/publicity", publicity, Coded::check);
    if (practiceNumber != null && practice == null) {
      issues.error(IssueCode.REQUIRED, path + "/practice", "is missing beside practiceNumber");
    }
    Check.each(issues, path + "/citizenships", citizenships, Coded::check);
    Check.optional(issues, path + "/keptBy", keptBy, (o, i, at) -> o.check(i, at));
    Check.each(issues, path + "/masked", masked, MaskedNumber::check);
    Check.each(issues, path + "/languages", languages, Coded::check);
  }
}
