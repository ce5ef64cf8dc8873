package org.luer.mappings.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.core.ClinicJson;

/**
 * The table in mappings/README.md counts, for each kind of record, the cases that hold it:
 * published examples, which are written and read, and accepted cases of strangers, which are read.
 * {@code -Dgolden.rewrite=true} rewrites it.
 */
class CasesTest {
  private static final Path BASE = Path.of(System.getProperty("basedir", "."));
  private static final Path README = BASE.resolve("README.md");
  private static final Path EXAMPLES =
      BASE.resolve("../conformance/artifacts/src/main/resources/examples");
  private static final Path CASES = BASE.resolve("src/test/resources");
  private static final String BEGIN = "<!-- cases: written by CasesTest -->\n";
  private static final String END = "<!-- end of cases -->";

  /** Columns of the table, in order. */
  private enum Corner {
    FHIR_OUT,
    FHIR_IN,
    HL7V2_OUT,
    HL7V2_IN
  }

  @Test
  void theTableIsCurrent() throws IOException {
    var counted = table(count());
    var readme = Files.readString(README);
    var begin = readme.indexOf(BEGIN) + BEGIN.length();
    var end = readme.indexOf(END);
    assertThat(end).isGreaterThanOrEqualTo(begin);
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.writeString(README, readme.substring(0, begin) + counted + readme.substring(end));
      return;
    }
    assertThat(readme.substring(begin, end))
        .as("rewrite with -Dgolden.rewrite=true and read the diff")
        .isEqualTo(counted);
  }

  /** A record that no case holds in some corner would be a promise that nothing shows. */
  @Test
  void everyKindHasACaseInEveryCorner() throws IOException {
    var counts = count();
    var bare = new TreeSet<String>();
    for (var kind : ClinicRecords.KINDS.keySet()) {
      for (var corner : Corner.values()) {
        if (counts.getOrDefault(kind, Map.of()).getOrDefault(corner, 0) == 0) {
          bare.add(kind + " " + corner);
        }
      }
    }
    assertThat(bare).isEqualTo(EXCEPTIONS);
  }

  /** Corners that a kind does not have, each with its reason in mappings/README.md. */
  private static final Set<String> EXCEPTIONS =
      new TreeSet<>(
          Set.of(
              "Claim HL7V2_IN",
              "Claim HL7V2_OUT",
              "Authorization HL7V2_IN",
              "Authorization HL7V2_OUT",
              "ClaimOutcome HL7V2_IN",
              "ClaimOutcome HL7V2_OUT",
              "Eligibility HL7V2_IN",
              "Eligibility HL7V2_OUT",
              "EligibilityRequest HL7V2_IN",
              "EligibilityRequest HL7V2_OUT",
              "Clinician FHIR_IN",
              "Clinician FHIR_OUT",
              "Clinician HL7V2_IN",
              "Clinician HL7V2_OUT",
              "DisclosureDirective FHIR_IN",
              "DisclosureDirective FHIR_OUT",
              "DisclosureDirective HL7V2_IN",
              "DisclosureDirective HL7V2_OUT",
              "Invoice HL7V2_IN",
              "Invoice HL7V2_OUT"));

  private static Map<String, Map<Corner, Integer>> count() throws IOException {
    var counts = new TreeMap<String, Map<Corner, Integer>>();
    for (var folder : folders(EXAMPLES)) {
      var kinds = kinds(folder.resolve("clinic"));
      if (Files.exists(folder.resolve("fhir.json"))) {
        add(counts, kinds, Corner.FHIR_OUT, Corner.FHIR_IN);
      }
      if (has(folder, ".hl7")) {
        add(counts, kinds, Corner.HL7V2_OUT, Corner.HL7V2_IN);
      }
    }
    for (var folder : folders(CASES)) {
      if (!folder.toString().contains("accepted")) {
        continue;
      }
      var kinds = kinds(folder);
      if (Files.exists(folder.resolve("fhir.json"))) {
        add(counts, kinds, Corner.FHIR_IN);
      }
      if (has(folder, ".hl7")) {
        add(counts, kinds, Corner.HL7V2_IN);
      }
    }
    return counts;
  }

  private static void add(
      Map<String, Map<Corner, Integer>> counts, Set<String> kinds, Corner... corners) {
    for (var kind : kinds) {
      for (var corner : corners) {
        counts.computeIfAbsent(kind, k -> new TreeMap<>()).merge(corner, 1, Integer::sum);
      }
    }
  }

  private static String table(Map<String, Map<Corner, Integer>> counts) {
    var table =
        new StringBuilder(
            "| record | FHIR out | FHIR in | HL7 v2 out | HL7 v2 in |\n|---|---|---|---|---|\n");
    for (var kind : new TreeSet<>(ClinicRecords.KINDS.keySet())) {
      var row = counts.getOrDefault(kind, Map.of());
      table.append(
          Stream.of(Corner.values())
              .map(c -> String.valueOf(row.getOrDefault(c, 0)))
              .collect(Collectors.joining(" | ", "| " + kind + " | ", " |\n")));
    }
    return table.toString();
  }

  /** Every folder with a case in it. */
  private static Set<Path> folders(Path root) throws IOException {
    try (var all = Files.walk(root)) {
      return all.filter(Files::isRegularFile)
          .map(Path::getParent)
          .map(p -> p.endsWith("clinic") ? p.getParent() : p)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static boolean has(Path folder, String ending) throws IOException {
    try (var files = Files.list(folder)) {
      return files.anyMatch(f -> f.toString().endsWith(ending));
    }
  }

  /** Kinds of the records in the JSON files of a folder. */
  private static Set<String> kinds(Path folder) throws IOException {
    var kinds = new TreeSet<String>();
    if (!Files.isDirectory(folder)) {
      return kinds;
    }
    try (var files = Files.list(folder)) {
      for (var file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        collect(ClinicJson.mapper().readTree(Files.readString(file)), kinds);
      }
    }
    return kinds;
  }

  private static void collect(JsonNode tree, Set<String> kinds) {
    if (tree.isArray()) {
      tree.forEach(t -> collect(t, kinds));
    } else if (ClinicRecords.KINDS.containsKey(tree.path("kind").asText())) {
      kinds.add(tree.path("kind").asText());
    }
  }
}
