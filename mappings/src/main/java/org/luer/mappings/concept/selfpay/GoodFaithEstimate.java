package org.luer.mappings.concept.selfpay;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Money;
import org.luer.mappings.core.PartialDate;

/**
 * What a patient who is uninsured or does not use the insurance can expect to pay for a series: the
 * good-faith estimate of 45 CFR 149.610. Paragraph (c)(1) of it says what it has to hold; one
 * estimate of a service that recurs covers 12 months at most ((b)(1)(x)).
 *
 * @param number the clinic's number of the estimate
 * @param issuedAt when it was issued
 * @param patient for whom
 * @param service the main service in words that the patient understands
 * @param scheduledOn for when it is scheduled; absent = not scheduled yet
 * @param from first day of the period that it covers
 * @param until last day of it; until then it is valid
 * @param frequency how often the service recurs, in words; absent for a single one
 * @param orderId the order that it is about
 * @param diagnoses what it is for, when that is known already (ICD-10-CM)
 * @param providers who is expected to charge: the clinic first, then co-providers
 * @param separately what is expected before or after and has to be scheduled separately, in words
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record GoodFaithEstimate(
    String number,
    OffsetDateTime issuedAt,
    Patient patient,
    String service,
    @Nullable PartialDate scheduledOn,
    PartialDate from,
    PartialDate until,
    @Nullable String frequency,
    @Nullable String orderId,
    List<Coded> diagnoses,
    List<EstimatedProvider> providers,
    List<String> separately) {
  /** The longest period of one estimate. */
  public static final int MOST_MONTHS = 12;

  private static final int DAY = 10;

  /**
   * @throws InvalidRecordException with everything that is missing or wrong; places are JSON
   *     pointers into this record
   */
  public GoodFaithEstimate {
    diagnoses = diagnoses == null ? List.of() : List.copyOf(diagnoses);
    providers = providers == null ? List.of() : List.copyOf(providers);
    separately = separately == null ? List.of() : List.copyOf(separately);
    var issues = new Issues();
    Check.id(issues, "/number", number);
    Check.present(issues, "/issuedAt", issuedAt);
    Check.present(issues, "/patient", patient);
    if (patient != null && patient.birthDate() == null) {
      issues.error(IssueCode.REQUIRED, "/patient/birthDate", "is missing");
    }
    Check.present(issues, "/service", service);
    period(from, until, scheduledOn, issues);
    for (int i = 0; i < diagnoses.size(); i++) {
      Check.present(issues, "/diagnoses/" + i + "/code", diagnoses.get(i).code());
    }
    if (providers.isEmpty()) {
      issues.error(IssueCode.REQUIRED, "/providers", "is missing: who gives the services");
    }
    for (int i = 0; i < providers.size(); i++) {
      providers.get(i).check(issues, "/providers/" + i, diagnoses.size());
    }
    Check.unique(
        issues,
        "/providers",
        providers,
        p -> p.provider() == null ? p : String.valueOf(p.provider().npi()),
        "the same provider twice");
    if (!issues.refuse()
        && providers.stream()
                .flatMap(p -> p.services().stream())
                .map(s -> s.unitPrice().currency())
                .distinct()
                .count()
            > 1) {
      issues.error(IssueCode.CONFLICT, "/providers", "are in several currencies");
    }
    if (issues.refuse()) {
      throw new InvalidRecordException("GoodFaithEstimate", issues.list());
    }
  }

  private static void period(
      @Nullable PartialDate from,
      @Nullable PartialDate until,
      @Nullable PartialDate scheduled,
      Issues issues) {
    var first = day(from, "/from", issues);
    var last = day(until, "/until", issues);
    if (first.isEmpty() || last.isEmpty()) {
      return;
    }
    if (last.get().isBefore(first.get())) {
      issues.error(IssueCode.CONFLICT, "/until", "is before the first day");
    } else if (!last.get().isBefore(first.get().plusMonths(MOST_MONTHS))) {
      issues.error(
          IssueCode.CONFLICT,
          "/until",
          "is more than 12 months from the first day: later sessions need an estimate of their own");
    }
    if (scheduled != null) {
      day(scheduled, "/scheduledOn", issues)
          .filter(d -> d.isBefore(first.get()) || d.isAfter(last.get()))
          .ifPresent(d -> issues.error(IssueCode.CONFLICT, "/scheduledOn", "is not in the period"));
    }
  }

  private static Optional<LocalDate> day(@Nullable PartialDate date, String path, Issues issues) {
    if (date == null) {
      issues.error(IssueCode.REQUIRED, path, "is missing");
      return Optional.empty();
    }
    if (date.value().length() != DAY) {
      issues.error(IssueCode.VALUE, path, "must be precise to the day");
      return Optional.empty();
    }
    return Optional.of(LocalDate.parse(date.value()));
  }

  /** The clinic, who made the estimate. */
  public EstimatedProvider convening() {
    return providers.get(0);
  }

  /** What all providers together are expected to charge. */
  public Money total() {
    return SelfPayBundle.sum(
        providers.stream().map(EstimatedProvider::total).filter(Objects::nonNull).toList());
  }

  /** Whether a day lies in its period. */
  public boolean covers(PartialDate day) {
    return from.value().compareTo(day.value()) <= 0 && day.value().compareTo(until.value()) <= 0;
  }
}
