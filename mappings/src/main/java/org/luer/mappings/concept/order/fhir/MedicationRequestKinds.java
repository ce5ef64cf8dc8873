package org.luer.mappings.concept.order.fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.order.OrderEntry;
import org.luer.mappings.concept.order.Review;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.fhir.Notes;

/** What is read alike from every MedicationRequest, whatever it becomes. */
public final class MedicationRequestKinds {
  /** Our identifier system of medications that are no infusions. */
  public static final String MEDICATION = "medication-order";

  private MedicationRequestKinds() {}

  /** The status; empty and issues when status, intent or a prohibition forbid using it. */
  public static Optional<InfusionOrder.Status> usable(MedicationRequest request, BundleReader in) {
    var path = in.path(request);
    if (request.getDoNotPerform()) {
      in.issues()
          .error(
              IssueCode.NOT_USABLE,
              path + ".doNotPerform",
              "a prohibition is not read as an order");
    }
    var status =
        Enums.read(
            InfusionOrder.Status.values(),
            InfusionOrder.Status::code,
            request.hasStatus() ? request.getStatus().toCode() : null);
    if (status.isEmpty()) {
      in.issues().error(IssueCode.NOT_USABLE, path + ".status", "is missing or cannot be used");
    }
    return status;
  }

  /** How soon. */
  public static InfusionOrder.@Nullable Priority priority(MedicationRequest request) {
    return Enums.read(
            InfusionOrder.Priority.values(),
            InfusionOrder.Priority::code,
            request.hasPriority() ? request.getPriority().toCode() : null)
        .orElse(null);
  }

  /** Outpatient or inpatient. */
  public static OrderEntry.@Nullable Setting setting(MedicationRequest request) {
    for (var setting : OrderEntry.Setting.values()) {
      if (Codings.any(request.getCategory(), InfusionRequestFhir.CATEGORY, setting.code())) {
        return setting;
      }
    }
    return null;
  }

  /** What else it is filed under. */
  public static List<Coded> categories(MedicationRequest request) {
    return request.getCategory().stream()
        .filter(DosageFhir::isOther)
        .flatMap(c -> Codings.read(c).stream())
        .toList();
  }

  /** Short or lasting course of therapy, beside our own phase of it. */
  public static @Nullable Coded therapy(MedicationRequest request, String base) {
    var course = request.getCourseOfTherapyType().copy();
    course
        .getCoding()
        .removeIf(c -> Systems.own(base, InfusionRequestFhir.PHASE).equals(c.getSystem()));
    return Codings.read(course).orElse(null);
  }

  /** The notes. */
  public static List<String> notes(MedicationRequest request) {
    return Notes.texts(request.getNote());
  }

  /** Why a person must look at it first. */
  public static List<Review> review(MedicationRequest request, BundleReader in) {
    var review = new ArrayList<Review>();
    var system = Systems.own(in.base(), InfusionRequestFhir.REVIEW);
    for (var issue : InfusionRequestReader.issues(request, in)) {
      Enums.read(
              Review.values(), Review::code, Codings.codeIn(issue.getCode(), system).orElse(null))
          .ifPresent(review::add);
    }
    return review;
  }

  /** Whether a request belongs to another one. */
  public static boolean isBasedOn(
      MedicationRequest request, MedicationRequest other, BundleReader in) {
    return request.getBasedOn().stream()
        .anyMatch(r -> in.resolve(r, request, MedicationRequest.class).orElse(null) == other);
  }
}
