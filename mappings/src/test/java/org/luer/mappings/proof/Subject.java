package org.luer.mappings.proof;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.Draft;
import org.luer.mappings.receipt.Rendering;
import org.luer.mappings.translation.Exchange;
import org.luer.mappings.translation.Parcel;
import org.luer.mappings.translation.ParcelRenderings;

/**
 * An exchange with generated sets that reach every corner of its records.
 *
 * @param exchange the exchange
 * @param generator makes its sets
 * @param messages groups of messages that each tell of a whole set; the first is what the exchange
 *     writes unasked
 */
record Subject<S>(Exchange<S> exchange, Generator<S> generator, List<Set<String>> messages) {

  /** Makes sets: the same seed and density, the same set. */
  @FunctionalInterface
  interface Generator<S> {
    /**
     * One set.
     *
     * @param density how likely each optional part is, in percent
     */
    S of(long seed, int density);
  }

  /**
   * One form of an exchange's sets.
   *
   * @param format fhir or hl7v2
   * @param types the messages, none for FHIR
   */
  record Form(String format, Set<String> types) {
    static final Form FHIR = new Form("fhir", Set.of());

    boolean fhir() {
      return format.equals("fhir");
    }

    @Override
    public String toString() {
      return fhir() ? format : String.join("+", types.stream().sorted().toList());
    }
  }

  /** The name of the exchange. */
  String name() {
    return exchange.name();
  }

  /** Every form, FHIR first. */
  List<Form> forms() {
    return Stream.concat(Stream.of(Form.FHIR), messages.stream().map(t -> new Form("hl7v2", t)))
        .toList();
  }

  /** A generated set. */
  Parcel<S> parcel(long seed, int density) {
    var whole = new Parcel<>(exchange, generator.of(seed, density));
    return Details.added(this, whole, seed, density);
  }

  /** Generated sets from bare to dense, the same ones in every run. */
  Stream<Parcel<S>> parcels(int many) {
    return IntStream.range(0, many).mapToObj(seed -> parcel(seed, 20 + 75 * seed / many));
  }

  /** The set that these records make; empty when they make none. */
  Stream<Parcel<S>> assembled(List<? extends ClinicRecord> records) {
    return exchange.assemble(records, null).value().stream()
        .filter(sets -> sets.size() == 1)
        .map(sets -> new Parcel<>(exchange, sets.get(0)).carried());
  }

  /** The set in a form. */
  Rendering<Parcel<?>> written(Parcel<?> parcel, Form form, Dialect dialect) {
    var renderings = new ParcelRenderings(org.luer.mappings.exchange.Exchanges.ALL, dialect);
    return form.fhir()
        ? renderings.fhir(parcel.toFhir(dialect))
        : renderings.hl7v2(
            parcel.toHl7v2(dialect, form.types()).stream().map(Draft::text).toList());
  }

  @Override
  public String toString() {
    return name();
  }
}
