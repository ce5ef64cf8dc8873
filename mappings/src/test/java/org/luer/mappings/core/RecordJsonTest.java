package org.luer.mappings.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.exchange.sessionreport.SessionReport;
import org.luer.mappings.exchange.sessionreport.SessionReportRecords;
import org.luer.mappings.generator.SessionReports;

/** The small writer writes what the object mapper writes. */
class RecordJsonTest {
  private static final Path EXAMPLES =
      Path.of("../conformance/artifacts/src/main/resources/examples");

  @Test
  void writesEveryExampleLikeTheObjectMapper() throws IOException {
    var seen = new ArrayList<String>();
    try (var files = Files.walk(EXAMPLES)) {
      for (var file : files.filter(f -> f.toString().contains("/clinic/")).sorted().toList()) {
        if (file.toString().endsWith(".json")) {
          var records = ClinicRecords.read(Files.readString(file)).value().orElseThrow();
          assertThat(RecordJson.array(records)).as(file.toString()).isEqualTo(mapped(records));
          records.forEach(r -> seen.add(r.getClass().getSimpleName()));
        }
      }
    }
    assertThat(seen).contains("Patient", "InfusionOrder", "InfusionSession", "Organization");
  }

  @Property(tries = 100)
  void writesAnyReportLikeTheObjectMapper(@ForAll("reports") SessionReport report) {
    var records = SessionReportRecords.records(report);
    assertThat(RecordJson.array(records)).isEqualTo(mapped(records));
  }

  @Provide
  net.jqwik.api.Arbitrary<SessionReport> reports() {
    return SessionReports.any();
  }

  @Test
  void writesARecordThatStandsInSeveralSetsOnce() {
    var report = SessionReports.of(7, 60);
    var copy = ClinicRecords.read(ClinicRecords.tree(report.patient()), "").value().orElseThrow();
    var many = List.of(report.patient(), report.session(), report.patient(), copy);
    assertThat(copy).isNotSameAs(report.patient());
    assertThat(RecordJson.array(many))
        .isEqualTo(RecordJson.array(List.of(report.patient(), report.session())));
  }

  @Test
  void writesALineOfTexts() {
    assertThat(RecordJson.line(List.of(Map.entry("path", "PID-3"), Map.entry("text", "\"a\"\n"))))
        .isEqualTo("{\"path\":\"PID-3\",\"text\":\"\\\"a\\\"\\n\"}");
  }

  private static String mapped(List<? extends ClinicRecord> records) {
    var array = ClinicJson.mapper().createArrayNode();
    Stream.of(records).flatMap(List::stream).forEach(r -> array.add(ClinicRecords.tree(r)));
    try {
      return ClinicJson.mapper().writeValueAsString(array);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
