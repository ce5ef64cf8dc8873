package org.luer.mappings.concept.disclosure;

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

/**
 * What a patient has consented to, or has asked not to be done, with the patient's data.
 *
 * <p>A directive without classes and records speaks of everything; it opens no class that needs to
 * be named (Part 2, violence). With records it speaks of these and of what hangs on them, and says
 * of them that they are of its classes: so a note is marked as a psychotherapy note, a session as
 * paid by the patient.
 *
 * @param id the clinic's number of the directive
 * @param patientId whose data
 * @param status in force unless said otherwise
 * @param decision whether it permits or forbids
 * @param partners ids of the partners that it is about
 * @param recipients kinds of partners that it is about; with neither these nor partners a
 *     prohibition is about everybody, a permission about nobody and therefore refused
 * @param purposes what for; none = whatever for
 * @param classes which classes of information
 * @param records kind and id of the records that it is about, {@code InfusionSession/s-1}
 * @param from first moment at which it counts
 * @param until first moment at which it no longer counts
 * @param redisclosure false when the consent says that the recipient may not pass it on
 * @param document kind and id of the signed form, {@code Document/d-1}
 * @param recordedAt when this version was recorded
 */
@JsonTypeName("DisclosureDirective")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DisclosureDirective(
    String id,
    String patientId,
    @Nullable Status status,
    Decision decision,
    List<String> partners,
    List<Recipient> recipients,
    List<Purpose> purposes,
    List<Sensitivity> classes,
    List<String> records,
    @Nullable OffsetDateTime from,
    @Nullable OffsetDateTime until,
    @Nullable Boolean redisclosure,
    @Nullable String document,
    @Nullable OffsetDateTime recordedAt)
    implements ClinicRecord {
  private static final String REFERENCE = "[A-Z][A-Za-z]+/[A-Za-z0-9._~-]{1,64}";

  /** Whether it is in force. */
  public enum Status {
    ACTIVE,
    REVOKED,
    ENTERED_IN_ERROR;

    /** As JSON has it. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** What it says. */
  public enum Decision {
    PERMIT,
    FORBID;

    /** As JSON has it. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What data is given for. */
  public enum Purpose {
    TREATMENT,
    PAYMENT,
    OPERATIONS;

    /** As JSON has it. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Kinds of partners. */
  public enum Recipient {
    HOSPITAL,
    INSURER,
    PSYCHIATRIST,
    PHARMACY;

    /** As JSON has it. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Checks the directive.
   *
   * @throws InvalidRecordException with every broken rule
   */
  public DisclosureDirective {
    partners = partners == null ? List.of() : List.copyOf(partners);
    recipients = recipients == null ? List.of() : List.copyOf(recipients);
    purposes = purposes == null ? List.of() : List.copyOf(purposes);
    classes = classes == null ? List.of() : List.copyOf(classes);
    records = records == null ? List.of() : List.copyOf(records);
    var issues = new Issues();
    Check.id(issues, "/id", id);
    Check.id(issues, "/patientId", patientId);
    Check.present(issues, "/decision", decision);
    if (decision == Decision.PERMIT && partners.isEmpty() && recipients.isEmpty()) {
      issues.error(
          IssueCode.REQUIRED, "/partners", "a permission names partners or kinds of recipients");
    }
    if (decision == Decision.PERMIT && classes.contains(Sensitivity.PSYCHOTHERAPY_NOTES)) {
      issues.error(
          IssueCode.NOT_SUPPORTED, "/classes", "psychotherapy notes are never disclosed from here");
    }
    for (int i = 0; i < records.size(); i++) {
      if (!records.get(i).matches(REFERENCE)) {
        issues.error(IssueCode.VALUE, "/records/" + i, "must be kind and id: InfusionSession/s-1");
      }
    }
    if (document != null && !document.matches(REFERENCE)) {
      issues.error(IssueCode.VALUE, "/document", "must be kind and id: Document/d-1");
    }
    if (from != null && until != null && !until.isAfter(from)) {
      issues.error(IssueCode.CONFLICT, "/until", "must be after from");
    }
    if (issues.refuse()) {
      throw new InvalidRecordException("DisclosureDirective", issues.list());
    }
  }

  /** Whether it counts at this moment. */
  public boolean counts(java.time.Instant now) {
    return (status == null || status == Status.ACTIVE)
        && (from == null || !from.toInstant().isAfter(now))
        && (until == null || until.toInstant().isAfter(now));
  }
}
