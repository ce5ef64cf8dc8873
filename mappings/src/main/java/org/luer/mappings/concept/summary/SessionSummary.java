package org.luer.mappings.concept.summary;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.document.Attachment;
import org.luer.mappings.concept.document.DocumentHeader;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;

/**
 * The readable document about one infusion session, as it was rendered.
 *
 * @param id the clinic's key of the summary, the same for all its versions
 * @param patientId the clinic's patient number
 * @param sessionId the session it is about
 * @param version 1 for the first, counting up; absent when the sender does not count
 * @param header number, status, author, signer, what it replaces
 * @param sections what it says, in the order of the pages; the form that every receiver can show
 * @param attachments the rendered forms: HTML and PDF
 * @param recordedAt when this version was recorded
 */
@JsonTypeName("SessionSummary")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SessionSummary(
    String id,
    String patientId,
    @Nullable String sessionId,
    @Nullable Integer version,
    DocumentHeader header,
    List<SummarySection> sections,
    List<Attachment> attachments,
    @Nullable OffsetDateTime recordedAt)
    implements ClinicRecord {

  /**
   * @throws InvalidRecordException with every broken rule
   */
  public SessionSummary {
    sections = sections == null ? List.of() : List.copyOf(sections);
    attachments = attachments == null ? List.of() : List.copyOf(attachments);
    var issues = new Issues();
    Check.id(issues, "/id", id);
    Check.id(issues, "/patientId", patientId);
    Check.optional(issues, "/sessionId", sessionId, (s, i, p) -> Check.id(i, p, s));
    if (version != null && version < 1) {
      issues.error(IssueCode.VALUE, "/version", "counts from 1");
    }
    Check.present(issues, "/header", header);
    Check.optional(issues, "/header", header, DocumentHeader::check);
    Check.each(issues, "/sections", sections, SummarySection::check);
    Check.unique(
        issues,
        "/sections",
        sections.stream().filter(s -> s.title() != null).toList(),
        s -> String.valueOf(s.title()),
        "two sections of the same title");
    Check.each(issues, "/attachments", attachments, Attachment::check);
    Check.unique(
        issues, "/attachments", attachments, Attachment::contentType, "the same form twice");
    var empty = sections.isEmpty() && attachments.isEmpty();
    if (empty && header != null && !header.voided()) {
      issues.error(IssueCode.REQUIRED, "/sections", "a summary says something");
    }
    if (issues.refuse()) {
      throw new InvalidRecordException("SessionSummary", issues.list());
    }
  }
}
