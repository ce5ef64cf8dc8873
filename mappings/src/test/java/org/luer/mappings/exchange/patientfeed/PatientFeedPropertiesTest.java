package org.luer.mappings.exchange.patientfeed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.exchange.StrictHl7v2;
import org.luer.mappings.fhir.FhirConformance;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.generator.PatientFeeds;
import org.luer.mappings.hl7v2.MessageWriter;
import org.luer.mappings.proof.Declared;

/** Laws of both forms for any valid feed. */
class PatientFeedPropertiesTest {

  @Property(tries = 200, shrinking = ShrinkingMode.OFF, seed = "1")
  void clinicToHl7v2AndBackIsTheIdentityExceptForDeclaredLosses(@ForAll("feeds") PatientFeed feed) {
    var text = write(feed, Dialect.DEFAULT);
    var back =
        PatientFeedHl7v2.fromHl7v2(List.of(Hospital.segments(text)), Dialect.DEFAULT)
            .value()
            .orElseThrow();
    assertThat(back).hasSize(1);
    if (full(feed)) {
      var losses = Declared.hl7v2("patientfeed", "2.5.1");
      var read = FeedLosses.read(back.get(0), losses);
      var told = FeedLosses.hl7v2(feed, losses);
      assertThat(read).hasSameSizeAs(told);
      for (int i = 0; i < told.size(); i++) {
        Declared.same(read.get(i), told.get(i));
      }
    }
  }

  @Property(tries = 200, shrinking = ShrinkingMode.OFF, seed = "1")
  void clinicToFhirAndBackIsTheIdentityExceptForDeclaredLosses(@ForAll("feeds") PatientFeed feed) {
    var bundle = PatientFeedFhir.toFhir(feed, Dialect.DEFAULT);
    var parsed = FhirJson.parseBundle(FhirJson.encode(bundle)).value().orElseThrow();
    var back = PatientFeedFhir.fromFhir(parsed, Dialect.DEFAULT);
    assertThat(back.issues()).isEmpty();
    assertThat(FeedLosses.text(back.value().orElseThrow().get(0)))
        .containsExactlyElementsOf(FeedLosses.fhir(feed));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.3.1", "2.4", "2.5.1", "2.8"})
  void everyMessageIsStrictInEveryVersion(String version) {
    for (int seed = 0; seed < 60; seed++) {
      var feed = PatientFeeds.of(seed, 95 * seed / 60);
      var text = write(feed, Dialect.DEFAULT.withVersion(version));
      assertThat(StrictHl7v2.problems(text)).as("%s %s", seed, text.replace('\r', '\n')).isEmpty();
      assertThat(write(feed, Dialect.DEFAULT.withVersion(version))).isEqualTo(text);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 20, 40, 60, 80, 95})
  void everyBundleConformsToUsCore(int density) {
    for (int seed = 0; seed < 3; seed++) {
      var bundle = PatientFeedFhir.toFhir(PatientFeeds.of(seed, density), Dialect.DEFAULT);
      assertThat(FhirConformance.errors(FhirJson.encode(bundle))).isEmpty();
    }
  }

  /** Whether the event has a message that can hold everything. */
  private static boolean full(PatientFeed feed) {
    var registration = feed.registration();
    return registration != null
        && !Set.of("A11", "A23", "A29").contains(registration.event().trigger());
  }

  private static String write(PatientFeed feed, Dialect dialect) {
    var drafts = PatientFeedHl7v2.toHl7v2(feed, false, dialect, PatientFeedHl7v2.messages());
    assertThat(drafts).hasSize(1);
    return MessageWriter.write(drafts.get(0), "", dialect).text();
  }

  @Provide
  Arbitrary<PatientFeed> feeds() {
    return PatientFeeds.any();
  }
}
