package org.luer.mappings.exchange.orderintake;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.luer.mappings.concept.allergy.AllergyHl7v2;
import org.luer.mappings.concept.medication.Medication;
import org.luer.mappings.concept.medication.MedicationHl7v2;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.order.OrderControl;
import org.luer.mappings.concept.order.hl7v2.InfusionOrderHl7v2;
import org.luer.mappings.concept.order.hl7v2.OrcHl7v2;
import org.luer.mappings.concept.order.hl7v2.OrderLayout;
import org.luer.mappings.concept.order.hl7v2.OrderSegments;
import org.luer.mappings.concept.organization.OrganizationHl7v2;
import org.luer.mappings.concept.patient.PatientHl7v2;
import org.luer.mappings.concept.serviceorder.ServiceOrder;
import org.luer.mappings.concept.serviceorder.ServiceOrderHl7v2;
import org.luer.mappings.concept.session.SessionHl7v2;
import org.luer.mappings.concept.visit.VisitHl7v2;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.Draft;
import org.luer.mappings.hl7v2.Header;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.translation.Before;

/** Writes one order as one message: the first of the types asked for that suits it. */
final class OrderWriter {
  private OrderWriter() {}

  static List<Draft> write(
      OrderIntake set, Before<OrderIntake> before, Dialect dialect, Set<String> types) {
    var type = OrderControls.type(set.order(), types, dialect);
    if (type == null) {
      return List.of();
    }
    var drug = OrderControls.isDrug(set.order());
    var layout = OrderLayout.of(type, drug, dialect);
    var control = OrderControls.of(set, before, dialect);
    var segments = new ArrayList<OutSegment>();
    segments.add(Header.msh(layout.type(), OrcHl7v2.latest(set.order()), dialect));
    var entry = set.order().origin();
    var visit = entry.visitKnown();
    segments.add(
        PatientHl7v2.write(set.patient(), visit == null ? null : visit.account(), dialect));
    var pv1 = VisitHl7v2.write(visit, entry.staff(), dialect);
    if (pv1 != null) {
      segments.add(pv1);
    }
    segments.addAll(AllergyHl7v2.write(set.allergies(), dialect));
    var out = new OrderSegments(layout, drug, dialect);
    order(set, control, out);
    var sender = set.sender();
    if (sender != null) {
      OrganizationHl7v2.write(out.orc(), sender, dialect);
      OrganizationHl7v2.writeNumbers(out.rows(SessionHl7v2.codes(), ""), sender);
    }
    segments.addAll(out.list());
    return List.of(new Draft(type, segments));
  }

  private static void order(OrderIntake set, OrderControl control, OrderSegments out) {
    if (set.order() instanceof InfusionOrder infusion) {
      InfusionOrderHl7v2.write(infusion, control, out);
    } else if (set.order() instanceof Medication medication) {
      MedicationHl7v2.write(medication, control, out);
    } else if (set.order() instanceof ServiceOrder service) {
      ServiceOrderHl7v2.write(service, control, out);
    }
  }
}
