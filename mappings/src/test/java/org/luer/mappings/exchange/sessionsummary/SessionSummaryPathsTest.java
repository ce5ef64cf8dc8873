package org.luer.mappings.exchange.sessionsummary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.receipt.Leaf;
import org.luer.mappings.receipt.PathTable;
import org.luer.mappings.translation.ParcelRenderings;
import org.luer.mappings.translation.Translations;

/** One leaf is changed: exactly the places change that the path table names for it. */
class SessionSummaryPathsTest {
  private static final Dialect DIALECT = SessionDocuments.RGH;

  /** What follows from every leaf: the FHIR document in its Binary, with hash and size. */
  private static final Set<String> FOLLOWS =
      Set.of(
          "Binary.data",
          "DocumentReference.content.attachment.hash",
          "DocumentReference.content.attachment.size");

  @ParameterizedTest
  @CsvSource({
    "/header/title, Another title",
    "/header/startedAt, 2025-03-11T09:59:00-05:00",
    "/header/endedAt, 2025-03-11T11:46:00-05:00",
    "/header/createdAt, 2025-03-11T13:06:00-05:00",
    "/header/status, amended",
    "/header/confidentiality, very-restricted",
    "/header/number/value, NLK-DOC-9",
    "/header/placerNumber/value, 999",
    "/header/visit/number/value, NV-9",
    "/header/visit/place/room, RM9",
    "/header/visit/arrivedAt, 2025-03-11T09:31:00-05:00",
    "/header/signature/at, 2025-03-11T13:11:00-05:00",
    "/sessionId, SES-9",
    "/id, SUM-9",
    "/sections/0/title, Why",
    "/sections/0/lines/0, Other words",
    "/sections/3/rows/0/cells/2, 13 of 27"
  })
  void exactlyTheNamedPlacesChange(String pointer, String value) throws IOException {
    var before = SessionDocuments.summary();
    var after = changed(before, pointer, value);
    var pattern = "SessionSummary" + pointer.replaceAll("/\\d+", "/*");
    assertNamed("fhir", pattern, changes(fhir(before), fhir(after)));
    assertNamed("hl7v2", pattern, changes(hl7v2(before), hl7v2(after)));
  }

  private static void assertNamed(String format, String pattern, Set<String> changed)
      throws IOException {
    var targets =
        table().bySource(format).getOrDefault(pattern, List.of()).stream()
            .map(PathTable.Row::target)
            .toList();
    assertThat(targets).as("%s has no row for %s", format, pattern).isNotEmpty();
    assertThat(changed).as("%s: %s changes nothing", format, pattern).isNotEmpty();
    assertThat(changed)
        .as("%s: places that the table does not name for %s", format, pattern)
        .allMatch(c -> FOLLOWS.contains(c) || targets.stream().anyMatch(t -> PathTable.lies(c, t)));
  }

  private static PathTable table() throws IOException {
    return SessionSummaryReceiptsTest.tables().paths();
  }

  private static SessionDocument changed(SessionDocument set, String pointer, String value) {
    ObjectNode tree = ClinicRecords.tree(set.document());
    var at = JsonPointer.compile(pointer);
    var parent = tree.at(at.head());
    if (parent instanceof ArrayNode list) {
      list.set(at.last().getMatchingIndex(), TextNode.valueOf(value));
    } else {
      ((ObjectNode) parent).put(at.last().getMatchingProperty(), value);
    }
    var document = ClinicRecords.read(tree, "").value().orElseThrow();
    return new SessionDocument(set.clinic(), set.patient(), document);
  }

  private static List<Leaf> fhir(SessionDocument set) {
    return renderings().fhir(SessionSummaryFhir.toFhir(set, null, DIALECT)).leaves();
  }

  private static List<Leaf> hl7v2(SessionDocument set) {
    var message = SessionSummaryHl7v2Test.message(set, null, DIALECT, Set.of("MDM_T02"));
    return renderings().hl7v2(List.of(message)).leaves();
  }

  private static ParcelRenderings renderings() {
    return new ParcelRenderings(
        new Translations(List.of(SessionSummaryExchange.INSTANCE)), DIALECT);
  }

  /** Patterns of the leaves whose value at the same path is another one. */
  private static Set<String> changes(List<Leaf> before, List<Leaf> after) {
    Map<String, Leaf> old = new HashMap<>();
    before.stream().filter(l -> !l.envelope()).forEach(l -> old.put(l.path(), l));
    var changed = new HashSet<String>();
    for (var leaf : after) {
      if (leaf.envelope()) {
        continue;
      }
      var was = old.remove(leaf.path());
      if (was == null || !was.value().equals(leaf.value())) {
        changed.add(leaf.pattern());
      }
    }
    old.values().forEach(l -> changed.add(l.pattern()));
    return changed;
  }
}
