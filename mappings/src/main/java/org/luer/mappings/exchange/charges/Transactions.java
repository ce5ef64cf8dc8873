package org.luer.mappings.exchange.charges;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.charge.Charge;
import org.luer.mappings.concept.charge.ChargeLine;
import org.luer.mappings.concept.charge.hl7v2.ChargeHl7v2;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.ControlIds;
import org.luer.mappings.translation.Before;

/**
 * Which transactions tell a partner of a charge (reference/hl7v2.md profile 8): a posted line is
 * never changed; it is credited under its number, and what stands instead is charged under a new
 * one.
 *
 * <p>The new number derives from the clinic's own and a count, which is remembered per partner as
 * {@code <count> <number>}.
 */
final class Transactions {
  private static final int LENGTH = 12;

  private final Charge charge;
  private final @Nullable Charge before;
  private final Map<String, Integer> counts = new HashMap<>();
  private final Dialect dialect;

  Transactions(Charge charge, Before<Charges> before, Dialect dialect) {
    this.charge = charge;
    this.dialect = dialect;
    this.before = before.set() == null ? null : before.set().charge().orElse(null);
    for (var entry : before.memory()) {
      var parts = entry.split(" ", 2);
      counts.put(parts[1], Integer.parseInt(parts[0]));
    }
  }

  /**
   * One transaction.
   *
   * @param line under the number that it has on the wire
   * @param own the clinic's own number
   * @param of the charge whose diagnoses the line points at
   */
  record Transaction(ChargeLine line, String own, Charge of) {}

  /** The transactions in sending order; none when nothing has to be told. */
  List<Transaction> all() {
    if (charge.status() == Charge.Status.DRAFT) {
      return List.of();
    }
    var voided = charge.status() == Charge.Status.ENTERED_IN_ERROR;
    if (before == null || !posted(before)) {
      var lines = voided ? ChargeHl7v2.reversed(charge) : charge.lines();
      return lines.stream().map(line -> new Transaction(line, line.number(), charge)).toList();
    }
    return voided ? credits(before, ChargeHl7v2.reversed(before)) : changes(before);
  }

  /** How often the lines were charged anew, as it is remembered. */
  List<String> memory() {
    if (before != null && posted(before) && posted(charge)) {
      changed(before).forEach(line -> counts.merge(line.number(), 1, Integer::sum));
    }
    return counts.entrySet().stream()
        .map(entry -> entry.getValue() + " " + entry.getKey())
        .sorted()
        .toList();
  }

  private static boolean posted(Charge charge) {
    return charge.status() == Charge.Status.BILLABLE || charge.status() == Charge.Status.BILLED;
  }

  private List<Transaction> credits(Charge of, List<ChargeLine> lines) {
    return lines.stream()
        .map(line -> new Transaction(line.numbered(wire(line.number(), 0)), line.number(), of))
        .toList();
  }

  private List<Transaction> changes(Charge was) {
    var all = new ArrayList<Transaction>();
    var changed = changed(was);
    var now = charge.lines().stream().map(ChargeLine::key).collect(Collectors.toSet());
    var credited =
        charge.lines().stream()
            .filter(ChargeLine::credit)
            .map(ChargeLine::number)
            .collect(Collectors.toSet());
    for (var line : ChargeHl7v2.reversed(was)) {
      var gone = !now.contains(line.reversed().key()) && !credited.contains(line.number());
      if (gone || changed.stream().anyMatch(c -> c.number().equals(line.number()))) {
        all.addAll(credits(was, List.of(line)));
      }
    }
    var known = was.lines().stream().map(ChargeLine::key).collect(Collectors.toSet());
    for (var line : charge.lines()) {
      var anew = changed.contains(line);
      if (anew || !known.contains(line.key())) {
        var number = wire(line.number(), anew ? 1 : 0);
        all.add(new Transaction(line.numbered(number), line.number(), charge));
      }
    }
    return all;
  }

  /** The charges that stand under the same number with other content. */
  private List<ChargeLine> changed(Charge was) {
    var earlier = new HashMap<String, String>();
    was.lines().forEach(line -> earlier.put(line.key(), content(was, line)));
    return charge.lines().stream()
        .filter(line -> !line.credit())
        .filter(
            line -> {
              var then = earlier.get(line.key());
              return then != null && !then.equals(content(charge, line));
            })
        .toList();
  }

  private String content(Charge of, ChargeLine line) {
    return ChargeHl7v2.lines(of, List.of(line), "", dialect, true).toString();
  }

  /** The number on the wire; the first time it is the clinic's own. */
  private String wire(String number, int more) {
    var count = counts.getOrDefault(number, 0) + more;
    return count == 0
        ? number
        : ControlIds.digits(LENGTH, "transaction", charge.id(), number, String.valueOf(count));
  }
}
