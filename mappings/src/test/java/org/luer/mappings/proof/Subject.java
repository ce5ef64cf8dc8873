package org.luer.mappings.proof;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.Draft;
import org.luer.mappings.hl7v2.MessageWriter;
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

  private static final int SELDOM = 7000;

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

    /** The messages in one word, none for FHIR. */
    String messages() {
      return String.join("+", types.stream().sorted().toList());
    }

    @Override
    public String toString() {
      return fhir() ? format : messages();
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

  /** Sets with what the others never have, with seeds of their own. */
  Stream<Parcel<S>> seldom(int many) {
    return IntStream.range(SELDOM, SELDOM + many)
        .mapToObj(
            seed -> {
              var riches = Riches.seldom(seed, 70);
              var usual = parcel(seed, 70);
              return assembled(usual.records().stream().map(riches::with).toList())
                  .findFirst()
                  .orElse(usual);
            });
  }

  /** The set that these records make; empty when they make none. */
  Stream<Parcel<S>> assembled(List<? extends ClinicRecord> records) {
    return exchange.assemble(records, null).value().stream()
        .filter(sets -> sets.size() == 1)
        .map(sets -> new Parcel<>(exchange, sets.get(0)).carried());
  }

  /** The set as it is composed in a form: HL7 v2 in the shape of 2.5.1, whatever the version. */
  Rendering<Parcel<?>> written(Parcel<?> parcel, Form form, Dialect dialect) {
    return rendered(parcel, form, dialect, Draft::text);
  }

  /** The set as it goes out in a form: without what the version has no place for. */
  Rendering<Parcel<?>> sent(Parcel<?> parcel, Form form, Dialect dialect) {
    return rendered(parcel, form, dialect, d -> MessageWriter.write(d, "", dialect).text());
  }

  private static Rendering<Parcel<?>> rendered(
      Parcel<?> parcel, Form form, Dialect dialect, Function<Draft, String> text) {
    var renderings = new ParcelRenderings(org.luer.mappings.exchange.Exchanges.ALL, dialect);
    return form.fhir()
        ? renderings.fhir(parcel.toFhir(dialect))
        : renderings.hl7v2(parcel.toHl7v2(dialect, form.types()).stream().map(text).toList());
  }

  @Override
  public String toString() {
    return name();
  }
}
