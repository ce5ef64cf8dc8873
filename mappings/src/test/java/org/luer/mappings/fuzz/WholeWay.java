package org.luer.mappings.fuzz;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Translation;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.hl7v2.MessageWriter;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.receipt.MustCarry;
import org.luer.mappings.receipt.PathTable;
import org.luer.mappings.receipt.Rendering;
import org.luer.mappings.translation.ExchangeTables;
import org.luer.mappings.translation.Parcel;
import org.luer.mappings.translation.ParcelReceipts;

/**
 * All that is done with an input: it is read; what is accepted gets a receipt and is written in
 * both formats and every version. Whatever is thrown is a fault.
 */
final class WholeWay {
  private static final Dialect DIALECT = Dialect.DEFAULT.withZone(ZoneId.of("America/Chicago"));
  private static final ParcelReceipts RECEIPTS =
      new ParcelReceipts(
          Exchanges.ALL,
          name -> new ExchangeTables(new PathTable(List.of()), new MustCarry(Map.of())),
          "fuzz",
          DIALECT);

  private WholeWay() {}

  static Translation<List<Parcel<?>>> hl7v2(byte[] bytes) {
    var read = reasoned(Exchanges.ALL.fromHl7v2(bytes, DIALECT));
    read.value()
        .filter(parcels -> !parcels.isEmpty())
        .ifPresent(
            parcels -> {
              var texts = PreParser.messages(bytes, new Issues());
              receipt(RECEIPTS.renderings().hl7v2(texts, parcels));
              parcels.forEach(WholeWay::write);
            });
    return read;
  }

  static Translation<List<Parcel<?>>> fhir(String json) {
    var parsed = FhirJson.parseBundle(json);
    if (parsed.value().isEmpty()) {
      return new Translation.Refused<>(parsed.issues());
    }
    var bundle = parsed.value().get();
    var read = reasoned(Exchanges.ALL.fromFhir(bundle, DIALECT));
    read.value()
        .filter(parcels -> !parcels.isEmpty())
        .ifPresent(
            parcels -> {
              receipt(RECEIPTS.renderings().fhir(bundle, parcels));
              parcels.forEach(WholeWay::write);
            });
    return read;
  }

  private static void receipt(Rendering<Parcel<?>> source) {
    RECEIPTS.inward(source, RECEIPTS.renderings().clinic(source.facts())).counts();
  }

  /** A refusal has reasons. */
  private static Translation<List<Parcel<?>>> reasoned(Translation<List<Parcel<?>>> read) {
    if (read.value().isEmpty() && read.issues().stream().noneMatch(i -> i.refuses())) {
      throw new IllegalStateException("refused without a reason");
    }
    return read;
  }

  private static void write(Parcel<?> parcel) {
    FhirJson.encode(parcel.toFhir(DIALECT));
    for (var version : List.of("2.5.1", "2.3.1", "2.4", "2.8")) {
      var dialect = DIALECT.withVersion(version);
      parcel.toHl7v2(dialect, Set.of()).forEach(d -> MessageWriter.write(d, "", dialect));
    }
  }
}
