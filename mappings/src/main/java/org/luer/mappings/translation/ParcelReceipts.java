package org.luer.mappings.translation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.receipt.ChangeRules;
import org.luer.mappings.receipt.Comparison;
import org.luer.mappings.receipt.Leaf;
import org.luer.mappings.receipt.Measurement;
import org.luer.mappings.receipt.PathTable;
import org.luer.mappings.receipt.Receipt;
import org.luer.mappings.receipt.Rendering;

/**
 * Receipts of what was translated: what of the clinic's records arrived in a Bundle or in messages,
 * and what of a Bundle or messages arrived in the clinic's records or in the other format.
 */
public final class ParcelReceipts {
  private final Function<String, ExchangeTables> tables;
  private final ParcelRenderings renderings;
  private final String mapping;

  /**
   * Receipts in one dialect.
   *
   * @param tables of an exchange, by its name
   * @param mapping version of the mapping, named in each receipt
   */
  public ParcelReceipts(
      Translations translations,
      Function<String, ExchangeTables> tables,
      String mapping,
      Dialect dialect) {
    this.tables = tables;
    this.renderings = new ParcelRenderings(translations, dialect);
    this.mapping = mapping;
  }

  /** The renderings that are compared. */
  public ParcelRenderings renderings() {
    return renderings;
  }

  /**
   * What of clinic records arrived.
   *
   * @param target the Bundle or the messages, all of them together
   * @param withheld names the disclosure rule of a leaf that was left out
   */
  public Measurement<Parcel<?>> outward(
      List<Parcel<?>> parcels, Rendering<Parcel<?>> target, Comparison.Withheld withheld) {
    var source = renderings.clinic(parcels);
    return measure(source, target, new ChangeRules(further(parcels, Exchange::outbound)), withheld);
  }

  /**
   * What of a received input arrived in the target.
   *
   * @param source the input: a Bundle or messages
   * @param target the clinic records read from it, or those in another format
   */
  public Measurement<Parcel<?>> inward(Rendering<Parcel<?>> source, Rendering<Parcel<?>> target) {
    var rules = ChangeRules.INBOUND.and(further(source.facts(), Exchange::inbound));
    return measure(source, target, rules, Comparison.Withheld.NOTHING);
  }

  private Measurement<Parcel<?>> measure(
      Rendering<Parcel<?>> source,
      Rendering<Parcel<?>> target,
      ChangeRules rules,
      Comparison.Withheld withheld) {
    return Measurement.of(
        source, target, facts -> renderings.again(facts, source), rules, withheld, mapping);
  }

  private static List<ChangeRules.Rule> further(
      List<Parcel<?>> parcels, Function<Exchange<?>, List<ChangeRules.Rule>> of) {
    return parcels.stream()
        .map(Parcel::exchange)
        .distinct()
        .flatMap(exchange -> of.apply(exchange).stream())
        .toList();
  }

  /** The full receipt with the places in the target. */
  public Receipt full(Measurement<Parcel<?>> measured) {
    var parcels = measured.source().facts();
    var paths = paths(parcels);
    return measured.between()
        ? measured.full(paths, renderings.clinic(parcels).leaves())
        : measured.full(paths);
  }

  private PathTable paths(List<Parcel<?>> parcels) {
    var rows = new ArrayList<PathTable.Row>();
    parcels.stream()
        .map(p -> p.exchange().name())
        .distinct()
        .forEach(name -> rows.addAll(tables.apply(name).paths().rows()));
    return new PathTable(rows);
  }

  /** Paths of the parcel's must-carry leaves that did not arrive; none = the set may go. */
  public <S> List<String> missing(Parcel<S> parcel, Measurement<Parcel<?>> measured) {
    var exchange = parcel.exchange();
    return tables
        .apply(exchange.name())
        .mustCarry()
        .missing(measured.results(), exchange.conditions(parcel.set()))
        .stream()
        .map(Leaf::path)
        .toList();
  }
}
