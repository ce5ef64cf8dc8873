package org.luer.mappings.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.luer.mappings.fhir.FhirJson;

/** The words that stand in a Bundle, wherever they do. */
class FhirTextsTest {
  private static final String BUNDLE =
      """
      {"resourceType":"Bundle","type":"collection","entry":[{"resource":{
        "resourceType":"Observation","status":"final","code":{"text":"Heart rate"},
        "text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\">Seen</div>"},
        "note":[{"text":"Patient was restless"}],
        "_status":{"extension":[{"url":"https://rgh.example/why","valueString":"by hand"}]},
        "extension":[
          {"url":"https://rgh.example/outer","extension":[{"url":"inner","valueString":"nested"}]},
          {"url":"http://hl7.org/fhir/StructureDefinition/display","valueString":"not a text"}],
        "contained":[{"resourceType":"Patient","id":"p","extension":[
          {"url":"https://rgh.example/coded","valueCodeableConcept":{"text":"of a code"}}]}]}}]}
      """;

  @Test
  void notesNarrativeAndPrivateExtensionsAreTexts() {
    var bundle = FhirJson.parseBundle(BUNDLE).value().orElseThrow();
    assertThat(FhirTexts.of(bundle))
        .containsExactlyInAnyOrder(
            "<div xmlns=\"http://www.w3.org/1999/xhtml\">Seen</div>",
            "Patient was restless",
            "by hand",
            "nested",
            "of a code");
  }
}
