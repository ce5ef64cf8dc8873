package org.luer.mappings.concept.coding;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.CodeTable;

/**
 * The rules of one payer on one day. What ships is coding-rules.csv; a clinic adds rows for its
 * payers, and of two rows that hold on the day the payer's own counts, else the later one.
 *
 * @param payer whose rules they are
 * @param day of the service
 * @param values by the name of the rule
 */
public record CodingRules(String payer, LocalDate day, Map<Rule, String> values) {
  /** The payer of rows that hold for all. */
  public static final String EVERYBODY = "*";

  private static final CodeTable<List<String>, Row> SHIPPED =
      CodeTable.load(
          CodingRules.class,
          "coding-rules.csv",
          CodingRules::row,
          r -> List.of(r.payer(), r.rule().code(), String.valueOf(r.from())));

  public CodingRules {
    values = Map.copyOf(values);
  }

  /** What a payer may have its own way in. */
  public enum Rule {
    /** Instruments that are billed, by their codes, separated by spaces. */
    SCORED_INSTRUMENTS,
    /** Most units of a scored instrument on one day; empty = no limit. */
    MOST_SCORED,
    /** Units of the line of an unclassified drug. */
    UNCLASSIFIED_UNITS,
    /** Modifier of an evaluation on the day of the infusion. */
    EVALUATION_MODIFIER,
    /** Modifier of the initial service at a second vascular access. */
    SECOND_ACCESS_MODIFIER,
    /** Places of service in which another push of the same drug is billed. */
    SAME_DRUG_PLACES,
    /** Services for which the payer asks for an authorization. */
    AUTHORIZED_SERVICES,
    /** Services whose authorization the payer takes by portal or fax only, drugs for example. */
    PACKET_SERVICES,
    /** Modifiers that tell a service apart from another of the same day. */
    DISTINCT_MODIFIERS,
    /** Days after the service in which a claim must arrive; empty = not known. */
    FILING_DAYS,
    /** Days before an authorization ends on which the clinic is reminded of it. */
    RENEWAL_DAYS;

    /** Its name in the table. */
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The rule of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Rule of(String code) {
      return Stream.of(values())
          .filter(rule -> rule.code().equals(code))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("there is no rule of this name"));
    }
  }

  /**
   * One row.
   *
   * @param payer id of the payer, {@code *} = all
   * @param from first day on which it holds; null = always
   * @param until last day; null = still
   * @param source where it is written
   */
  public record Row(
      String payer,
      Rule rule,
      String value,
      @Nullable LocalDate from,
      @Nullable LocalDate until,
      String source) {
    boolean holds(String of, LocalDate day) {
      return (payer.equals(of) || payer.equals(EVERYBODY))
          && (from == null || !day.isBefore(from))
          && (until == null || !day.isAfter(until));
    }
  }

  /** The rules that ship, of a payer of which nothing more is known. */
  public static CodingRules of(String payer, LocalDate day) {
    return of(payer, day, List.of());
  }

  /**
   * The rules of a payer.
   *
   * @param more rows of the clinic; they count before those that ship
   */
  public static CodingRules of(String payer, LocalDate day, List<Row> more) {
    var values = new LinkedHashMap<Rule, String>();
    for (var owner : List.of(EVERYBODY, payer)) {
      for (var rows : List.of(SHIPPED.rows(), more)) {
        rows.stream()
            .filter(r -> r.payer().equals(owner) && r.holds(payer, day))
            .sorted((a, b) -> begin(a).compareTo(begin(b)))
            .forEach(r -> values.put(r.rule(), r.value()));
      }
    }
    return new CodingRules(payer, day, values);
  }

  private static LocalDate begin(Row row) {
    return row.from() == null ? LocalDate.MIN : row.from();
  }

  /** The value of a rule; empty when the payer sets none. */
  public Optional<String> value(Rule rule) {
    return Optional.ofNullable(values.get(rule)).filter(v -> !v.isBlank());
  }

  /** A rule that is a list. */
  public Set<String> list(Rule rule) {
    return value(rule)
        .map(v -> new TreeSet<>(List.of(v.trim().split("\\s+"))))
        .orElseGet(TreeSet::new);
  }

  /** A rule that is a number. */
  public Optional<BigDecimal> number(Rule rule) {
    return value(rule).map(BigDecimal::new);
  }

  private static Row row(NamedCsvRecord line) {
    return new Row(
        line.getField("payer"),
        Rule.of(line.getField("rule")),
        line.getField("value"),
        day(line.getField("from")),
        day(line.getField("until")),
        line.getField("source"));
  }

  static @Nullable LocalDate day(String text) {
    return text.isEmpty() ? null : LocalDate.parse(text);
  }
}
