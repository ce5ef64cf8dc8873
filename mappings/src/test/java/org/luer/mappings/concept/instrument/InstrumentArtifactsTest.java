package org.luer.mappings.concept.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.Enumerations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.FhirConformance;
import org.luer.mappings.fhir.FhirJson;

/**
 * The published Questionnaires and code systems are those of the tables. {@code
 * -Dgolden.rewrite=true} rewrites them.
 */
class InstrumentArtifactsTest {
  private static final Path ARTIFACTS =
      Path.of(System.getProperty("basedir", "."), "../conformance/artifacts/src/main/resources");

  static Stream<Instrument> instruments() {
    return Instruments.all().stream();
  }

  @ParameterizedTest
  @MethodSource("instruments")
  void thePublishedQuestionnaireIsCurrent(Instrument instrument) throws IOException {
    var written = QuestionnaireFhir.of(instrument, Systems.DEFAULT_BASE);
    current(
        "questionnaires/Questionnaire-" + instrument.code() + ".json", FhirJson.pretty(written));
  }

  @ParameterizedTest
  @MethodSource("instruments")
  void theQuestionnaireConforms(Instrument instrument) {
    var written = QuestionnaireFhir.of(instrument, Systems.DEFAULT_BASE);
    assertThat(FhirConformance.errors(FhirJson.encode(written))).isEmpty();
  }

  @Test
  void severityBandsThatMayTravelArePublished() throws IOException {
    var bands = new LinkedHashMap<String, String>();
    Instruments.all().stream()
        .flatMap(i -> i.bands().stream())
        .filter(Instrument.Band::signedOff)
        .forEach(b -> bands.putIfAbsent(b.code(), b.text()));
    codeSystem("kic-severity", "KicSeverity", "Severity bands of a total score", bands);
  }

  @Test
  void gradesOfSafetySignalsArePublished() throws IOException {
    var grades = new LinkedHashMap<String, String>();
    for (var grade : Grade.values()) {
      grades.put(grade.code(), grade.code());
    }
    codeSystem("kic-safety-grade", "KicSafetyGrade", "How pressing a safety signal is", grades);
  }

  @Test
  void contextsOfAssessmentsArePublished() throws IOException {
    var contexts = new LinkedHashMap<String, String>();
    for (var context : Assessment.Context.values()) {
      contexts.put(context.code(), context.code());
    }
    codeSystem(
        "kic-assessment-context",
        "KicAssessmentContext",
        "Where in the treatment an assessment was answered",
        contexts);
  }

  private static void codeSystem(String id, String name, String title, Map<String, String> codes)
      throws IOException {
    var system = new CodeSystem();
    system.setId(id);
    system.setUrl(Systems.own(Systems.DEFAULT_BASE, id)).setVersion("0.1.0").setName(name);
    system.setTitle(title).setStatus(Enumerations.PublicationStatus.ACTIVE).setExperimental(false);
    system.setPublisher("Luer").setDescription(title + ".").setCaseSensitive(true);
    system.setContent(CodeSystem.CodeSystemContentMode.COMPLETE).setCount(codes.size());
    codes.forEach((code, words) -> system.addConcept().setCode(code).setDisplay(words));
    current("terminology/CodeSystem-" + id + ".json", FhirJson.pretty(system));
  }

  private static void current(String name, String content) throws IOException {
    var file = ARTIFACTS.resolve(name);
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, content, StandardCharsets.UTF_8);
    }
    assertThat(file).content(StandardCharsets.UTF_8).isEqualTo(content);
  }
}
