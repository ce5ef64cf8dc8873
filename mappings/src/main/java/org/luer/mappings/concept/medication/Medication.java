package org.luer.mappings.concept.medication;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.order.Amount;
import org.luer.mappings.concept.order.Delivery;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.order.InfusionOrder.Priority;
import org.luer.mappings.concept.order.OrderEntry;
import org.luer.mappings.concept.order.OrderFinding;
import org.luer.mappings.concept.order.OrderTiming;
import org.luer.mappings.concept.order.PlacedOrder;
import org.luer.mappings.concept.order.Review;
import org.luer.mappings.concept.order.Supply;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Quantity;

/**
 * A drug that the patient takes or is to take, other than by an order for an infusion of the
 * clinic: home medication, held medication, the order of an antibiotic.
 *
 * @param id the clinic's number of it
 * @param patientId the clinic's patient number
 * @param use ordered, or taken at home as the patient reports it
 * @param placerNumber number of the one who placed the order (HL7 v2 ORC-2)
 * @param fillerNumber number of the one who fills it (ORC-3)
 * @param groupNumber number of the group of orders (ORC-4)
 * @param status life cycle; on-hold for a medication that is held
 * @param priority routine, urgent, asap or stat
 * @param orderer who ordered it
 * @param orderedAt when it was ordered
 * @param indications what it is for
 * @param drug what is taken, RxNorm with further codes beside it
 * @param ingredients components of a mixture, base and additives
 * @param dose how much at a time
 * @param doseMax the upper end when the dose is a range, in the unit of the dose
 * @param strength drug mass of one unit as stocked
 * @param strengthVolume the volume that the strength is in
 * @param rate how fast, for a drug that runs in
 * @param duration how long one dose takes to give, min
 * @param route route, SNOMED CT
 * @param delivery site, device and method
 * @param timing when
 * @param asNeeded whether it is taken as needed
 * @param supply what the pharmacy hands out
 * @param first what the first instruction says beside that: how long it holds, when in the day
 * @param steps further instructions of a regimen that has several, in their order
 * @param instructions instructions to those who give or take it
 * @param findings findings that the order rests on
 * @param notes further notes
 * @param entry how the order came to be; its reason says why a medication is held or stopped
 * @param review why a person must look at it first
 * @param recordedAt when this version was recorded
 */
@JsonTypeName("Medication")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Medication(
    String id,
    String patientId,
    Use use,
    @Nullable Identifier placerNumber,
    @Nullable Identifier fillerNumber,
    @Nullable Identifier groupNumber,
    InfusionOrder.Status status,
    @Nullable Priority priority,
    @Nullable Clinician orderer,
    @Nullable PartialTime orderedAt,
    List<Coded> indications,
    Coded drug,
    List<Ingredient> ingredients,
    @Nullable Amount dose,
    @Nullable BigDecimal doseMax,
    @Nullable Amount strength,
    @Nullable Amount strengthVolume,
    @Nullable Amount rate,
    @Nullable Quantity duration,
    @Nullable Coded route,
    @Nullable Delivery delivery,
    @Nullable OrderTiming timing,
    @Nullable Boolean asNeeded,
    @Nullable Supply supply,
    @Nullable DosageStep first,
    List<DosageStep> steps,
    List<String> instructions,
    List<OrderFinding> findings,
    List<String> notes,
    @Nullable OrderEntry entry,
    List<Review> review,
    @Nullable OffsetDateTime recordedAt)
    implements PlacedOrder {

  /** Where the knowledge of a medication comes from. */
  public enum Use {
    /** Somebody ordered it. */
    ORDER,
    /** The patient takes it at home and said so. */
    HOME;

    /** The code in the clinic model. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @throws InvalidRecordException with every broken rule
   */
  public Medication {
    indications = indications == null ? List.of() : List.copyOf(indications);
    ingredients = ingredients == null ? List.of() : List.copyOf(ingredients);
    steps = steps == null ? List.of() : List.copyOf(steps);
    instructions = instructions == null ? List.of() : List.copyOf(instructions);
    findings = findings == null ? List.of() : List.copyOf(findings);
    notes = notes == null ? List.of() : List.copyOf(notes);
    review = review == null ? List.of() : List.copyOf(review);
    var issues = new Issues();
    Check.id(issues, "/id", id);
    Check.id(issues, "/patientId", patientId);
    Check.present(issues, "/use", use);
    Check.present(issues, "/status", status);
    Check.present(issues, "/drug", drug);
    Check.optional(issues, "/drug", drug, Coded::check);
    Check.each(issues, "/indications", indications, Coded::check);
    Check.each(issues, "/ingredients", ingredients, Ingredient::check);
    Check.optional(issues, "/orderer", orderer, Clinician::check);
    Check.optional(issues, "/dose", dose, Amount::check);
    if (doseMax != null && (dose == null || doseMax.compareTo(dose.value()) < 0)) {
      issues.error(IssueCode.CONFLICT, "/doseMax", "needs a dose that is not larger");
    }
    Check.optional(issues, "/strength", strength, Amount::check);
    Check.optional(issues, "/strengthVolume", strengthVolume, Amount::check);
    if (strengthVolume != null && strength == null) {
      Check.present(issues, "/strength", null);
    }
    Check.optional(issues, "/rate", rate, Amount::check);
    Check.optional(issues, "/duration", duration, (q, i, p) -> q.check(i, p, "min"));
    Check.optional(issues, "/route", route, Coded::check);
    Check.optional(issues, "/delivery", delivery, Delivery::check);
    Check.optional(issues, "/timing", timing, OrderTiming::check);
    Check.optional(issues, "/supply", supply, Supply::check);
    Check.optional(issues, "/first", first, DosageStep::check);
    if (first != null && !first.onlyWhen()) {
      issues.error(IssueCode.CONFLICT, "/first", "only lasts and dayTimes have no place beside it");
    }
    if (first != null && first.lasts() != null && timing != null && timing.endsAt() != null) {
      issues.error(IssueCode.CONFLICT, "/first/lasts", "must be absent when timing/endsAt says it");
    }
    Check.each(issues, "/steps", steps, DosageStep::check);
    Check.each(issues, "/findings", findings, OrderFinding::check);
    Check.optional(issues, "/entry", entry, OrderEntry::check);
    if (issues.refuse()) {
      throw new InvalidRecordException("Medication", issues.list());
    }
  }

  @Override
  public String statusCode() {
    return status.code();
  }
}
