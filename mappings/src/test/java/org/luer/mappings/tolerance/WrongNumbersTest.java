package org.luer.mappings.tolerance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.fhir.FhirConformance;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.translation.ParcelRenderings;

/** Numbers and codes that say to be of a list and are not: kept, named, and told on validly. */
class WrongNumbersTest {
  private static final Dialect CHICAGO = Dialect.DEFAULT.withZone(ZoneId.of("America/Chicago"));

  @Test
  void anNpiWithAWrongCheckDigitRefusesNothingAndStaysANumber() throws IOException {
    var json =
        Files.readString(Path.of("src/test/resources/elsewhere/orderintake-reflex-and-taper.json"))
            .replace("2000000010", "2000000011");
    var read =
        Exchanges.ALL.fromFhir(FhirJson.parseBundle(json).value().orElseThrow(), Dialect.DEFAULT);
    assertThat(read.value()).isPresent();
    assertThat(read.issues())
        .filteredOn(i -> i.code() == IssueCode.VALUE && i.path().endsWith(".identifier"))
        .extracting(Issue::refuses)
        .containsOnly(false);
    var told = FhirJson.encode(ParcelRenderings.bundle(read.value().get(), Dialect.DEFAULT));
    assertThat(told).contains("2000000011").doesNotContain("us-npi\",\"value\":\"2000000011");
    assertThat(FhirConformance.errors(told)).isEmpty();
  }

  @Test
  void aCodeThatItsTableDoesNotHaveIsTheSendersOwnAndComesBackUnderThatTable() throws IOException {
    var message =
        Files.readString(Path.of("src/test/resources/elsewhere-hl7v2/omp-sertraline-2.4.hl7"))
            .replace("|TAB^Tablet^L|Give", "|TABQ^Tablet^HL70484|Give")
            .replace('\n', '\r');
    assertThat(message).contains("TABQ^Tablet^HL70484");
    var read =
        Exchanges.ALL
            .fromHl7v2(message.getBytes(StandardCharsets.UTF_8), CHICAGO)
            .value()
            .orElseThrow();
    var told = FhirJson.encode(ParcelRenderings.bundle(read, CHICAGO));
    assertThat(told).contains("TABQ");
    assertThat(FhirConformance.errors(told)).isEmpty();
    assertThat(read.get(0).toHl7v2(CHICAGO, Set.of("OMP_O09")))
        .anyMatch(d -> d.text().contains("TABQ^Tablet^HL70484"));
  }
}
