package org.luer.mappings.exchange.charges;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.luer.mappings.concept.authorization.Authorization;
import org.luer.mappings.concept.charge.Charge;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.concept.claimoutcome.ClaimOutcome;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.concept.eligibility.Eligibility;
import org.luer.mappings.concept.eligibility.EligibilityRequest;
import org.luer.mappings.concept.invoice.Invoice;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.core.ClinicRecord;

/**
 * What crosses the wire when something is billed: the charge, the claim, the invoice, a question to
 * an insurer or its answer, with the patient, the coverages that it is billed to, and the clinic
 * that bills.
 *
 * <p>Of the patient only what identifies and who guarantees travels here; the rest of the
 * registration travels with its own exchange.
 *
 * @param clinic who bills
 * @param patient for whom
 * @param coverages those of the bill's coverages that are at hand, in its order
 * @param bill the charge, the claim, the invoice, the question or the answer
 */
public record Charges(
    Organization clinic, Patient patient, List<Coverage> coverages, ClinicRecord bill) {
  /** What a set can be about. */
  public static final Set<Class<? extends ClinicRecord>> KINDS =
      Set.of(
          Charge.class,
          Claim.class,
          Invoice.class,
          ClaimOutcome.class,
          Authorization.class,
          EligibilityRequest.class,
          Eligibility.class);

  public Charges {
    coverages = List.copyOf(coverages);
    if (!KINDS.contains(bill.getClass())) {
      throw new IllegalArgumentException("is neither a bill nor an answer to one");
    }
  }

  /** The charge, when the set is about one. */
  public Optional<Charge> charge() {
    return bill instanceof Charge charge ? Optional.of(charge) : Optional.empty();
  }

  /** The invoice, when the set is about one. */
  public Optional<Invoice> invoice() {
    return bill instanceof Invoice invoice ? Optional.of(invoice) : Optional.empty();
  }

  /** The bill, when it is of this kind. */
  public <T extends ClinicRecord> Optional<T> about(Class<T> kind) {
    return kind.isInstance(bill) ? Optional.of(kind.cast(bill)) : Optional.empty();
  }

  /** The claim, when the set is about one. */
  public Optional<Claim> claim() {
    return bill instanceof Claim claim ? Optional.of(claim) : Optional.empty();
  }
}
