package org.luer.gateway.claim;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.concept.claimoutcome.Adjustment;
import org.luer.mappings.concept.claimoutcome.AdjustmentReasons;
import org.luer.mappings.concept.claimoutcome.ClaimOutcome;
import org.luer.mappings.concept.claimoutcome.LineMoney;
import org.luer.mappings.concept.claimoutcome.OutcomeAmount;
import org.luer.mappings.concept.claimoutcome.OutcomeLine;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Money;

/**
 * Where the money of a claim went, over all answers that stand: charge = paid + write-off + patient
 * + other insurers + unexplained, line by line.
 *
 * @param unexplained what no answer explains; zero when every cent is accounted for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ClaimMoney(
    BigDecimal charge,
    BigDecimal paid,
    BigDecimal writeOff,
    BigDecimal patient,
    BigDecimal other,
    BigDecimal unexplained,
    List<Line> lines) {

  /**
   * A line of the claim.
   *
   * @param line its number from 1
   * @param decided whether an answer says what became of it
   * @param reasons why something is not paid
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Line(
      int line,
      @Nullable String code,
      boolean decided,
      BigDecimal charge,
      BigDecimal paid,
      BigDecimal writeOff,
      BigDecimal patient,
      BigDecimal other,
      BigDecimal unexplained,
      List<Why> reasons) {
    boolean denied() {
      return decided && paid.signum() == 0 && patient.signum() == 0 && other.signum() == 0;
    }
  }

  /**
   * Why something is not paid.
   *
   * @param text in our words; null when the code is not in our table
   * @param todo what can be done about it
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Why(
      @Nullable String group,
      @Nullable String code,
      @Nullable String text,
      String todo,
      @Nullable BigDecimal amount) {}

  /** Whether every cent of the claim is accounted for. */
  boolean balances() {
    return unexplained.signum() == 0;
  }

  /** Whether an answer was taken back and nothing stands of it. */
  boolean reversed() {
    return paid.signum() == 0 && lines.stream().noneMatch(Line::decided);
  }

  /** Whether some line is denied. */
  boolean someDenied() {
    return lines.stream().anyMatch(Line::denied);
  }

  /** Whether every line is denied. */
  boolean allDenied() {
    return !lines.isEmpty() && lines.stream().allMatch(Line::denied);
  }

  /**
   * The money of a claim.
   *
   * @param answers all answers to it, oldest first
   */
  static ClaimMoney of(Claim claim, List<ClaimOutcome> answers) {
    var standing = standing(answers);
    var sums = new TreeMap<Integer, Sum>();
    for (int i = 0; i < claim.lines().size(); i++) {
      var line = claim.lines().get(i);
      sums.put(i + 1, new Sum(line.code().code(), value(line.net())));
    }
    for (var answer : standing) {
      for (var line : answer.lines()) {
        line.lines().stream()
            .findFirst()
            .map(sums::get)
            .filter(Objects::nonNull)
            .ifPresent(sum -> sum.add(line));
      }
      if (answer.lines().isEmpty() && sums.size() == 1) {
        sums.firstEntry().getValue().add(whole(answer));
      }
    }
    var lines = new ArrayList<Line>();
    sums.forEach((number, sum) -> lines.add(sum.line(number)));
    return new ClaimMoney(
        sum(lines, Line::charge),
        sum(lines, Line::paid),
        sum(lines, Line::writeOff),
        sum(lines, Line::patient),
        sum(lines, Line::other),
        sum(lines, Line::unexplained),
        List.copyOf(lines));
  }

  /** An answer of one line that only tells totals. */
  private static OutcomeLine whole(ClaimOutcome answer) {
    return OutcomeLine.of(1, answer.totals(), answer.adjustments());
  }

  /** Without what a later answer takes the place of; a reversal stays beside what it reverses. */
  private static List<ClaimOutcome> standing(List<ClaimOutcome> answers) {
    var gone = new HashSet<String>();
    for (var answer : answers) {
      if (answer.replaces() != null && !reverses(answer)) {
        gone.add(answer.replaces().value());
      }
    }
    return answers.stream()
        .filter(a -> a.status() == Claim.Status.ACTIVE)
        .filter(
            a ->
                a.identifiers().stream().noneMatch(i -> gone.contains(i.value()))
                    && (a.replaces() == null
                        || !reverses(a)
                        || !gone.contains(a.replaces().value())))
        .toList();
  }

  /** Whether it takes money back that an earlier answer gave. */
  static boolean reverses(ClaimOutcome answer) {
    var charged =
        answer.lines().stream()
            .map(l -> l.amount(OutcomeAmount.Kind.SUBMITTED).map(Money::value).orElse(null))
            .filter(Objects::nonNull)
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    return charged.signum() < 0;
  }

  private static BigDecimal sum(
      List<Line> lines, java.util.function.Function<Line, BigDecimal> of) {
    return lines.stream().map(of).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static BigDecimal value(@Nullable Money money) {
    return money == null ? BigDecimal.ZERO : money.value();
  }

  /** What answers say of one line, added up. */
  private static final class Sum {
    private final @Nullable String code;
    private final BigDecimal net;
    private BigDecimal charge = BigDecimal.ZERO;
    private BigDecimal paid = BigDecimal.ZERO;
    private BigDecimal writeOff = BigDecimal.ZERO;
    private BigDecimal patient = BigDecimal.ZERO;
    private BigDecimal other = BigDecimal.ZERO;
    private final List<Why> reasons = new ArrayList<>();

    Sum(@Nullable String code, BigDecimal net) {
      this.code = code;
      this.net = net;
    }

    void add(OutcomeLine line) {
      var money = LineMoney.of(line);
      if (money.isEmpty()) {
        return;
      }
      var one = money.get();
      charge = charge.add(one.charge().value());
      paid = paid.add(one.paid().value());
      writeOff = writeOff.add(one.writeOff().value());
      patient = patient.add(one.patient().value());
      other = other.add(one.other().value());
      if (charge.signum() == 0) {
        reasons.clear(); // reversed: why it was so does not matter any more
        return;
      }
      var remarks = line.remarks().stream().map(Coded::code).filter(Objects::nonNull).toList();
      line.adjustments().forEach(a -> reasons.add(why(a, remarks)));
    }

    private static Why why(Adjustment adjustment, List<String> remarks) {
      var row = AdjustmentReasons.reason(adjustment.reason());
      return new Why(
          adjustment.group() == null ? null : adjustment.group().name(),
          adjustment.reason().code(),
          row.map(AdjustmentReasons.Row::text).orElse(null),
          AdjustmentReasons.todo(adjustment, remarks).code(),
          adjustment.amount() == null ? null : adjustment.amount().value());
    }

    /** A decided line has to explain its whole charge. */
    Line line(int number) {
      var decided = charge.signum() != 0;
      var rest =
          decided
              ? net.subtract(paid).subtract(writeOff).subtract(patient).subtract(other)
              : BigDecimal.ZERO.subtract(paid).subtract(writeOff).subtract(patient).subtract(other);
      return new Line(
          number, code, decided, net, paid, writeOff, patient, other, rest, List.copyOf(reasons));
    }
  }
}
