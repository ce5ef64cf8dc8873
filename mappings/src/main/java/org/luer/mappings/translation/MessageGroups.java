package org.luer.mappings.translation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Segments;

/**
 * Parts a message into its patients, and each patient's segments into the head (everything before
 * the first order) and the orders.
 *
 * <p>An order begins at ORC, and at an OBR that follows an OBR of the same order. Only messages of
 * orders and results are parted; all others are one group.
 */
final class MessageGroups {
  private static final Set<String> PARTED =
      Set.of(
          "ORU_R01", "RAS_O17", "RDE_O11", "OMP_O09", "ORM_O01", "OMG_O19", "OML_O21", "RDS_O13");

  private final Segments message;
  private final List<Patient> patients = new ArrayList<>();

  /** One patient's head and orders. */
  record Patient(List<Segment> head, List<List<Segment>> orders) {}

  private MessageGroups(Segments message) {
    this.message = message;
  }

  static MessageGroups of(Segments message) {
    var groups = new MessageGroups(message);
    groups.part(PARTED.contains(PreParser.type(message)));
    return groups;
  }

  List<Patient> patients() {
    return patients;
  }

  /** The message header with a head and some orders of it. */
  Segments with(List<Segment> head, List<List<Segment>> orders) {
    var all = new ArrayList<Segment>();
    all.add(message.header());
    all.addAll(head);
    orders.forEach(all::addAll);
    return new Segments(all);
  }

  private void part(boolean parted) {
    var patient = new Patient(new ArrayList<>(), new ArrayList<>());
    patients.add(patient);
    var reported = false;
    for (var segment : message.all().subList(1, message.all().size())) {
      var name = segment.name();
      if (!parted) {
        patient.head().add(segment);
        continue;
      }
      if (name.equals("PID") && patient.head().stream().anyMatch(s -> s.name().equals("PID"))) {
        patient = new Patient(new ArrayList<>(), new ArrayList<>());
        patients.add(patient);
        reported = false;
      }
      var orders = patient.orders();
      var begins = name.equals("ORC") || (name.equals("OBR") && (reported || orders.isEmpty()));
      var lone = orders.isEmpty() && (name.equals("RXA") || name.equals("OBX"));
      if (begins || lone) {
        orders.add(new ArrayList<>());
        reported = false;
      }
      reported |= name.equals("OBR");
      (orders.isEmpty() ? patient.head() : orders.get(orders.size() - 1)).add(segment);
    }
  }
}
