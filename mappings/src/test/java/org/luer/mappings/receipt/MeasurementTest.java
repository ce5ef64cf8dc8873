package org.luer.mappings.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.synthetic.SyntheticClinic;

/** What a translation carried, leaf by leaf; the translation here is an edit of the record. */
class MeasurementTest {
  private static final ObjectNode SESSION =
      ClinicRecords.tree(SyntheticClinic.session105Minutes().session())
          .put("narrative", "Calm throughout after the reduction.");

  @Test
  void theSameRecordIsCarriedAsAWhole() {
    var counts = measure(tree -> {}).counts();
    assertThat(counts.envelope()).isEqualTo(1);
    assertThat(counts.carried()).isEqualTo(counts.populated() - 1).isGreaterThan(200);
  }

  @Test
  void listsMatchByNaturalKeyNotByPosition() {
    var counts =
        measure(
                tree -> {
                  var readings = (ArrayNode) tree.get("readings");
                  readings.add(readings.remove(0));
                })
            .counts();
    assertThat(counts.lost()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "/weight/value, 70, a lost scale",
    "/recordedAt, 2026-03-10T00:00:00Z, another time",
    "/drug/code/code, 238084, another code",
    "/narrative, other words, other words"
  })
  void anotherValueIsALoss(String at, String value, String why) {
    var measured =
        measure(
            tree -> {
              var cut = at.lastIndexOf('/');
              var parent = (ObjectNode) tree.at(at.substring(0, cut));
              if (at.endsWith("value")) {
                parent.put("value", new BigDecimal(value));
              } else {
                parent.put(at.substring(cut + 1), value);
              }
            });
    assertThat(notArrived(measured)).as(why).containsExactly(at + "=lost");
  }

  @Test
  void aMissingReadingLosesEachOfItsLeaves() {
    var measured = measure(tree -> ((ArrayNode) tree.get("readings")).remove(3));
    assertThat(notArrived(measured))
        .hasSize(SESSION.get("readings").get(3).size())
        .allMatch(line -> line.startsWith("/readings/3/") && line.endsWith("=lost"));
    assertAddsUp(measured.counts());
  }

  @Test
  void whatDisclosureLeftOutIsWithheldNotLost() {
    var measured =
        Measurement.of(
            rendering(SESSION),
            rendering(edited(tree -> tree.remove("narrative"))),
            MeasurementTest::leaves,
            ChangeRules.NONE,
            leaf -> leaf.pattern().endsWith("/narrative") ? "psychotherapy-notes" : null,
            "1");
    assertThat(notArrived(measured)).containsExactly("/narrative=withheld");
    assertThat(measured.stored().leaves().get(0).rule()).isEqualTo("psychotherapy-notes");
    assertThat(measured.counts().outside().withheld()).isZero();
    assertAddsUp(measured.counts().outside());
  }

  @Test
  void aNamedRuleMakesAChange() {
    var rules =
        new ChangeRules(
            List.of(
                (source, back, both) ->
                    source.value().equalsIgnoreCase(back.value()) ? "media-type" : null));
    var measured =
        Measurement.of(
            rendering(SESSION),
            rendering(
                edited(
                    tree -> tree.put("pump", tree.get("pump").asText().toLowerCase(Locale.ROOT)))),
            MeasurementTest::leaves,
            rules,
            Comparison.Withheld.NOTHING,
            "1");
    assertThat(measured.counts().changed()).isEqualTo(1);
    assertThat(measured.counts().lost()).isZero();
  }

  @Test
  void theJsonFormIsTheContract() throws JsonProcessingException {
    var json =
        ClinicJson.mapper()
            .readTree(
                ClinicJson.mapper()
                    .writeValueAsString(measure(tree -> tree.remove("narrative")).stored()));
    assertThat(json.toString())
        .startsWith(
            "{\"source\":{\"format\":\"clinic\",\"type\":\"InfusionSession\",\"id\":\"S-1\"},"
                + "\"target\":{\"format\":\"clinic\",\"types\":[\"InfusionSession\"]},"
                + "\"mapping\":\"1\",\"counts\":{\"populated\":")
        .endsWith("\"leaves\":[{\"path\":\"/narrative\",\"status\":\"lost\"}]}");
    assertThat(json.get("counts").fieldNames())
        .toIterable()
        .containsExactly(
            "populated", "envelope", "carried", "changed", "text", "foreign", "withheld", "lost");
  }

  @Test
  void aReceiptHoldsNoValues() throws JsonProcessingException {
    var text = ClinicJson.mapper().writeValueAsString(measure(tree -> tree.removeAll()).stored());
    assertThat(text).doesNotContain(SESSION.get("narrative").asText()).doesNotContain("ketamine");
  }

  @Test
  void mustCarryNamesWhatIsMissing() {
    var table =
        MustCarry.read(
            new StringReader(
                """
                path,condition,why
                InfusionSession/readings/*,flagged,
                InfusionSession/timeline/*/rate,always,
                """));
    var measured =
        measure(
            tree -> {
              ((ArrayNode) tree.get("readings")).remove(0);
              ((ObjectNode) tree.at("/timeline/1")).remove("rate");
              tree.remove("narrative");
            });
    assertThat(table.missing(measured.results(), Map.of("flagged", leaf -> false)))
        .extracting(Leaf::path)
        .containsExactly("/timeline/1/rate/value", "/timeline/1/rate/unit");
    assertThat(table.missing(measured.results(), Map.of("flagged", leaf -> true)))
        .hasSize(2 + SESSION.get("readings").get(0).size());
  }

  @Test
  void numbersAreTheSameByValueAndScaleTimesByInstantAndOffset() {
    assertThat(Values.same("1E+2", "100")).isTrue();
    assertThat(Values.same("70.0", "70")).isFalse();
    assertThat(Values.same("007", "7")).isFalse();
    assertThat(Values.same("2026-03-10T10:15:00+00:00", "2026-03-10T10:15:00Z")).isTrue();
    assertThat(Values.same("2026-03-10T10:15:00-05:00", "2026-03-10T15:15:00Z")).isFalse();
    assertThat(Values.same("20260310101500-0500", "20260310101500")).isFalse();
    assertThat(Values.canonical("20260310101500-0500"))
        .isEqualTo(Values.canonical("2026-03-10T10:15:00-05:00"));
  }

  private static void assertAddsUp(Receipt.Counts counts) {
    assertThat(
            counts.envelope()
                + counts.carried()
                + counts.changed()
                + counts.text()
                + counts.foreign()
                + counts.withheld()
                + counts.lost())
        .isEqualTo(counts.populated());
  }

  private static List<String> notArrived(Measurement<JsonNode> measured) {
    assertAddsUp(measured.counts());
    return measured.stored().leaves().stream()
        .map(line -> line.path() + "=" + line.status().code())
        .toList();
  }

  private static Measurement<JsonNode> measure(Consumer<ObjectNode> edit) {
    return Measurement.of(
        rendering(SESSION),
        rendering(edited(edit)),
        MeasurementTest::leaves,
        ChangeRules.NONE,
        Comparison.Withheld.NOTHING,
        "1");
  }

  private static ObjectNode edited(Consumer<ObjectNode> edit) {
    var copy = SESSION.deepCopy();
    edit.accept(copy);
    return copy;
  }

  private static Rendering<JsonNode> rendering(ObjectNode tree) {
    return new Rendering<>(
        "clinic",
        List.of("InfusionSession"),
        "S-1",
        () -> ClinicLeaves.of(tree, ""),
        () -> List.of(tree),
        null);
  }

  private static List<Leaf> leaves(List<JsonNode> trees) {
    return trees.stream()
        .flatMap(
            tree ->
                ClinicLeaves.of(((ObjectNode) tree.deepCopy()).put("kind", "InfusionSession"), "")
                    .stream())
        .toList();
  }
}
