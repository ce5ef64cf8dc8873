package org.luer.gateway.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.luer.gateway.Version;
import org.luer.gateway.intake.ReceiptMaker;
import org.luer.gateway.intake.Tables;
import org.luer.gateway.journal.Messages.Raw;
import org.luer.gateway.partner.ClinicSettings;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Settings;
import org.luer.gateway.partner.Voice;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Issues;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.receipt.Rendering;
import org.luer.mappings.translation.Parcel;
import org.luer.mappings.translation.ParcelReceipts;
import org.springframework.stereotype.Component;

/**
 * Receipts of what partners sent: every populated leaf of the message and what became of it in the
 * clinic's records. A single resource that refers to what was posted before has none: by itself it
 * cannot be read.
 */
@Component
final class InboundReceipts implements ReceiptMaker {
  private final ClinicSettings clinic;

  InboundReceipts(Settings settings) {
    this.clinic = settings.clinic();
  }

  @Override
  public Optional<String> receipt(Raw raw, Partner sender) {
    var dialect = Voice.of(clinic, sender, null).dialect();
    return raw.mediaType().contains("fhir") ? fhir(raw, dialect) : hl7v2(raw, dialect);
  }

  private static Optional<String> hl7v2(Raw raw, Dialect dialect) {
    var receipts = receipts(dialect);
    return Exchanges.ALL
        .fromHl7v2(raw.payload(), dialect)
        .value()
        .map(
            parcels ->
                written(
                    receipts,
                    receipts
                        .renderings()
                        .hl7v2(PreParser.messages(raw.payload(), new Issues()), parcels),
                    parcels));
  }

  private static Optional<String> fhir(Raw raw, Dialect dialect) {
    var receipts = receipts(dialect);
    return FhirJson.parseBundle(bundle(new String(raw.payload(), StandardCharsets.UTF_8)))
        .value()
        .flatMap(
            bundle ->
                Exchanges.ALL
                    .fromFhir(bundle, dialect)
                    .value()
                    .map(
                        parcels ->
                            written(
                                receipts, receipts.renderings().fhir(bundle, parcels), parcels)));
  }

  /** A single resource, and an entry of a batch, as a Bundle. */
  private static String bundle(String json) {
    var tree = Json.read(json);
    if (tree.path("resourceType").asText().equals("Bundle")) {
      return json.replaceFirst("(\"type\"\\s*:\\s*\")message\"", "$1collection\"");
    }
    var bundle =
        JsonNodeFactory.instance
            .objectNode()
            .put("resourceType", "Bundle")
            .put("type", "collection");
    var entries = bundle.putArray("entry");
    if (tree.has("resourceType")) {
      entries.addObject().set("resource", tree);
    } else {
      entries.add(tree);
    }
    return bundle.toString();
  }

  private static ParcelReceipts receipts(Dialect dialect) {
    return new ParcelReceipts(Exchanges.ALL, Tables::of, Version.number(), dialect);
  }

  private static String written(
      ParcelReceipts receipts, Rendering<Parcel<?>> source, List<Parcel<?>> parcels) {
    var measured = receipts.inward(source, receipts.renderings().clinic(parcels));
    try {
      return ClinicJson.mapper().writeValueAsString(receipts.full(measured));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a receipt is always JSON", e);
    }
  }
}
