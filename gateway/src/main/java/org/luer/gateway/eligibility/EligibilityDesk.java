package org.luer.gateway.eligibility;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.billing.Payers;
import org.luer.gateway.intake.RecordFactsReader;
import org.luer.gateway.journal.Journal;
import org.luer.gateway.journal.Reception;
import org.luer.gateway.journal.Records;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.partner.Receives;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.concept.claim.ServicePeriod;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.concept.eligibility.EligibilityRequest;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Systems;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes the clinic's questions; the lane of the patient's money carries them. */
final class EligibilityDesk {
  static final String EXCHANGE = "eligibility";
  private static final int DIGITS = 12;
  private static final int MOST = 20;

  private final EligibilityStore store;
  private final Records records;
  private final Supplier<Journal> journal;
  private final Partners partners;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final ZoneId zone;

  EligibilityDesk(
      EligibilityStore store,
      Records records,
      Supplier<Journal> journal,
      Partners partners,
      TransactionTemplate transaction,
      Clock clock,
      @Nullable ZoneId zone) {
    this.store = store;
    this.records = records;
    this.journal = journal;
    this.partners = partners;
    this.transaction = transaction;
    this.clock = clock;
    this.zone = Objects.requireNonNullElse(zone, ZoneOffset.UTC);
  }

  /**
   * A question.
   *
   * @param coverage id of the coverage that is asked about
   * @param day on which the services are planned, {@code 2026-03-10}; null = today
   * @param services CPT or HCPCS codes; none = everything that the plan says
   */
  record Question(
      @Nullable String coverage, @Nullable String day, @Nullable List<String> services) {}

  /** Why a question cannot be asked: where, and what to do. */
  static final class NotAskable extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String pointer;

    NotAskable(String pointer, String why) {
      super(why, null, false, false);
      this.pointer = pointer;
    }

    String pointer() {
      return pointer;
    }
  }

  /**
   * Asks. The same question on the same day is asked once.
   *
   * @return number of the question
   * @throws NotAskable with the place
   */
  String ask(Question question, String by) {
    var id = Objects.requireNonNullElse(question.coverage(), "");
    var found =
        records
            .latest("Coverage", id)
            .filter(v -> v.owner().equals(Reception.CLINIC))
            .orElseThrow(() -> new NotAskable("/coverage", "is no coverage of the clinic"));
    var coverage =
        ClinicRecords.read(found.content())
            .value()
            .flatMap(all -> all.stream().filter(Coverage.class::isInstance).findFirst())
            .map(Coverage.class::cast)
            .orElseThrow(() -> new NotAskable("/coverage", "cannot be read"));
    var insurer = insurer(coverage);
    var now = clock.instant();
    var today = LocalDate.ofInstant(now, zone);
    var day = day(question.day(), today);
    var services = services(question.services());
    var key = String.join("|", insurer.id(), id, day.toString(), today.toString());
    var hash = Ids.uuid("eligibility", key + "|" + services).toString().replace("-", "");
    var number = "EQ-" + hash.substring(0, DIGITS).toUpperCase(Locale.ROOT);
    EligibilityRequest request;
    try {
      request =
          new EligibilityRequest(
              number,
              coverage.patientId(),
              Claim.Status.ACTIVE,
              List.of(),
              null,
              List.of(
                  EligibilityRequest.Purpose.BENEFITS,
                  EligibilityRequest.Purpose.AUTH_REQUIREMENTS,
                  EligibilityRequest.Purpose.VALIDATION),
              new ServicePeriod(PartialTime.of(day.toString()), null),
              PartialTime.of(today.toString()),
              null,
              List.of(coverage.id()),
              services,
              null);
    } catch (InvalidRecordException invalid) {
      var first = invalid.issues().get(0);
      throw new NotAskable(first.path(), first.text());
    }
    transaction.executeWithoutResult(
        status -> {
          if (store.insert(number, coverage.patientId(), coverage.id(), insurer.id(), by, now)) {
            journal(request, by);
          }
        });
    return number;
  }

  private Partner insurer(Coverage coverage) {
    var insurer =
        Payers.insurer(coverage, partners.current())
            .orElseThrow(
                () ->
                    new NotAskable(
                        "/coverage", "is of a payer for which no insurer of the settings answers"));
    var reachable =
        insurer.receives().stream()
            .anyMatch(r -> r.format() == Receives.Format.FHIR && r.exchanges().contains(EXCHANGE));
    if (!reachable) {
      throw new NotAskable(
          "/coverage",
          "is of "
              + insurer.id()
              + ", which has no FHIR endpoint for eligibility in the settings: ask it by its portal");
    }
    return insurer;
  }

  private static LocalDate day(@Nullable String told, LocalDate today) {
    try {
      return told == null ? today : LocalDate.parse(told);
    } catch (DateTimeException e) {
      throw new NotAskable("/day", "must be a day such as 2026-03-10");
    }
  }

  private static List<EligibilityRequest.Service> services(@Nullable List<String> codes) {
    var services = new ArrayList<EligibilityRequest.Service>();
    var told = Optional.ofNullable(codes).orElse(List.of());
    if (told.size() > MOST) {
      throw new NotAskable("/services", "may have at most " + MOST + " codes");
    }
    for (int i = 0; i < told.size(); i++) {
      var code = String.valueOf(told.get(i)).toUpperCase(Locale.ROOT);
      if (!code.matches("[A-Z0-9]{5}")) {
        throw new NotAskable("/services/" + i, "must be a CPT or HCPCS code");
      }
      var system = code.matches("[A-Z]\\d{4}") ? Systems.HCPCS : Systems.CPT;
      services.add(
          new EligibilityRequest.Service(null, Coded.of(system, code, null), List.of(), List.of()));
    }
    return services;
  }

  private void journal(EligibilityRequest request, String by) {
    var content = ClinicRecords.tree(request).toString();
    journal
        .get()
        .accept(
            new Reception(
                EXCHANGE,
                "EligibilityRequest",
                Reception.CLINIC,
                by,
                null,
                "application/json",
                content.getBytes(StandardCharsets.UTF_8),
                List.of(RecordFactsReader.of(request, content)),
                null),
            null);
  }
}
