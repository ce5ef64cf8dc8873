package org.luer.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.luer.gateway.Version;
import org.luer.gateway.cli.Inputs.Input;
import org.luer.gateway.intake.Tables;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Issues;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.receipt.Comparison.Withheld;
import org.luer.mappings.receipt.Receipt;
import org.luer.mappings.receipt.Rendering;
import org.luer.mappings.translation.Parcel;
import org.luer.mappings.translation.ParcelReceipts;
import org.luer.mappings.translation.ParcelRenderings;

/** Receipts of what the command line translated. */
final class Receipts {
  /** {@code Patient#/birthDate}, {@code Observation(3)#/value}, or a pointer alone. */
  private static final Pattern PLACE = Pattern.compile("(?:([A-Za-z]+)(?:\\((\\d+)\\))?#)?(.*)");

  private final Dialect dialect;
  private final ParcelReceipts receipts;
  private final ParcelRenderings renderings;

  Receipts(Dialect dialect) {
    this.dialect = dialect;
    this.receipts = new ParcelReceipts(Exchanges.ALL, Tables::of, Version.number(), dialect);
    this.renderings = receipts.renderings();
  }

  /**
   * One receipt for a received input; one for each set of clinic records.
   *
   * @param parcels everything that the input says
   * @param leading what of it was translated by itself
   * @param messages the HL7 v2 messages that came out
   */
  List<JsonNode> of(
      Input input,
      List<Parcel<?>> parcels,
      List<Parcel<?>> leading,
      Format to,
      List<String> messages) {
    if (input.format() != Format.CLINIC) {
      var measured =
          receipts.inward(source(input, parcels), target(parcels, leading, to, messages));
      return List.of(tree(receipts.full(measured), "", Map.of()));
    }
    var places = places(input.records());
    return leading.stream()
        .map(
            parcel ->
                tree(
                    receipts.full(
                        receipts.outward(
                            List.of(parcel),
                            target(List.of(parcel), List.of(parcel), to, messages),
                            Withheld.NOTHING)),
                    parcel.about().getClass().getSimpleName(),
                    places))
        .toList();
  }

  private Rendering<Parcel<?>> source(Input input, List<Parcel<?>> read) {
    if (input.format() == Format.HL7V2) {
      return renderings.hl7v2(PreParser.messages(input.bytes(), new Issues()), read);
    }
    var json = new String(input.bytes(), StandardCharsets.UTF_8);
    return renderings.fhir(FhirJson.parseBundle(json).value().orElseThrow(), read);
  }

  private Rendering<Parcel<?>> target(
      List<Parcel<?>> parcels, List<Parcel<?>> leading, Format to, List<String> messages) {
    return switch (to) {
      case CLINIC -> renderings.clinic(parcels);
      case FHIR -> renderings.fhir(ParcelRenderings.bundle(leading, dialect));
      case HL7V2 -> renderings.hl7v2(messages);
    };
  }

  /** Where each record stands in the input, by kind and number: the input is an array. */
  private static Map<String, String> places(List<JsonNode> records) {
    var places = new HashMap<String, String>();
    var numbers = new HashMap<String, Integer>();
    for (int i = 0; i < records.size(); i++) {
      var kind = records.get(i).path("kind").asText();
      var place = records.size() == 1 ? "" : "/" + i;
      places.putIfAbsent(kind, place);
      places.put(kind + "(" + numbers.merge(kind, 1, Integer::sum) + ")", place);
    }
    return places;
  }

  /** The receipt as JSON; paths of clinic leaves become JSON pointers into the input. */
  private static JsonNode tree(Receipt receipt, String about, Map<String, String> places) {
    var lines = receipt.leaves().stream().map(line -> placed(line, about, places)).toList();
    return ClinicJson.mapper()
        .valueToTree(
            new Receipt(
                receipt.source(), receipt.target(), receipt.mapping(), receipt.counts(), lines));
  }

  private static Receipt.Line placed(Receipt.Line line, String about, Map<String, String> places) {
    var place = PLACE.matcher(line.path());
    if (places.isEmpty() || !place.matches()) {
      return line;
    }
    var kind = place.group(1) == null ? about : place.group(1);
    var number = place.group(2);
    var pointer = places.get(number == null ? kind : kind + "(" + number + ")");
    return pointer == null
        ? line
        : new Receipt.Line(pointer + place.group(3), line.status(), line.rule(), line.to());
  }
}
