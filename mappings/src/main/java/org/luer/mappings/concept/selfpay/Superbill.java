package org.luer.mappings.concept.selfpay;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.billing.BilledDiagnosis;
import org.luer.mappings.concept.charge.Charge;
import org.luer.mappings.concept.charge.ChargeLine;
import org.luer.mappings.concept.clinician.Npi;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Money;
import org.luer.mappings.core.PartialDate;

/**
 * The itemized statement of one or more visits that a patient who paid hands to the own insurer; a
 * statement, not a claim: the clinic asks nobody for money with it.
 *
 * <p>What an insurer needs of it is needed here: without it the patient would come back with a
 * refusal. A charge that is a draft or void, or has no price, refuses it with its place.
 *
 * @param number the clinic's number of the superbill
 * @param issuedAt when it was issued
 * @param provider who billed: name, NPI, tax id, taxonomy (NUCC, among its types), address
 * @param patient for whom
 * @param coverages the patient's coverages, the first one first; none for somebody uninsured
 * @param charges what was charged, in the order of their days
 * @param paid what the patient has paid of it; absent = nothing was told
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Superbill(
    String number,
    OffsetDateTime issuedAt,
    Organization provider,
    Patient patient,
    List<Coverage> coverages,
    List<Charge> charges,
    @Nullable Money paid) {
  /** As many diagnoses as a claim form has room for: pointers are the letters A to L. */
  public static final int MOST_DIAGNOSES = 12;

  /**
   * @throws InvalidRecordException with everything that an insurer would ask for; places are JSON
   *     pointers into this record
   */
  public Superbill {
    coverages = coverages == null ? List.of() : List.copyOf(coverages);
    charges = charges == null ? List.of() : List.copyOf(charges);
    var issues = new Issues();
    Check.id(issues, "/number", number);
    Check.present(issues, "/issuedAt", issuedAt);
    Check.present(issues, "/provider", provider);
    Check.present(issues, "/patient", patient);
    if (provider != null) {
      provider(provider, issues);
    }
    if (charges.isEmpty()) {
      issues.error(IssueCode.REQUIRED, "/charges", "is missing: a superbill is of charges");
    }
    for (int i = 0; i < charges.size(); i++) {
      charge(charges.get(i), patient, issues, "/charges/" + i);
    }
    Check.unique(issues, "/charges", charges, Charge::id, "the same charge twice");
    money(charges, paid, issues);
    if (diagnoses(charges).size() > MOST_DIAGNOSES) {
      issues.error(
          IssueCode.CONFLICT,
          "/charges",
          "have more than 12 diagnoses together: make several superbills");
    }
    if (issues.refuse()) {
      throw new InvalidRecordException("Superbill", issues.list());
    }
  }

  private static void provider(Organization provider, Issues issues) {
    if (provider.npi() == null || !Npi.valid(provider.npi())) {
      issues.error(IssueCode.REQUIRED, "/provider/npi", "is missing or no NPI");
    }
    Check.present(issues, "/provider/taxId", provider.taxId());
    Check.present(issues, "/provider/name", provider.name());
  }

  private static void charge(Charge charge, @Nullable Patient patient, Issues issues, String path) {
    if (patient != null && !patient.id().equals(charge.patientId())) {
      issues.error(IssueCode.CONFLICT, path + "/patientId", "is another patient");
    }
    if (charge.status() == Charge.Status.DRAFT
        || charge.status() == Charge.Status.ENTERED_IN_ERROR) {
      issues.error(
          IssueCode.NOT_USABLE,
          path + "/status",
          "is " + charge.status().code() + ": only what is billable or billed can be handed out");
    }
    Check.present(issues, path + "/placeOfService", charge.placeOfService());
    if (charge.rendering() == null || charge.rendering().npi() == null) {
      issues.error(
          IssueCode.REQUIRED, path + "/rendering/npi", "is missing: who gave it, with the NPI");
    }
    if (charge.diagnoses().isEmpty()) {
      issues.error(IssueCode.REQUIRED, path + "/diagnoses", "is missing");
    }
    if (charge.standing().isEmpty()) {
      issues.error(IssueCode.REQUIRED, path + "/lines", "none stands: every line was taken back");
    }
    for (var line : charge.standing()) {
      line(line, charge, issues, path + "/lines/" + charge.lines().indexOf(line));
    }
  }

  private static void line(ChargeLine line, Charge charge, Issues issues, String path) {
    Check.present(issues, path + "/code", line.code());
    if (line.amount() == null) {
      issues.error(IssueCode.REQUIRED, path + "/amount", "is missing: no price was told");
    }
    if (line.diagnoses().isEmpty() && !charge.diagnoses().isEmpty()) {
      issues.error(IssueCode.REQUIRED, path + "/diagnoses", "is missing: it points at none");
    }
  }

  private static void money(List<Charge> charges, @Nullable Money paid, Issues issues) {
    var amounts =
        charges.stream()
            .flatMap(c -> c.standing().stream())
            .map(ChargeLine::amount)
            .filter(Objects::nonNull)
            .toList();
    if (amounts.stream().map(Money::currency).distinct().count() > 1) {
      issues.error(IssueCode.CONFLICT, "/charges", "are in several currencies");
      return;
    }
    Check.optional(issues, "/paid", paid, Money::check);
    if (paid == null || paid.value() == null || amounts.isEmpty()) {
      return;
    }
    if (paid.value().signum() < 0) {
      issues.error(IssueCode.VALUE, "/paid/value", "must not be negative");
    } else if (!amounts.get(0).currency().equals(paid.currency())) {
      issues.error(IssueCode.CONFLICT, "/paid/currency", "is not that of the charges");
    } else if (paid.value().compareTo(sum(amounts)) > 0) {
      issues.error(IssueCode.CONFLICT, "/paid/value", "is more than was charged");
    }
  }

  private static BigDecimal sum(List<Money> amounts) {
    return amounts.stream().map(Money::value).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** Every diagnosis of the charges once, in their order; lines point at them by number from 1. */
  public List<Coded> diagnoses() {
    return diagnoses(charges);
  }

  private static List<Coded> diagnoses(List<Charge> charges) {
    var all = new ArrayList<Coded>();
    for (var charge : charges) {
      for (var diagnosis : charge.diagnoses()) {
        if (place(diagnosis, all) == 0) {
          all.add(diagnosis.code());
        }
      }
    }
    return List.copyOf(all);
  }

  private static int place(BilledDiagnosis diagnosis, List<Coded> all) {
    for (int i = 0; i < all.size(); i++) {
      if (diagnosis.sameAs(all.get(i)) || diagnosis.code().equals(all.get(i))) {
        return i + 1;
      }
    }
    return 0;
  }

  /** What is charged, line by line; what a credit took back is not there. */
  public List<SuperbillLine> lines() {
    var all = diagnoses();
    return charges.stream()
        .flatMap(charge -> charge.standing().stream().map(line -> line(charge, line, all)))
        .toList();
  }

  private static SuperbillLine line(Charge charge, ChargeLine line, List<Coded> all) {
    var code = Objects.requireNonNull(line.code());
    return new SuperbillLine(
        charge.id(),
        line.number(),
        charge.serviceDate(),
        Objects.requireNonNull(charge.placeOfService()),
        code,
        ServiceWords.of(code, line.item()),
        line.modifiers(),
        line.diagnoses().stream().map(n -> place(charge.diagnoses().get(n - 1), all)).toList(),
        line.units(),
        line.drug(),
        line.note(),
        line.unitPrice(),
        Objects.requireNonNull(line.amount()),
        Objects.requireNonNull(charge.rendering()));
  }

  /** All that was charged. */
  public Money total() {
    var amounts = lines().stream().map(SuperbillLine::amount).toList();
    return new Money(sum(amounts), amounts.get(0).currency());
  }

  /** What is still to be paid; all of it when nothing was told of a payment. */
  public Money balance() {
    var total = total();
    return paid == null ? total : new Money(total.value().subtract(paid.value()), total.currency());
  }

  /** First and last day of the services. */
  public List<PartialDate> days() {
    var days = charges.stream().map(Charge::serviceDate).map(PartialDate::value).sorted().toList();
    return List.of(PartialDate.of(days.get(0)), PartialDate.of(days.get(days.size() - 1)));
  }
}
