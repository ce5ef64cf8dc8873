package org.luer.mappings.concept.invoice;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Money;

/**
 * A bill to a patient who pays. The clinic is the issuer and the patient the recipient.
 *
 * @param id the clinic's invoice number
 * @param patientId the clinic's patient number
 * @param status life cycle; balanced = paid
 * @param issuedAt when it was issued
 * @param lines what is invoiced
 * @param totalNet before tax
 * @param totalGross after tax
 * @param recordedAt when this version was recorded
 */
@JsonTypeName("Invoice")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Invoice(
    String id,
    String patientId,
    Status status,
    @Nullable OffsetDateTime issuedAt,
    List<InvoiceLine> lines,
    @Nullable Money totalNet,
    @Nullable Money totalGross,
    @Nullable OffsetDateTime recordedAt)
    implements ClinicRecord {

  /** Life cycle of an invoice (FHIR invoice-status). */
  public enum Status {
    DRAFT,
    ISSUED,
    BALANCED,
    CANCELLED,
    ENTERED_IN_ERROR;

    /** The FHIR invoice-status code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * @throws InvalidRecordException with every broken rule
   */
  public Invoice {
    lines = lines == null ? List.of() : List.copyOf(lines);
    var issues = new Issues();
    Check.id(issues, "/id", id);
    Check.id(issues, "/patientId", patientId);
    Check.present(issues, "/status", status);
    if (lines.isEmpty()) {
      issues.error(IssueCode.REQUIRED, "/lines", "is missing");
    }
    Check.each(issues, "/lines", lines, InvoiceLine::check);
    Check.optional(issues, "/totalNet", totalNet, Money::check);
    Check.optional(issues, "/totalGross", totalGross, Money::check);
    if (issues.refuse()) {
      throw new InvalidRecordException("Invoice", issues.list());
    }
  }
}
