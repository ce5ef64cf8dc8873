package org.luer.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.luer.gateway.cli.Inputs.Input;
import org.luer.gateway.intake.ClinicSchemas;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.RecordJson;
import org.luer.mappings.core.Translation;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.hl7v2.Hl7v2Message;
import org.luer.mappings.hl7v2.MessageWriter;
import org.luer.mappings.translation.Parcel;
import org.luer.mappings.translation.ParcelRenderings;
import org.luer.mappings.translation.Translations;

/** Reads one input into the clinic model and writes it in the target form. */
final class Translator {
  private final PartnerFile.Agreed agreed;
  private final Format to;
  private final Set<String> types;
  private final boolean receipts;

  /**
   * A translator.
   *
   * @param types HL7 v2 messages that are asked for; empty = what each exchange writes
   */
  Translator(PartnerFile.Agreed agreed, Format to, List<String> types, boolean receipts) {
    this.agreed = agreed;
    this.to = to;
    this.types = Set.copyOf(types);
    this.receipts = receipts;
  }

  /**
   * What an input became.
   *
   * @param output what to print: one JSON text, or any number of messages
   * @param issues warnings, or the reasons of a refusal
   * @param refused whether something was refused
   * @param receipts what became of the leaves
   */
  record Result(
      List<String> output, List<Issue> issues, boolean refused, List<JsonNode> receipts) {}

  /** A message type of {@code --as} that cannot be written. */
  Optional<String> unknownType() {
    if (types.isEmpty()) {
      return Optional.empty();
    }
    var writable = Exchanges.ALL.writable();
    return types.stream().filter(t -> !writable.contains(t)).findFirst();
  }

  Result translate(Input input) {
    return read(input)
        .fold(
            (parcels, warnings) -> {
              var leading = Translations.leading(parcels, types);
              var made = to == Format.HL7V2 ? written(leading) : List.<String>of();
              var output = to == Format.HL7V2 ? made : List.of(json(parcels, leading));
              return new Result(
                  output,
                  warnings,
                  false,
                  receipts
                      ? new Receipts(agreed.dialect()).of(input, parcels, leading, to, made)
                      : List.of());
            },
            reasons -> new Result(List.of(), reasons, true, List.of()));
  }

  /** What the input says, in the clinic model. */
  Translation<List<Parcel<?>>> read(Input input) {
    if (!input.problem().isEmpty()) {
      return new Translation.Refused<>(input.problem());
    }
    return switch (input.format()) {
      case HL7V2 -> Exchanges.ALL.fromHl7v2(input.bytes(), agreed.dialect());
      case FHIR ->
          FhirJson.parseBundle(new String(input.bytes(), StandardCharsets.UTF_8))
              .fold(
                  (bundle, warnings) -> Exchanges.ALL.fromFhir(bundle, agreed.dialect()),
                  Translation.Refused::new);
      case CLINIC -> clinic(input.records());
    };
  }

  private Translation<List<Parcel<?>>> clinic(List<JsonNode> trees) {
    var issues = new Issues();
    var records = new ArrayList<ClinicRecord>();
    for (int i = 0; i < trees.size(); i++) {
      issues
          .take(ClinicSchemas.read(trees.get(i), trees.size() == 1 ? "" : "/" + i))
          .ifPresent(records::add);
    }
    return issues.refuse()
        ? new Translation.Refused<>(issues.list())
        : Exchanges.ALL.fromRecords(records, agreed.clinic());
  }

  private String json(List<Parcel<?>> parcels, List<Parcel<?>> leading) {
    return to == Format.CLINIC
        ? clinicJson(parcels)
        : FhirJson.pretty(ParcelRenderings.bundle(leading, agreed.dialect())).stripTrailing();
  }

  private List<String> written(List<Parcel<?>> parcels) {
    return parcels.stream()
        .flatMap(p -> p.toHl7v2(agreed.dialect(), types).stream())
        .map(draft -> MessageWriter.write(draft, "", agreed.dialect()))
        .map(Hl7v2Message::text)
        .toList();
  }

  private static String clinicJson(List<Parcel<?>> parcels) {
    var records = new ArrayList<ClinicRecord>();
    parcels.forEach(parcel -> records.addAll(parcel.records()));
    return RecordJson.array(records);
  }
}
