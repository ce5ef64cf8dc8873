package org.luer.mappings.exchange;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Issues;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.receipt.LeafStatus;
import org.luer.mappings.receipt.Measurement;
import org.luer.mappings.receipt.MustCarry;
import org.luer.mappings.receipt.PathTable;
import org.luer.mappings.translation.ExchangeTables;
import org.luer.mappings.translation.Parcel;
import org.luer.mappings.translation.ParcelReceipts;
import org.luer.mappings.translation.ParcelRenderings;
import org.luer.mappings.translation.Translations;

/** What somebody sends, told on in the other format and back: a Bundle as messages, and so on. */
final class OtherFormat {
  private static final Dialect CHICAGO = Dialect.DEFAULT.withZone(ZoneId.of("America/Chicago"));

  private OtherFormat() {}

  /** What becomes of each leaf of a file of messages or of a Bundle. */
  static Measurement<Parcel<?>> measured(Path file) throws IOException {
    var text = Files.readString(file);
    return file.toString().endsWith(".json") ? asMessages(text) : asBundle(text);
  }

  /** The paths of the leaves that do not go along and hold this. */
  static List<String> gone(Path file, String part) throws IOException {
    return measured(file).results().stream()
        .filter(r -> r.status() != LeafStatus.ENVELOPE && !r.status().arrived())
        .map(r -> r.leaf().key())
        .filter(key -> key.contains(part))
        .toList();
  }

  private static ParcelReceipts receipts(Dialect dialect) {
    return new ParcelReceipts(
        Exchanges.ALL,
        name ->
            new ExchangeTables(
                new PathTable(List.of()), MustCarry.read(new StringReader("path,condition,why\n"))),
        "test",
        dialect);
  }

  private static Measurement<Parcel<?>> asMessages(String json) {
    var receipts = receipts(Dialect.DEFAULT);
    var source = receipts.renderings().fhir(FhirJson.parseBundle(json).value().orElseThrow());
    return receipts.inward(source, receipts.renderings().hl7v2(messages(json)));
  }

  /** The messages that a Bundle is told on in. */
  static List<String> messages(String json) {
    var source =
        receipts(Dialect.DEFAULT)
            .renderings()
            .fhir(FhirJson.parseBundle(json).value().orElseThrow());
    return Translations.leading(source.facts(), Set.of()).stream()
        .flatMap(p -> p.toHl7v2(Dialect.DEFAULT, Set.of()).stream())
        .map(d -> d.text())
        .toList();
  }

  private static Measurement<Parcel<?>> asBundle(String message) {
    var receipts = receipts(CHICAGO);
    var source =
        receipts
            .renderings()
            .hl7v2(PreParser.messages(bytes(message), new Issues()), read(message));
    return receipts.inward(source, receipts.renderings().fhir(bundle(message)));
  }

  /** The Bundle that messages are told on in. */
  static Bundle bundle(String message) {
    return ParcelRenderings.bundle(read(message), CHICAGO);
  }

  private static List<Parcel<?>> read(String message) {
    return Exchanges.ALL.fromHl7v2(bytes(message), CHICAGO).value().orElseThrow();
  }

  private static byte[] bytes(String message) {
    return message.replace('\n', '\r').getBytes(StandardCharsets.UTF_8);
  }
}
