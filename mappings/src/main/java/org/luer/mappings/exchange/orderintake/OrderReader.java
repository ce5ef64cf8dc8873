package org.luer.mappings.exchange.orderintake;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.allergy.Allergy;
import org.luer.mappings.concept.allergy.AllergyHl7v2;
import org.luer.mappings.concept.medication.MedicationHl7v2;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.order.OrderControl;
import org.luer.mappings.concept.order.PlacedOrder;
import org.luer.mappings.concept.order.Reviews;
import org.luer.mappings.concept.order.hl7v2.InfusionOrderReader;
import org.luer.mappings.concept.order.hl7v2.OrderGroup;
import org.luer.mappings.concept.order.hl7v2.OrderHead;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.organization.OrganizationHl7v2;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.patient.PatientHl7v2;
import org.luer.mappings.concept.serviceorder.ServiceOrderHl7v2;
import org.luer.mappings.concept.session.SessionHl7v2;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Severity;
import org.luer.mappings.core.Translation;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Segments;
import org.luer.mappings.hl7v2.Times;

/**
 * Reads messages of orders: every PID begins a patient, every ORC an order. SS asks and brings no
 * order; RE, which tells of results, is left out; a code that nobody understands refuses.
 */
final class OrderReader {
  private final Dialect dialect;
  private final Issues issues = new Issues();
  private final List<OrderIntake> sets = new ArrayList<>();

  private OrderReader(Dialect dialect) {
    this.dialect = dialect;
  }

  static Translation<List<OrderIntake>> read(List<Segments> messages, Dialect dialect) {
    var reader = new OrderReader(dialect);
    messages.forEach(reader::message);
    return reader.issues.resultOf(() -> List.copyOf(reader.sets));
  }

  private void message(Segments message) {
    var reading = new Reading(dialect, new Times(message, dialect, issues), issues);
    var head = new ArrayList<Segment>();
    List<Segment> order = new ArrayList<>();
    var orders = new ArrayList<List<Segment>>();
    for (var segment : message.all().subList(1, message.all().size())) {
      if (segment.name().equals("PID") && !orders.isEmpty()) {
        patient(message, head, orders, reading);
        head = new ArrayList<>();
        orders = new ArrayList<>();
      }
      if (segment.name().equals("ORC")) {
        order = new ArrayList<>();
        orders.add(order);
      }
      (orders.isEmpty() ? head : order).add(segment);
    }
    patient(message, head, orders, reading);
  }

  private void patient(
      Segments message, List<Segment> head, List<List<Segment>> orders, Reading reading) {
    var all = new ArrayList<Segment>();
    all.add(message.header());
    all.addAll(head);
    var pid = head.stream().filter(s -> s.name().equals("PID")).findFirst();
    if (pid.isEmpty()) {
      issues.error(IssueCode.REQUIRED, "PID[1]", "the patient is missing");
      return;
    }
    var patient = PatientHl7v2.readWhole(pid.get(), head, Observations.of(List.of(), reading));
    if (patient.isEmpty()) {
      return;
    }
    unread(head);
    @Nullable Identifier replaced = null;
    for (var segments : orders) {
      var group = new OrderGroup(all, segments, reading);
      var set = order(group, patient.get(), replaced).orElse(null);
      replaced =
          set != null && set.control() == OrderControl.RP ? set.order().placerNumber() : replaced;
      if (set != null) {
        sets.add(set);
      }
    }
  }

  /** Insurance and the like of a patient are read by others. */
  private void unread(List<Segment> head) {
    for (var segment : head) {
      if (!List.of("PID", "PV1", "AL1", "SFT", "UAC").contains(segment.name())
          && !PatientHl7v2.AROUND.contains(segment.name())) {
        issues.warning(
            IssueCode.NOT_SUPPORTED,
            segment.path(),
            "is not a part of an order; it is kept as foreign content");
      }
    }
  }

  private Optional<OrderIntake> order(
      OrderGroup group, Patient patient, @Nullable Identifier replaced) {
    var orc = Objects.requireNonNull(group.first("ORC"));
    var code = orc.text(1);
    if (code.equals("RE")) {
      issues.warning(IssueCode.NOT_SUPPORTED, orc.path(1), "tells of results: it is no order");
      return Optional.empty();
    }
    var control = code.isEmpty() ? OrderControl.NW : OrderControl.of(code).orElse(null);
    if (control == null) {
      issues.error(IssueCode.CODE_UNKNOWN, orc.path(1), "is no order control that is done here");
      return Optional.empty();
    }
    if (control == OrderControl.SS) {
      issues.add(
          new Issue(
              Severity.INFORMATION, IssueCode.NOT_SUPPORTED, orc.path(1), "asks for the status"));
      return Optional.empty();
    }
    var numbers = SessionHl7v2.found(group.observations()); // before what nobody else reads
    return OrderHead.read(group)
        .flatMap(head -> order(group, head, patient, control, replaced, numbers));
  }

  private Optional<OrderIntake> order(
      OrderGroup group,
      OrderHead head,
      Patient patient,
      OrderControl control,
      @Nullable Identifier replaced,
      Found numbers) {
    var order = record(group, withReplaced(head, control, replaced), patient.id());
    group.foreign();
    var sender = sender(group, numbers);
    if (order.isEmpty() || sender.isEmpty()) {
      return Optional.empty();
    }
    if (order.get() instanceof InfusionOrder infusion) {
      Reviews.warn(infusion.review(), group.named("ORC").get(0).path(), issues);
    }
    return Optional.of(
        new OrderIntake(
            sender.get(),
            patient,
            allergies(group, patient.id()),
            order.get(),
            group.ours() ? null : control));
  }

  private static List<Allergy> allergies(OrderGroup group, String patientId) {
    return group.allOfPatient("AL1").stream()
        .flatMap(al1 -> AllergyHl7v2.read(al1, patientId, group.reading()).stream())
        .toList();
  }

  private static OrderHead withReplaced(
      OrderHead head, OrderControl control, @Nullable Identifier replaced) {
    var entry = head.entry();
    return control != OrderControl.RO || replaced == null || entry.replaces() != null
        ? head
        : head.with(entry.replacing(replaced));
  }

  private Optional<? extends PlacedOrder> record(
      OrderGroup group, OrderHead head, String patientId) {
    if (group.first("OBR") != null) {
      return ServiceOrderHl7v2.read(group, head, patientId);
    }
    var content = group.first("RXE") != null || group.first("RXO") != null;
    if (!content && !head.control().changes()) {
      issues.error(
          IssueCode.REQUIRED,
          group.named("ORC").get(0).path(),
          "no RXE, RXO or OBR says what is ordered");
      return Optional.empty();
    }
    return !content || InfusionOrderReader.claims(group)
        ? InfusionOrderReader.read(group, head, patientId)
        : MedicationHl7v2.read(group, head, patientId);
  }

  private Optional<Organization> sender(OrderGroup group, Found numbers) {
    return OrganizationHl7v2.read(group.first("ORC"), group.header(), numbers, group.reading());
  }
}
