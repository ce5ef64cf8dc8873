package org.luer.mappings.concept.serviceorder;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.order.InfusionOrder.Priority;
import org.luer.mappings.concept.order.OrderEntry;
import org.luer.mappings.concept.order.OrderFinding;
import org.luer.mappings.concept.order.OrderTiming;
import org.luer.mappings.concept.order.PlacedOrder;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialTime;

/**
 * An order for a service that is neither a drug nor a referral: a chest X-ray, a laboratory test,
 * an electrocardiogram.
 *
 * @param id the clinic's order number
 * @param patientId the clinic's patient number
 * @param placerNumber number of the one who placed the order (HL7 v2 ORC-2, OBR-2)
 * @param fillerNumber number of the one who fills it (ORC-3, OBR-3)
 * @param groupNumber number of the group of orders (ORC-4)
 * @param status life cycle
 * @param priority routine, urgent, asap or stat
 * @param orderer who ordered it
 * @param orderedAt when it was ordered
 * @param service what is ordered
 * @param section which department does it (OBR-24, HL7 table 0074), for example {@code RAD}
 * @param procedure the procedure code for billing, when another one (OBR-44)
 * @param modifiers modifiers of that code (OBR-45)
 * @param details further details of the order (OBR-46)
 * @param indications what it is for
 * @param clinicalInformation what the one who does it must know
 * @param specimen what it is done on
 * @param performance who is to do it, where on the body, and the specimen that was taken
 * @param timing when
 * @param findings findings that the order rests on
 * @param notes further notes
 * @param entry how the order came to be
 * @param recordedAt when this version was recorded
 */
@JsonTypeName("ServiceOrder")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ServiceOrder(
    String id,
    String patientId,
    @Nullable Identifier placerNumber,
    @Nullable Identifier fillerNumber,
    @Nullable Identifier groupNumber,
    Status status,
    @Nullable Priority priority,
    @Nullable Clinician orderer,
    @Nullable PartialTime orderedAt,
    Coded service,
    @Nullable String section,
    @Nullable Coded procedure,
    List<Coded> modifiers,
    List<Coded> details,
    List<Coded> indications,
    @Nullable String clinicalInformation,
    @Nullable Coded specimen,
    @Nullable Performance performance,
    @Nullable OrderTiming timing,
    List<OrderFinding> findings,
    List<String> notes,
    @Nullable OrderEntry entry,
    @Nullable OffsetDateTime recordedAt)
    implements PlacedOrder {

  /** Life cycle of a service order (FHIR request-status). */
  public enum Status {
    DRAFT,
    ACTIVE,
    ON_HOLD,
    REVOKED,
    COMPLETED,
    ENTERED_IN_ERROR;

    /** The FHIR request-status code. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * @throws InvalidRecordException with every broken rule
   */
  public ServiceOrder {
    modifiers = modifiers == null ? List.of() : List.copyOf(modifiers);
    details = details == null ? List.of() : List.copyOf(details);
    indications = indications == null ? List.of() : List.copyOf(indications);
    findings = findings == null ? List.of() : List.copyOf(findings);
    notes = notes == null ? List.of() : List.copyOf(notes);
    var issues = new Issues();
    Check.id(issues, "/id", id);
    Check.id(issues, "/patientId", patientId);
    Check.present(issues, "/status", status);
    Check.present(issues, "/service", service);
    Check.optional(issues, "/service", service, Coded::check);
    if (section != null && !section.matches("[A-Z]{2,4}")) {
      issues.error(IssueCode.VALUE, "/section", "must be a code of HL7 table 0074");
    }
    Check.optional(issues, "/procedure", procedure, Coded::check);
    Check.each(issues, "/modifiers", modifiers, Coded::check);
    Check.each(issues, "/details", details, Coded::check);
    Check.each(issues, "/indications", indications, Coded::check);
    Check.optional(issues, "/orderer", orderer, Clinician::check);
    Check.optional(issues, "/specimen", specimen, Coded::check);
    Check.optional(issues, "/performance", performance, Performance::check);
    if (specimen != null && performance != null && performance.sample() != null) {
      issues.error(
          IssueCode.CONFLICT, "/specimen", "must be absent when performance/sample says it");
    }
    Check.optional(issues, "/timing", timing, OrderTiming::check);
    Check.each(issues, "/findings", findings, OrderFinding::check);
    Check.optional(issues, "/entry", entry, OrderEntry::check);
    if (issues.refuse()) {
      throw new InvalidRecordException("ServiceOrder", issues.list());
    }
  }

  /** Who is to do it, with nothing known when there is no such part. */
  Performance doing() {
    return performance == null ? Performance.none() : performance;
  }

  @Override
  public String statusCode() {
    return status.code();
  }
}
