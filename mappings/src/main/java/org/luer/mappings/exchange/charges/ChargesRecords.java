package org.luer.mappings.exchange.charges;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.authorization.Authorization;
import org.luer.mappings.concept.charge.Charge;
import org.luer.mappings.concept.charge.ChargeReview;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.concept.claim.ClaimReview;
import org.luer.mappings.concept.claimoutcome.ClaimOutcome;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.concept.eligibility.Eligibility;
import org.luer.mappings.concept.eligibility.EligibilityRequest;
import org.luer.mappings.concept.invoice.Invoice;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Translation;

/** Puts {@link Charges} together from the clinic's records, and takes them apart again. */
final class ChargesRecords {
  private ChargesRecords() {}

  /**
   * One set per charge, claim, invoice, question to an insurer and answer among the records, in their
   * order. What a biller should
   * look at is a warning at its place ({@link ChargeReview}); the session counts when it is among
   * the records.
   */
  static Translation<List<Charges>> assemble(
      List<? extends ClinicRecord> records, @Nullable Organization clinic) {
    var issues = new Issues();
    var billing = of(records, Organization.class).stream().findFirst().orElse(clinic);
    var sets = new ArrayList<Charges>();
    for (int i = 0; i < records.size(); i++) {
      var at = "/" + i;
      if (records.get(i) instanceof Charge charge) {
        ChargeReview.of(charge, running(records, charge)).stream()
            .map(issue -> issue.below(at))
            .forEach(issues::add);
        set(records, charge, charge.patientId(), charge.coverageIds(), billing, at, issues)
            .ifPresent(sets::add);
      }
      if (records.get(i) instanceof Invoice invoice) {
        set(records, invoice, invoice.patientId(), List.of(), billing, at, issues)
            .ifPresent(sets::add);
      }
      answer(records, records.get(i), billing, at, issues).ifPresent(sets::add);
      if (records.get(i) instanceof Claim claim) {
        ClaimReview.of(claim).stream().map(issue -> issue.below(at)).forEach(issues::add);
        set(records, claim, claim.patientId(), claim.coverageIds(), billing, at, issues)
            .ifPresent(sets::add);
      }
    }
    return issues.resultOf(() -> List.copyOf(sets));
  }

  /** A question to an insurer or its answer, with the coverages at hand. */
  private static Optional<Charges> answer(
      List<? extends ClinicRecord> records,
      ClinicRecord about,
      @Nullable Organization clinic,
      String at,
      Issues issues) {
    if (about instanceof ClaimOutcome outcome) {
      return set(
          records, about, outcome.patientId(), outcome.coverageIds(), clinic, at, issues);
    }
    if (about instanceof Authorization authorization) {
      return set(records, about, authorization.patientId(), List.of(), clinic, at, issues);
    }
    if (about instanceof EligibilityRequest request) {
      return set(
          records, about, request.patientId(), request.coverageIds(), clinic, at, issues);
    }
    return about instanceof Eligibility eligibility
        ? set(
            records, about, eligibility.patientId(), eligibility.coverageIds(), clinic, at, issues)
        : Optional.empty();
  }

  private static Optional<Charges> set(
      List<? extends ClinicRecord> records,
      ClinicRecord bill,
      String patientId,
      List<String> coverageIds,
      @Nullable Organization clinic,
      String at,
      Issues issues) {
    var patient =
        of(records, Patient.class).stream().filter(p -> p.id().equals(patientId)).findFirst();
    if (patient.isEmpty()) {
      issues.error(IssueCode.NOT_FOUND, at + "/patientId", "names no Patient among the records");
    }
    if (clinic == null) {
      issues.error(IssueCode.REQUIRED, at, "needs an Organization record: the clinic that bills");
    }
    var coverages = coverages(
            records,
            coverageIds,
            bill instanceof Claim || bill instanceof EligibilityRequest,
            at,
            issues);
    return patient.isEmpty() || clinic == null
        ? Optional.empty()
        : Optional.of(new Charges(clinic, patient.get(), coverages, bill));
  }

  /** The coverages at hand; a claim needs them, of a charge the number travels at least. */
  private static List<Coverage> coverages(
      List<? extends ClinicRecord> records,
      List<String> ids,
      boolean needed,
      String at,
      Issues issues) {
    var coverages = new ArrayList<Coverage>();
    for (int i = 0; i < ids.size(); i++) {
      var id = ids.get(i);
      var found = of(records, Coverage.class).stream().filter(c -> c.id().equals(id)).findFirst();
      if (found.isEmpty()) {
        var path = at + "/coverageIds/" + i;
        var text = "names no Coverage among the records";
        issues.add(
            needed
                ? Issue.error(IssueCode.NOT_FOUND, path, text)
                : Issue.warning(IssueCode.NOT_FOUND, path, text));
      }
      found.ifPresent(coverages::add);
    }
    return coverages;
  }

  private static @Nullable Quantity running(List<? extends ClinicRecord> records, Charge charge) {
    return of(records, InfusionSession.class).stream()
        .filter(s -> s.id().equals(charge.sessionId()))
        .map(InfusionSession::totals)
        .filter(Objects::nonNull)
        .map(totals -> totals.running())
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private static <T extends ClinicRecord> List<T> of(
      List<? extends ClinicRecord> records, Class<T> type) {
    return records.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** The records of a set: clinic, patient, coverages, the bill last. */
  static List<ClinicRecord> records(Charges set) {
    var records = new ArrayList<ClinicRecord>();
    records.add(set.clinic());
    records.add(set.patient());
    records.addAll(set.coverages());
    records.add(set.bill());
    return List.copyOf(records);
  }

  /** The set with only what travels of the patient. */
  static Charges carried(Charges set) {
    var patient = carried(set.patient());
    return new Charges(
        set.clinic(),
        set.charge().isEmpty() ? patient.withGuarantors(List.of()) : patient,
        set.coverages().stream().map(c -> c.withForeign(List.of())).toList(),
        set.bill());
  }

  /** What PID and GT1 carry of a patient. */
  static Patient carried(Patient patient) {
    return new Patient(
        patient.id(),
        patient.identifiers(),
        patient.names(),
        patient.mothersMaidenName(),
        patient.birthDate(),
        patient.sex(),
        null,
        patient.race(),
        patient.ethnicity(),
        patient.language(),
        patient.maritalStatus(),
        patient.addresses(),
        patient.telecoms(),
        List.of(),
        patient.guarantors(),
        null,
        patient.deceased(),
        patient.deceasedAt(),
        null,
        null,
        List.of(),
        patient.recordedAt(),
        patient.recordedIn(),
        null,
        List.of());
  }
}
