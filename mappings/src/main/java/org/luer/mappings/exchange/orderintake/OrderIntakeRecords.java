package org.luer.mappings.exchange.orderintake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.allergy.Allergy;
import org.luer.mappings.concept.order.PlacedOrder;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.RecordParts;
import org.luer.mappings.core.Translation;

/** Puts {@link OrderIntake}s together from the clinic's records, and takes them apart again. */
final class OrderIntakeRecords {
  /** What PID says of a patient; everything else travels with the patient feed. */
  private static final RecordParts<Patient> CARRIED =
      RecordParts.of(
          Patient.class,
          Set.of(
              "id",
              "identifiers",
              "names",
              "mothersMaidenName",
              "birthDate",
              "sex",
              "race",
              "ethnicity",
              "language",
              "maritalStatus",
              "addresses",
              "telecoms",
              "deceased",
              "deceasedAt"));

  private OrderIntakeRecords() {}

  static Translation<List<OrderIntake>> assemble(
      List<? extends ClinicRecord> records, @Nullable Organization clinic) {
    var issues = new Issues();
    var sender =
        records.stream()
            .filter(Organization.class::isInstance)
            .map(Organization.class::cast)
            .findFirst()
            .orElse(clinic);
    var sets = new ArrayList<OrderIntake>();
    for (int i = 0; i < records.size(); i++) {
      if (records.get(i) instanceof PlacedOrder order) {
        set(records, order, sender, "/" + i, issues).ifPresent(sets::add);
      }
    }
    if (sets.isEmpty() && !issues.refuse()) {
      issues.error(IssueCode.REQUIRED, "", "holds no order");
    }
    return issues.resultOf(() -> List.copyOf(sets));
  }

  private static Optional<OrderIntake> set(
      List<? extends ClinicRecord> records,
      PlacedOrder order,
      @Nullable Organization sender,
      String at,
      Issues issues) {
    var patient =
        records.stream()
            .filter(Patient.class::isInstance)
            .map(Patient.class::cast)
            .filter(p -> p.id().equals(order.patientId()))
            .findFirst();
    if (patient.isEmpty()) {
      issues.error(IssueCode.NOT_FOUND, at + "/patientId", "names no Patient among the records");
    }
    if (sender == null) {
      issues.error(IssueCode.REQUIRED, at, "needs an Organization record: the clinic that orders");
    }
    return patient.isEmpty() || sender == null
        ? Optional.empty()
        : Optional.of(
            new OrderIntake(sender, patient.get(), allergies(records, order), order, null));
  }

  private static List<Allergy> allergies(List<? extends ClinicRecord> records, PlacedOrder order) {
    return records.stream()
        .filter(Allergy.class::isInstance)
        .map(Allergy.class::cast)
        .filter(a -> a.patientId().equals(order.patientId()))
        .toList();
  }

  static List<ClinicRecord> records(OrderIntake set) {
    var records = new ArrayList<ClinicRecord>();
    if (set.sender() != null) {
      records.add(set.sender());
    }
    records.add(set.patient());
    records.addAll(set.allergies());
    records.add(set.order());
    return List.copyOf(records);
  }

  /** The set with only what an order says of its patient. */
  static OrderIntake carried(OrderIntake set) {
    var patient = CARRIED.of(set.patient()).orElse(set.patient());
    return new OrderIntake(set.sender(), patient, set.allergies(), set.order(), set.control());
  }
}
