package org.luer.mappings.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Issues;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.translation.Exchange;

/** Every golden case and example in the repository, by the exchange and format that reads it. */
final class Seeds {
  private static final List<Path> FOLDERS =
      List.of(
          Path.of("src/test/resources"),
          Path.of("../conformance/artifacts/src/main/resources/examples"));

  private Seeds() {}

  /** The texts for one reader, {@code results/hl7v2} and the like. */
  static Map<String, List<String>> byReader() {
    var seeds = new LinkedHashMap<String, List<String>>();
    for (var folder : FOLDERS) {
      try (var files = Files.walk(folder)) {
        for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
          var name = file.getFileName().toString();
          if (name.endsWith(".hl7")) {
            hl7v2(Files.readAllBytes(file), seeds);
          } else if (name.endsWith(".json")) {
            fhir(Files.readString(file), seeds);
          }
        }
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }
    return seeds;
  }

  private static void hl7v2(byte[] bytes, Map<String, List<String>> seeds) {
    var text = new String(bytes, StandardCharsets.UTF_8);
    for (var message : PreParser.messages(bytes, new Issues())) {
      PreParser.read(message)
          .value()
          .ifPresent(
              segments -> {
                for (Exchange<?> exchange : Exchanges.ALL.exchanges()) {
                  if (exchange.claims(segments, segments)) {
                    add(seeds, exchange.name() + "/hl7v2", text);
                  }
                }
              });
    }
  }

  private static void fhir(String json, Map<String, List<String>> seeds) {
    if (!json.contains("\"Bundle\"")) {
      return;
    }
    FhirJson.parseBundle(json)
        .value()
        .ifPresent(
            bundle -> {
              for (Exchange<?> exchange : Exchanges.ALL.exchanges()) {
                var claimed =
                    bundle.getEntry().stream()
                        .anyMatch(
                            e ->
                                e.getResource() != null
                                    && exchange.claims(e.getResource(), bundle));
                if (claimed && exchange.fromFhir(bundle, Dialect.DEFAULT) != null) {
                  add(seeds, exchange.name() + "/fhir", json);
                }
              }
            });
  }

  private static void add(Map<String, List<String>> seeds, String reader, String text) {
    var texts = seeds.computeIfAbsent(reader, r -> new ArrayList<>());
    if (!texts.contains(text)) {
      texts.add(text);
    }
  }
}
