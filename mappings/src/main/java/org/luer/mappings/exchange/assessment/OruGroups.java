package org.luer.mappings.exchange.assessment;

import java.util.ArrayList;
import java.util.List;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Segments;

/**
 * Parts an ORU^R01 into its reports: the segments of a patient, and ORC and OBR with what follows.
 */
final class OruGroups {
  private OruGroups() {}

  /**
   * One report.
   *
   * @param head the segments of the patient
   * @param order ORC, OBR, and what follows them
   */
  record Group(List<Segment> head, List<Segment> order) {}

  static List<Group> of(Segments message) {
    var groups = new ArrayList<Group>();
    List<Segment> head = new ArrayList<>();
    List<Segment> order = new ArrayList<>();
    var reported = false;
    for (var segment : message.all().subList(1, message.all().size())) {
      var name = segment.name();
      if (name.equals("PID")) {
        close(head, order, groups);
        head = new ArrayList<>();
        order = new ArrayList<>();
        reported = false;
      }
      var begins = name.equals("ORC") || (name.equals("OBR") && reported);
      if (begins) {
        close(head, order, groups);
        order = new ArrayList<>();
      }
      reported = name.equals("OBR") || (reported && !begins);
      var inside = !order.isEmpty() || begins || name.equals("OBR") || name.equals("OBX");
      (inside ? order : head).add(segment);
    }
    close(head, order, groups);
    return groups;
  }

  private static void close(List<Segment> head, List<Segment> order, List<Group> groups) {
    if (!order.isEmpty()) {
      groups.add(new Group(head, order));
    }
  }
}
