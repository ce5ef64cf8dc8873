package org.luer.mappings.exchange.results;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.observation.Observation;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.ClinicRecord;

/**
 * A record as it comes back from a format ({@code results-losses}), as text that can be compared.
 */
final class ResultsLosses {
  private record Row(List<String> steps, String lacks, String versions) {}

  private ResultsLosses() {}

  /** Fails with the lines that differ. */
  static void same(ClinicRecord read, ClinicRecord wanted, String format, String version) {
    var is = new ArrayList<>(List.of(text(read, format, version).split("\n")));
    var was = new ArrayList<>(List.of(text(wanted, format, version).split("\n")));
    var gone = new ArrayList<>(was);
    gone.removeAll(is);
    is.removeAll(was);
    assertThat(is).describedAs("not expected").isEqualTo(gone);
    assertThat(text(read, format, version)).isEqualTo(text(wanted, format, version));
  }

  static String text(ClinicRecord about, String format, String version) {
    var tree = ClinicRecords.tree(about);
    if (about instanceof Observation report && report.outside() != null && format.equals("hl7v2")) {
      // PV1 has what it has room for, and does not say who kept the visit
      tree.remove("outside");
      tree.set("visit", ClinicJson.mapper().valueToTree(report.visitKnown()));
      tree = ClinicRecords.tree(ClinicRecords.read(tree, "").value().orElseThrow());
    }
    for (var row : rows(format)) {
      var applies =
          row.versions().equals("all") || List.of(row.versions().split(" ")).contains(version);
      if (applies && row.steps().get(0).equals(tree.path("kind").asText())) {
        apply(tree, row, 1);
      }
    }
    return tree.toPrettyString();
  }

  private static void apply(JsonNode node, Row row, int step) {
    var name = row.steps().get(step);
    var last = step == row.steps().size() - 1;
    if (node instanceof ArrayNode list) {
      if (name.equals("*")) {
        list.forEach(one -> apply(one, row, step + 1));
      } else {
        while (list.size() > Integer.parseInt(name)) {
          list.remove(list.size() - 1);
        }
      }
    } else if (node instanceof ObjectNode object && object.has(name)) {
      if (!last) {
        apply(object.get(name), row, step + 1);
      } else if (row.lacks().startsWith("status")) {
        if (List.of("amended", "appended").contains(object.path(name).asText())) {
          object.put(name, "corrected");
        }
        if (object.has("patientId")) {
          withdrawn(object);
        }
      } else if (name.equals("id") && object.has("npi")) {
        object.remove("id");
      } else if (row.lacks().startsWith("further numbers")) {
        if (object.has("npi")) {
          object.remove(name);
        }
      } else if (name.equals("low") || name.equals("high")) {
        if (object.has("text")) {
          object.remove(name);
        }
      } else if (!name.equals("id")) {
        object.remove(name);
      }
    }
  }

  /** X says cancelled, unless every finding is withdrawn; a void report withdraws them all. */
  private static void withdrawn(ObjectNode report) {
    var findings = report.path("findings");
    if (report.path("status").asText().equals("entered-in-error")) {
      findings.forEach(f -> ((ObjectNode) f).put("status", "entered-in-error"));
    }
    var all = new ArrayList<String>();
    findings.forEach(f -> all.add(f.path("status").asText()));
    if (List.of("cancelled", "entered-in-error").contains(report.path("status").asText())) {
      var none = !all.isEmpty() && all.stream().allMatch("entered-in-error"::equals);
      report.put("status", none ? "entered-in-error" : "cancelled");
    }
  }

  private static List<Row> rows(String format) {
    var path = "/results-losses/" + format + ".csv";
    var in = Objects.requireNonNull(ResultsLosses.class.getResourceAsStream(path), path);
    var rows = new ArrayList<Row>();
    try (var reader = new InputStreamReader(in, StandardCharsets.UTF_8);
        var csv =
            CsvReader.builder().commentStrategy(CommentStrategy.SKIP).ofNamedCsvRecord(reader)) {
      for (var line : csv) {
        rows.add(
            new Row(
                List.of(line.getField("source").split("/")),
                line.getField("lacks"),
                line.getField("versions")));
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return rows;
  }
}
