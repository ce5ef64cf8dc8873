package org.luer.mappings.concept.order.fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.order.PlannedInfusion;
import org.luer.mappings.concept.order.Series;
import org.luer.mappings.concept.order.SeriesPlan;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.LooseTimes;
import org.luer.mappings.fhir.Notes;
import org.luer.mappings.fhir.Times;

/**
 * {@link SeriesPlan} to and from a CarePlan (US Core) on which the order is based.
 *
 * <p>Mapped: identifier (ours, after the group of orders; another's), title, description, period,
 * created, note (text), author, activity: the order itself by reference, every other infusion as
 * detail with status and day. Ignored when read: goal, team, narrative.
 */
final class SeriesPlanFhir {
  private static final String SID = "treatment-series";
  private static final String CATEGORY = "http://hl7.org/fhir/us/core/CodeSystem/careplan-category";
  private static final String INFUSION = "14152002";

  private SeriesPlanFhir() {}

  /** Writes the plan. */
  static Optional<Reference> toFhir(
      InfusionOrder order, Reference request, List<Reference> problems, RequestFhir with) {
    var plan = order.plan();
    if (plan == null) {
      return Optional.empty();
    }
    var out = with.out();
    var written = new CarePlan();
    written.setMeta(out.clinical("us-core-careplan"));
    var key = order.groupNumber() == null ? order.id() + "-series" : order.groupNumber().value();
    written.addIdentifier(Identifiers.of(out.sid(SID), key));
    if (plan.number() != null) {
      written.addIdentifier(Identifiers.of(plan.number(), out.base()));
    }
    plan.notes().forEach(n -> written.addNote().setText(n));
    written.setStatus(status(order)).setIntent(CarePlan.CarePlanIntent.PLAN);
    written.addCategory(
        Codings.concept(CATEGORY, "assess-plan", "Assessment and Plan of Treatment"));
    written.setTitle(plan.title()).setDescription(plan.summary());
    written.setSubject(with.patient());
    if (plan.startsOn() != null || plan.endsOn() != null) {
      written.setPeriod(period(plan.startsOn(), plan.endsOn()));
    }
    if (plan.createdAt() != null) {
      written.setCreatedElement(Times.dateTime(plan.createdAt()));
    }
    if (order.orderer() != null) {
      written.setAuthor(with.person(order.orderer(), written));
    }
    problems.forEach(written::addAddresses);
    var number = order.series() == null ? null : order.series().number();
    for (var infusion : plan.infusions()) {
      activity(infusion, plan.infusions().size(), number, request, written);
    }
    return Optional.of(out.update(written, out.sid(SID), key));
  }

  private static CarePlan.CarePlanStatus status(InfusionOrder order) {
    return switch (order.status()) {
      case DRAFT -> CarePlan.CarePlanStatus.DRAFT;
      case ON_HOLD -> CarePlan.CarePlanStatus.ONHOLD;
      case CANCELLED, STOPPED -> CarePlan.CarePlanStatus.REVOKED;
      case ENTERED_IN_ERROR -> CarePlan.CarePlanStatus.ENTEREDINERROR;
      default -> CarePlan.CarePlanStatus.ACTIVE;
    };
  }

  private static Period period(@Nullable PartialDate start, @Nullable PartialDate end) {
    var period = new Period();
    if (start != null) {
      period.setStartElement(new DateTimeType(start.value()));
    }
    if (end != null) {
      period.setEndElement(new DateTimeType(end.value()));
    }
    return period;
  }

  /** The order itself stands by reference; FHIR permits no detail beside it (rule cpl-3). */
  private static void activity(
      PlannedInfusion infusion,
      int of,
      @Nullable Integer number,
      Reference request,
      CarePlan written) {
    var bare = infusion.status() == null && infusion.on() == null;
    if (bare && Integer.valueOf(infusion.number()).equals(number)) {
      written.addActivity().setReference(request);
      return;
    }
    var detail = written.addActivity().getDetail();
    detail.setKind(CarePlan.CarePlanActivityKind.SERVICEREQUEST);
    detail.setCode(
        Codings.concept(Systems.SNOMED_CT, INFUSION, "Intravenous infusion (procedure)")
            .setText("Ketamine infusion " + infusion.number() + " of " + of));
    detail.setStatus(
        infusion.status() == null
            ? CarePlan.CarePlanActivityStatus.UNKNOWN
            : CarePlan.CarePlanActivityStatus.fromCode(infusion.status().code()));
    if (infusion.on() != null) {
      detail.setScheduled(period(infusion.on(), infusion.on()));
    }
  }

  /** The plan that the order is based on. */
  static Optional<CarePlan> find(MedicationRequest request, BundleReader in) {
    return request.getBasedOn().stream()
        .flatMap(r -> in.resolve(r, request, CarePlan.class).stream())
        .findFirst()
        .or(
            () ->
                in.all(CarePlan.class).stream()
                    .filter(
                        p ->
                            p.getActivity().stream()
                                .anyMatch(
                                    a ->
                                        in.resolve(a.getReference(), p, MedicationRequest.class)
                                                .orElse(null)
                                            == request))
                    .findFirst());
  }

  /** Reads the plan. */
  static SeriesPlan read(CarePlan plan, BundleReader in) {
    var infusions = new ArrayList<PlannedInfusion>();
    for (var activity : plan.getActivity()) {
      infusions.add(planned(activity, infusions.size() + 1));
    }
    var created = plan.hasCreated() ? plan.getCreatedElement() : null;
    return new SeriesPlan(
        plan.getTitle(),
        plan.getDescription(),
        LooseTimes.day(plan.getPeriod().hasStart() ? plan.getPeriod().getStartElement() : null),
        LooseTimes.day(plan.getPeriod().hasEnd() ? plan.getPeriod().getEndElement() : null),
        Times.partial(created, in.path(plan) + ".created", in.issues()).orElse(null),
        infusions,
        number(plan, in),
        Notes.texts(plan.getNote()));
  }

  /** The number that others gave it; ours follows from the group of orders. */
  private static @Nullable Identifier number(CarePlan plan, BundleReader in) {
    return Identifiers.others(plan.getIdentifier(), in.sid(SID), in.dialect())
        .findFirst()
        .orElse(null);
  }

  private static PlannedInfusion planned(CarePlan.CarePlanActivityComponent activity, int number) {
    var detail = activity.getDetail();
    var status =
        Enums.read(
            PlannedInfusion.State.values(),
            PlannedInfusion.State::code,
            detail.hasStatus() ? detail.getStatus().toCode() : null);
    var scheduled = detail.getScheduled();
    var on =
        scheduled instanceof Period period && period.hasStart()
            ? LooseTimes.day(period.getStartElement())
            : null;
    return new PlannedInfusion(number, status.orElse(null), on);
  }

  /**
   * Where in its series the order stands: as the plan says, when it lists infusions, else as the
   * order says.
   */
  static @Nullable Series series(
      @Nullable Series own, CarePlan plan, MedicationRequest request, BundleReader in) {
    var size = plan.getActivity().size();
    if (size == 0) {
      return own;
    }
    var number = own == null ? null : own.number();
    for (int i = 0; i < size; i++) {
      var reference = plan.getActivity().get(i).getReference();
      if (in.resolve(reference, plan, MedicationRequest.class).orElse(null) == request) {
        number = i + 1;
      }
    }
    return new Series(number, size, own == null ? null : own.interval());
  }
}
