package org.luer.mappings.concept.coding;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.billing.Evidence;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.referral.PriorTreatment;
import org.luer.mappings.concept.referral.Referral;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.CodeTable;

/**
 * What an insurer wants to see before it authorizes, held against the records:
 * authorization-criteria.csv, with rows of the clinic per payer. Only what the records say counts;
 * whether a trial was long enough is the reviewer's business.
 */
public final class AuthorizationCriteria {
  private static final String EVERYBODY = "*";

  private static final CodeTable<String, Row> TABLE =
      CodeTable.load(
          AuthorizationCriteria.class,
          "authorization-criteria.csv",
          l ->
              new Row(
                  l.getField("payer"),
                  l.getField("criterion"),
                  Kind.valueOf(l.getField("kind").toUpperCase(Locale.ROOT)),
                  values(l.getField("values")),
                  number(l.getField("min")),
                  number(l.getField("days")),
                  l.getField("text")),
          r -> r.payer() + "|" + r.criterion());

  private AuthorizationCriteria() {}

  /** How a criterion is looked up. */
  public enum Kind {
    DIAGNOSIS,
    TRIALS,
    ASSESSED,
    DOCUMENT,
    ORDER
  }

  /**
   * One criterion.
   *
   * @param payer whose it is; an asterisk for everybody's
   * @param criterion its name; a payer's row takes the place of everybody's of that name
   * @param kind how it is looked up
   * @param values codes or instruments; none = any
   * @param min how many; 0 = one
   * @param days how old it may be; 0 = any age
   * @param text what it asks for
   */
  public record Row(
      String payer,
      String criterion,
      Kind kind,
      List<String> values,
      int min,
      int days,
      String text) {
    public Row {
      values = List.copyOf(values);
    }
  }

  /**
   * A criterion and what proves it.
   *
   * @param evidence the records; none = it is not met
   */
  public record Checked(Row row, boolean met, List<Evidence> evidence) {
    public Checked {
      evidence = List.copyOf(evidence);
    }
  }

  /**
   * All criteria of a payer.
   *
   * @param checked in the order of the table
   */
  public record Result(List<Checked> checked) {
    public Result {
      checked = List.copyOf(checked);
    }

    /** In words, for example {@code 5 of 6 met; missing: two earlier antidepressant trials}. */
    public String summary() {
      var missing = checked.stream().filter(c -> !c.met()).map(c -> c.row().text()).toList();
      var met = checked.size() - missing.size() + " of " + checked.size() + " met";
      return missing.isEmpty() ? met : met + "; missing: " + String.join(", ", missing);
    }
  }

  private static List<String> values(String written) {
    return Arrays.stream(written.split(" ", -1)).filter(v -> !v.isEmpty()).toList();
  }

  private static int number(String written) {
    return written.isEmpty() ? 0 : Integer.parseInt(written);
  }

  /**
   * Checks a request.
   *
   * @param request the request for authorization
   * @param records the patient's records: referrals, assessments, orders
   * @param payer whose criteria count
   * @param more rows of the clinic
   * @param today the day on which it is asked
   */
  public static Result check(
      Claim request,
      List<? extends ClinicRecord> records,
      String payer,
      List<Row> more,
      LocalDate today) {
    var all = new ArrayList<Row>(TABLE.rows());
    all.addAll(more);
    var own =
        all.stream()
            .filter(r -> r.payer().equals(payer))
            .map(Row::criterion)
            .collect(Collectors.toSet());
    return new Result(
        all.stream()
            .filter(
                r ->
                    r.payer().equals(payer)
                        || (r.payer().equals(EVERYBODY) && !own.contains(r.criterion())))
            .map(r -> checked(r, request, records, today))
            .toList());
  }

  private static Checked checked(
      Row row, Claim request, List<? extends ClinicRecord> records, LocalDate today) {
    var evidence =
        switch (row.kind()) {
          case DIAGNOSIS -> diagnoses(row, request);
          case TRIALS -> trials(row, of(records, Referral.class));
          case ASSESSED -> assessments(row, of(records, Assessment.class), today);
          case DOCUMENT -> documents(request);
          case ORDER -> orders(of(records, InfusionOrder.class));
        };
    return new Checked(row, evidence.size() >= Math.max(1, row.min()), evidence);
  }

  private static <T extends ClinicRecord> List<T> of(
      List<? extends ClinicRecord> records, Class<T> type) {
    return records.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private static List<Evidence> diagnoses(Row row, Claim request) {
    var evidence = new ArrayList<Evidence>();
    for (int i = 0; i < request.diagnoses().size(); i++) {
      var code = String.valueOf(request.diagnoses().get(i).code().code());
      if (row.values().isEmpty() || row.values().stream().anyMatch(code::startsWith)) {
        evidence.add(new Evidence("Claim", request.id(), "/diagnoses/" + i));
      }
    }
    return evidence;
  }

  /** Each drug counts once, however often it was tried. */
  private static List<Evidence> trials(Row row, List<Referral> referrals) {
    var evidence = new ArrayList<Evidence>();
    var known = new ArrayList<String>();
    for (var referral : referrals) {
      for (int i = 0; i < referral.priorTreatments().size(); i++) {
        var tried = referral.priorTreatments().get(i);
        var code = Optional.ofNullable(tried.treatment().code()).orElse(tried.treatment().text());
        if (tried.kind() == PriorTreatment.Kind.DRUG
            && code != null
            && (row.values().isEmpty() || row.values().contains(code))
            && !known.contains(code)) {
          known.add(code);
          evidence.add(new Evidence("Referral", referral.id(), "/priorTreatments/" + i));
        }
      }
    }
    return evidence;
  }

  private static List<Evidence> assessments(
      Row row, List<Assessment> assessments, LocalDate today) {
    return assessments.stream()
        .filter(
            a ->
                a.status() == Assessment.Status.COMPLETED
                    || a.status() == Assessment.Status.AMENDED)
        .filter(a -> row.values().isEmpty() || row.values().contains(a.instrument()))
        .filter(
            a ->
                row.days() == 0
                    || !a.authored().toLocalDate().isBefore(today.minusDays(row.days())))
        .map(a -> new Evidence("Assessment", a.id(), null))
        .toList();
  }

  private static List<Evidence> documents(Claim request) {
    var evidence = new ArrayList<Evidence>();
    for (int i = 0; i < request.attachments().size(); i++) {
      evidence.add(new Evidence("Claim", request.id(), "/attachments/" + i));
    }
    return evidence;
  }

  private static List<Evidence> orders(List<InfusionOrder> orders) {
    return orders.stream()
        .filter(o -> Objects.nonNull(o.dose()))
        .map(o -> new Evidence("InfusionOrder", o.id(), "/dose"))
        .toList();
  }
}
