package org.luer.mappings.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.luer.mappings.receipt.LeafStatus;

/**
 * What other houses send, told on in the other format: a Bundle as messages, a message as a Bundle.
 * The receipt names every leaf that does not go along, and its share of each input must not fall.
 * The shares of all are written to {@code target/other-format.txt}.
 */
class ElsewhereInTheOtherFormatTest {
  private static final Path SHARES = Path.of("src/test/resources/elsewhere-other-format.csv");

  @Test
  void noLessGoesAlongThanBeforeAndTheRestIsNamed() throws IOException {
    var shares = new TreeMap<String, Integer>();
    var report = new ArrayList<String>();
    for (var file : files()) {
      var measured = OtherFormat.measured(file);
      var counts = measured.counts();
      assertThat(measured.results()).as("%s", file).hasSize(counts.populated());
      var content = counts.populated() - counts.envelope();
      var share = 100 * (counts.carried() + counts.changed()) / content;
      var name = file.getFileName().toString();
      shares.put(name, share);
      report.add(name + " " + share);
      measured.results().stream()
          .filter(r -> r.status() != LeafStatus.ENVELOPE && !r.status().arrived())
          .forEach(r -> report.add("  " + r.status() + " " + r.leaf().path()));
    }
    Files.write(Path.of("target/other-format.txt"), report);
    var floors = Files.readAllLines(SHARES).stream().filter(l -> !l.startsWith("#")).toList();
    assertThat(floors).hasSameSizeAs(shares.keySet());
    for (var floor : floors) {
      var parts = floor.split(",", -1);
      assertThat(shares.getOrDefault(parts[0], 0))
          .as(parts[0])
          .isGreaterThanOrEqualTo(Integer.parseInt(parts[1]));
    }
  }

  private static List<Path> files() throws IOException {
    var all = new ArrayList<Path>();
    for (var folder : List.of("elsewhere", "elsewhere-hl7v2")) {
      try (Stream<Path> files = Files.list(Path.of("src/test/resources", folder))) {
        files.sorted().forEach(all::add);
      }
    }
    return all;
  }
}
