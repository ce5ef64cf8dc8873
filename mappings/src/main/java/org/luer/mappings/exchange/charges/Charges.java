package org.luer.mappings.exchange.charges;

import java.util.Optional;
import org.luer.mappings.concept.charge.Charge;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.core.ClinicRecord;

/**
 * What crosses the wire when something is charged: the charge with the patient and the clinic that
 * bills.
 *
 * <p>Of the patient only what PID carries travels here; the rest of the registration travels with
 * its own exchange.
 *
 * @param clinic who bills
 * @param patient for whom
 * @param bill the charge
 */
public record Charges(Organization clinic, Patient patient, ClinicRecord bill) {

  /** The charge, when the set is about one. */
  public Optional<Charge> charge() {
    return bill instanceof Charge charge ? Optional.of(charge) : Optional.empty();
  }
}
