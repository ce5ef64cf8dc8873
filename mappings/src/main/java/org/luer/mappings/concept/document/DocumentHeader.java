package org.luer.mappings.concept.document;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.session.Signature;
import org.luer.mappings.concept.visit.OutsideVisit;
import org.luer.mappings.concept.visit.Visit;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;

/**
 * What an index says about one version of a document without opening it.
 *
 * @param number number of this version, with its authority; every version has its own
 * @param identifiers further numbers of the document
 * @param status how far it is; absent = the sender does not say
 * @param superseded true when another document has replaced this one
 * @param type kind of document, LOINC
 * @param categories classes it is filed under, beside the clinical notes
 * @param title its title
 * @param startedAt start of the care it speaks of
 * @param endedAt end of that care
 * @param createdAt when it was written
 * @param typedAt when it was typed or rendered
 * @param editedAt when it was edited last
 * @param changeReason why this version differs from the one before
 * @param authors who wrote it
 * @param authenticator who has to sign it
 * @param signature who signed and when
 * @param confidentiality how closely it is kept; absent = not said
 * @param fileName name of the file
 * @param placerNumber number of the order at the one who placed it (HL7 v2 ORC-2)
 * @param fillerNumber number of the report at the one who made it (ORC-3)
 * @param orderer who ordered what it reports on
 * @param visit the visit it speaks of
 * @param staff who attended and who referred
 * @param relatesTo earlier documents that it replaces, adds to or restates
 * @param acts what was done of which it is the record, for example the infusion
 * @param sources what in the records tells of these acts
 * @param outside the visit it speaks of, when somebody else kept it and tells more of it
 * @param facility kind of facility where it was written
 * @param setting specialty in which it was written
 * @param typist who typed it (HL7 v2 TXA-11)
 * @param copiesTo who gets it too (TXA-23)
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DocumentHeader(
    Identifier number,
    List<Identifier> identifiers,
    @Nullable Status status,
    @Nullable Boolean superseded,
    Coded type,
    List<Coded> categories,
    @Nullable String title,
    @Nullable OffsetDateTime startedAt,
    @Nullable OffsetDateTime endedAt,
    @Nullable OffsetDateTime createdAt,
    @Nullable OffsetDateTime typedAt,
    @Nullable OffsetDateTime editedAt,
    @Nullable String changeReason,
    List<Clinician> authors,
    @Nullable Clinician authenticator,
    @Nullable Signature signature,
    @Nullable Confidentiality confidentiality,
    @Nullable String fileName,
    @Nullable Identifier placerNumber,
    @Nullable Identifier fillerNumber,
    @Nullable Clinician orderer,
    @Nullable Visit visit,
    List<StaffMember> staff,
    List<DocumentRelation> relatesTo,
    List<Coded> acts,
    List<DocumentSource> sources,
    @Nullable OutsideVisit outside,
    @Nullable Coded facility,
    @Nullable Coded setting,
    @Nullable Clinician typist,
    List<Clinician> copiesTo) {

  /** An index entry of a document that was written here. */
  public DocumentHeader(
      Identifier number,
      List<Identifier> identifiers,
      @Nullable Status status,
      @Nullable Boolean superseded,
      Coded type,
      List<Coded> categories,
      @Nullable String title,
      @Nullable OffsetDateTime startedAt,
      @Nullable OffsetDateTime endedAt,
      @Nullable OffsetDateTime createdAt,
      @Nullable OffsetDateTime typedAt,
      @Nullable OffsetDateTime editedAt,
      @Nullable String changeReason,
      List<Clinician> authors,
      @Nullable Clinician authenticator,
      @Nullable Signature signature,
      @Nullable Confidentiality confidentiality,
      @Nullable String fileName,
      @Nullable Identifier placerNumber,
      @Nullable Identifier fillerNumber,
      @Nullable Clinician orderer,
      @Nullable Visit visit,
      List<StaffMember> staff,
      List<DocumentRelation> relatesTo,
      List<Coded> acts,
      List<DocumentSource> sources) {
    this(
        number,
        identifiers,
        status,
        superseded,
        type,
        categories,
        title,
        startedAt,
        endedAt,
        createdAt,
        typedAt,
        editedAt,
        changeReason,
        authors,
        authenticator,
        signature,
        confidentiality,
        fileName,
        placerNumber,
        fillerNumber,
        orderer,
        visit,
        staff,
        relatesTo,
        acts,
        sources,
        null,
        null,
        null,
        null,
        List.of());
  }

  /** How far a document is (FHIR composition-status). */
  public enum Status {
    PRELIMINARY,
    FINAL,
    AMENDED,
    ENTERED_IN_ERROR;

    /** The FHIR composition-status code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** How closely a document is kept (HL7 table 0272, v3 Confidentiality). */
  public enum Confidentiality {
    /** HL7 table 0272 U, v3 Confidentiality N. */
    USUAL,
    /** R in both. */
    RESTRICTED,
    /** V in both. */
    VERY_RESTRICTED;

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  public DocumentHeader {
    identifiers = identifiers == null ? List.of() : List.copyOf(identifiers);
    categories = categories == null ? List.of() : List.copyOf(categories);
    authors = authors == null ? List.of() : List.copyOf(authors);
    staff = staff == null ? List.of() : List.copyOf(staff);
    relatesTo = relatesTo == null ? List.of() : List.copyOf(relatesTo);
    acts = acts == null ? List.of() : List.copyOf(acts);
    sources = sources == null ? List.of() : List.copyOf(sources);
    copiesTo = copiesTo == null ? List.of() : List.copyOf(copiesTo);
  }

  /** The same entry, replaced by another document or not. */
  public DocumentHeader withSuperseded(@Nullable Boolean other) {
    return new DocumentHeader(
        number,
        identifiers,
        status,
        other,
        type,
        categories,
        title,
        startedAt,
        endedAt,
        createdAt,
        typedAt,
        editedAt,
        changeReason,
        authors,
        authenticator,
        signature,
        confidentiality,
        fileName,
        placerNumber,
        fillerNumber,
        orderer,
        visit,
        staff,
        relatesTo,
        acts,
        sources,
        outside,
        facility,
        setting,
        typist,
        copiesTo);
  }

  /** The document that this one stands to in that way. */
  public Optional<DocumentRelation> relation(DocumentRelation.Kind kind) {
    return relatesTo.stream().filter(r -> r.kind() == kind).findFirst();
  }

  /** Whether the document no longer counts at all. */
  public boolean voided() {
    return status == Status.ENTERED_IN_ERROR;
  }

  /** The latest time that it knows of itself: signed, else edited, else written. */
  public @Nullable OffsetDateTime saidAt() {
    return signature != null ? signature.at() : editedAt != null ? editedAt : createdAt;
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/number", number);
    Check.present(issues, path + "/type", type);
    Check.optional(issues, path + "/type", type, Coded::check);
    Check.each(issues, path + "/categories", categories, Coded::check);
    Check.each(issues, path + "/authors", authors, Clinician::check);
    Check.optional(issues, path + "/authenticator", authenticator, Clinician::check);
    Check.optional(issues, path + "/signature", signature, Signature::check);
    Check.optional(issues, path + "/orderer", orderer, Clinician::check);
    Check.optional(issues, path + "/visit", visit, Visit::check);
    Check.optional(issues, path + "/outside", outside, OutsideVisit::check);
    if (visit != null && outside != null) {
      issues.error(IssueCode.CONFLICT, path + "/visit", "is said by outside already");
    }
    if (!staff.isEmpty() && outside != null) {
      issues.error(IssueCode.CONFLICT, path + "/staff", "is said by outside already");
    }
    Check.optional(issues, path + "/facility", facility, Coded::check);
    Check.optional(issues, path + "/setting", setting, Coded::check);
    Check.optional(issues, path + "/typist", typist, Clinician::check);
    Check.each(issues, path + "/copiesTo", copiesTo, Clinician::check);
    Check.each(issues, path + "/staff", staff, StaffMember::check);
    Check.each(issues, path + "/relatesTo", relatesTo, DocumentRelation::check);
    Check.each(issues, path + "/acts", acts, Coded::check);
    Check.each(issues, path + "/sources", sources, DocumentSource::check);
    if (startedAt != null && endedAt != null && endedAt.isBefore(startedAt)) {
      issues.error(IssueCode.CONFLICT, path + "/endedAt", "must not be before startedAt");
    }
    if (number != null && relatesTo.stream().anyMatch(r -> number.sameAs(r.number()))) {
      issues.error(IssueCode.CONFLICT, path + "/relatesTo", "a document cannot relate to itself");
    }
  }
}
