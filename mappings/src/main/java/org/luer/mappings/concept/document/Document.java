package org.luer.mappings.concept.document;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;

/**
 * A document that belongs to a patient and was written elsewhere, kept as it came.
 *
 * @param id the clinic's key of the document
 * @param patientId the clinic's patient number
 * @param header what the index says about it
 * @param attachments its forms; at least one, unless it is withdrawn
 * @param recordedAt when this version was recorded
 */
@JsonTypeName("Document")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Document(
    String id,
    String patientId,
    DocumentHeader header,
    List<Attachment> attachments,
    @Nullable OffsetDateTime recordedAt)
    implements ClinicRecord {

  /**
   * @throws InvalidRecordException with every broken rule
   */
  public Document {
    attachments = attachments == null ? List.of() : List.copyOf(attachments);
    var issues = new Issues();
    Check.id(issues, "/id", id);
    Check.id(issues, "/patientId", patientId);
    Check.present(issues, "/header", header);
    Check.optional(issues, "/header", header, DocumentHeader::check);
    Check.each(issues, "/attachments", attachments, Attachment::check);
    if (attachments.isEmpty() && header != null && !header.voided()) {
      issues.error(IssueCode.REQUIRED, "/attachments", "a document has content");
    }
    if (issues.refuse()) {
      throw new InvalidRecordException("Document", issues.list());
    }
  }
}
