package org.luer.mappings.concept.charge.fhir;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.billing.BilledDiagnosis;
import org.luer.mappings.concept.charge.Charge;
import org.luer.mappings.concept.charge.ChargeLine;
import org.luer.mappings.concept.charge.ChargeReview;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.visit.VisitFhir;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Identifiers;

/**
 * Reads the ChargeItems of a Bundle as charges; the counterpart of {@link ChargeFhir}.
 *
 * <p>Those with the same charge number, else the same context, and the same day are one charge.
 * Statuses not-billable and unknown are refused: nobody can tell what is to be billed.
 */
public final class ChargeItemReader {
  private final BundleReader in;
  private final BiFunction<Reference, DomainResource, Optional<Clinician>> people;

  /**
   * A reader of one Bundle.
   *
   * @param people finds the clinician that a reference names
   */
  public ChargeItemReader(
      BundleReader in, BiFunction<Reference, DomainResource, Optional<Clinician>> people) {
    this.in = in;
    this.people = people;
  }

  private record Group(String key, PartialDate day) {}

  /** Finds the coverages of a ChargeItem, primary one first. */
  @FunctionalInterface
  public interface Coverages {
    /** The ids of the coverages that a ChargeItem names. */
    List<String> of(ChargeItem item);
  }

  /** The charges; what is wrong stands in the issues. */
  public List<Charge> read(String patientId, Coverages coverages) {
    var groups = new LinkedHashMap<Group, List<ChargeItem>>();
    for (var item : in.all(ChargeItem.class)) {
      var day = new ChargeLineReader(item, in, people).day();
      if (usable(item) && day != null) {
        groups.computeIfAbsent(new Group(group(item), day), g -> new ArrayList<>()).add(item);
      }
    }
    var charges = new ArrayList<Charge>();
    groups.forEach(
        (group, items) -> charge(patientId, group, items, coverages).ifPresent(charges::add));
    return charges;
  }

  private boolean usable(ChargeItem item) {
    var status = status(item);
    if (status == null) {
      in.issues()
          .error(
              IssueCode.NOT_USABLE,
              in.path(item) + ".status",
              "is missing, unknown or not billable: not read");
    }
    return status != null;
  }

  private static Charge.@Nullable Status status(ChargeItem item) {
    if (!item.hasStatus()) {
      return null;
    }
    return switch (item.getStatus()) {
      case PLANNED -> Charge.Status.DRAFT;
      case BILLABLE, ABORTED -> Charge.Status.BILLABLE;
      case BILLED -> Charge.Status.BILLED;
      case ENTEREDINERROR -> Charge.Status.ENTERED_IN_ERROR;
      default -> null;
    };
  }

  private String group(ChargeItem item) {
    return Identifiers.value(item.getIdentifier(), Systems.sid(in.base(), ChargeFhir.GROUP))
        .orElseGet(
            () ->
                item.getContext().hasReference()
                        && !item.getContext().getReference().startsWith("#")
                    ? item.getContext().getReference()
                    : "");
  }

  private Optional<Charge> charge(
      String patientId, Group group, List<ChargeItem> items, Coverages coverages) {
    var first = items.get(0);
    var encounter = in.resolve(first.getContext(), first, Encounter.class);
    var diagnoses =
        new ArrayList<>(
            encounter.map(e -> ChargeVisitFhir.diagnoses(e, first, in, people)).orElse(List.of()));
    var lines = new ArrayList<ChargeLine>();
    for (var item : items) {
      new ChargeLineReader(item, in, people).read(diagnoses).ifPresent(lines::add);
    }
    if (lines.size() < items.size() || in.issues().refuse()) {
      return Optional.empty();
    }
    try {
      var charge =
          charge(patientId, group, first, encounter.orElse(null), diagnoses, lines, coverages);
      review(charge, items);
      return Optional.of(charge);
    } catch (InvalidRecordException invalid) {
      invalid
          .issues()
          .forEach(i -> in.issues().error(i.code(), in.path(first), i.path() + " " + i.text()));
      return Optional.empty();
    }
  }

  private Charge charge(
      String patientId,
      Group group,
      ChargeItem first,
      @Nullable Encounter encounter,
      List<BilledDiagnosis> diagnoses,
      List<ChargeLine> lines,
      Coverages coverages) {
    return new Charge(
        id(first, lines),
        patientId,
        ChargeVisitFhir.session(first, in).orElse(null),
        java.util.Objects.requireNonNull(status(first)),
        group.day(),
        encounter == null ? null : VisitFhir.ofStranger(encounter, in).orElse(null),
        encounter == null ? null : ChargeVisitFhir.patientType(encounter, in).orElse(null),
        encounter == null ? null : ChargeVisitFhir.place(encounter, first, in).orElse(null),
        participant(StaffMember.Role.ATTENDING, encounter, first),
        participant(StaffMember.Role.REFERRER, encounter, first),
        plan(first),
        authorization(first),
        coverages.of(first),
        diagnoses,
        lines,
        null);
  }

  private @Nullable Clinician participant(
      StaffMember.Role role, @Nullable Encounter encounter, ChargeItem item) {
    return encounter == null
        ? null
        : ChargeVisitFhir.participant(role, encounter, item, in, people).orElse(null);
  }

  private String id(ChargeItem first, List<ChargeLine> lines) {
    var own = Identifiers.value(first.getIdentifier(), Systems.sid(in.base(), ChargeFhir.GROUP));
    if (own.isPresent()) {
      return own.get();
    }
    var key = new ArrayList<String>(List.of("charge", in.dialect().partner()));
    lines.forEach(l -> key.add(l.key()));
    return Ids.uuid(key.toArray(String[]::new)).toString();
  }

  private static @Nullable Coded plan(ChargeItem item) {
    return item.getSupportingInformation().stream()
        .filter(i -> ChargeFhir.PLAN.equals(i.getType()))
        .filter(i -> i.getIdentifier().hasSystem() && i.getIdentifier().hasValue())
        .map(
            i ->
                Coded.of(
                    i.getIdentifier().getSystem(), i.getIdentifier().getValue(), i.getDisplay()))
        .findFirst()
        .orElse(null);
  }

  private @Nullable String authorization(ChargeItem item) {
    var system = Systems.sid(in.base(), ChargeFhir.AUTHORIZATION);
    return item.getSupportingInformation().stream()
        .map(Reference::getIdentifier)
        .filter(i -> system.equals(i.getSystem()))
        .map(org.hl7.fhir.r4.model.Identifier::getValue)
        .findFirst()
        .orElse(null);
  }

  private void review(Charge charge, List<ChargeItem> items) {
    for (var issue : ChargeReview.of(charge, null)) {
      var step = issue.path().split("/", -1);
      var line = step.length > 2 && step[1].equals("lines") ? Integer.parseInt(step[2]) : 0;
      in.issues().warning(issue.code(), in.path(items.get(line)), issue.text());
    }
  }
}
