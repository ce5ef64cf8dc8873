package org.luer.mappings.exchange.orderintake;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.allergy.Allergy;
import org.luer.mappings.concept.order.OrderControl;
import org.luer.mappings.concept.order.PlacedOrder;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;

/**
 * What crosses the wire when an order is placed, changed or told about: the order with its patient
 * and the house that sends it.
 *
 * @param sender the ordering house of what came in, when it is named; the clinic for what goes out
 * @param patient for whom
 * @param allergies what whoever fills the order has to know of the patient
 * @param order an order for an infusion, for another medication, or for a service
 * @param control what a message wanted with the order; absent for what is no message
 */
public record OrderIntake(
    @Nullable Organization sender,
    Patient patient,
    List<Allergy> allergies,
    PlacedOrder order,
    @Nullable OrderControl control) {
  public OrderIntake {
    allergies = List.copyOf(allergies);
  }
}
