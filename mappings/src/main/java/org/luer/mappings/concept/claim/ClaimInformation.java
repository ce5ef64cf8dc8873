package org.luer.mappings.concept.claim;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.document.Attachment;
import org.luer.mappings.concept.document.DocumentSource;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;

/**
 * What supports a claim beside its lines: a condition, a date, a message, a record. Its place in
 * the list is the number that lines point at.
 *
 * @param category what kind of information
 * @param code what exactly
 * @param period when; a single day or moment is its beginning
 * @param text in words
 * @param said yes or no
 * @param amount how much
 * @param unit unit of the amount
 * @param source the record that says it, by its business number
 * @param attachment a document that comes with the claim
 * @param reason why it is told
 * @param cover what the insurer is told about a document that supports the request
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClaimInformation(
    Coded category,
    @Nullable Coded code,
    @Nullable ServicePeriod period,
    @Nullable String text,
    @Nullable Boolean said,
    @Nullable BigDecimal amount,
    @Nullable Coded unit,
    @Nullable DocumentSource source,
    @Nullable Attachment attachment,
    @Nullable Coded reason,
    @Nullable Cover cover) {

  /**
   * What an attachment is announced as (PWK of an X12 278).
   *
   * @param reportType kind of report
   * @param transmission how it is sent
   * @param controlNumber number by which it is found again
   * @param description what is in it
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Cover(
      @Nullable Coded reportType,
      @Nullable Coded transmission,
      @Nullable String controlNumber,
      @Nullable String description) {

    /** Reports every broken rule below the pointer. */
    public void check(Issues issues, String path) {
      Check.optional(issues, path + "/reportType", reportType, Coded::check);
      Check.optional(issues, path + "/transmission", transmission, Coded::check);
    }
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/category", category);
    Check.optional(issues, path + "/category", category, Coded::check);
    Check.optional(issues, path + "/code", code, Coded::check);
    Check.optional(issues, path + "/period", period, ServicePeriod::check);
    Check.optional(issues, path + "/unit", unit, Coded::check);
    Check.optional(issues, path + "/source", source, DocumentSource::check);
    Check.optional(issues, path + "/attachment", attachment, Attachment::check);
    Check.optional(issues, path + "/reason", reason, Coded::check);
    Check.optional(issues, path + "/cover", cover, Cover::check);
    var values =
        (text == null ? 0 : 1)
            + (said == null ? 0 : 1)
            + (amount == null ? 0 : 1)
            + (source == null ? 0 : 1)
            + (attachment == null ? 0 : 1);
    if (values > 1) {
      issues.error(IssueCode.CONFLICT, path, "says one thing: text, yes or no, amount or record");
    }
    if (unit != null && !unit.also().isEmpty()) {
      issues.error(IssueCode.CONFLICT, path + "/unit/also", "a quantity has one unit");
    }
    if (unit != null && amount == null) {
      issues.error(IssueCode.REQUIRED, path + "/amount", "is missing beside its unit");
    }
  }
}
