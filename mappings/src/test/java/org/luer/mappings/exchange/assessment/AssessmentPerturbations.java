package org.luer.mappings.exchange.assessment;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.receipt.Leaf;

/** Changes exactly one leaf of an assessment, so that the record stays valid. */
final class AssessmentPerturbations {
  /** Codes that some enum of the model knows; the record refuses those of another one. */
  private static final List<String> CODES =
      List.of(
          "amended",
          "completed",
          "weekly",
          "baseline",
          "proxy",
          "patient",
          "not-asked",
          "not-answered",
          "mild",
          "severe",
          "moderate",
          "urgent",
          "low",
          "alert",
          "therapist",
          "nurse",
          "outpatient",
          "recurring",
          "work",
          "mobile",
          "email",
          "phone",
          "usual",
          "official",
          "none",
          "minimal",
          "positive",
          "negative",
          "below-cut-point",
          "at-cut-point");

  private AssessmentPerturbations() {}

  /** The report with the leaf changed; empty when no change of it is valid on its own. */
  static Optional<AssessmentReport> of(AssessmentReport report, Leaf leaf) {
    var pointer = JsonPointer.compile(leaf.path());
    var old = ClinicRecords.tree(report.assessment()).at(pointer);
    return candidates(old)
        .flatMap(value -> with(report.assessment(), pointer, value).stream())
        .findFirst()
        .map(
            changed ->
                new AssessmentReport(report.clinic(), report.people(), report.patient(), changed));
  }

  private static Stream<JsonNode> candidates(JsonNode old) {
    if (old.isInt()) {
      return IntStream.of(1, 2, 0, 3)
          .filter(i -> i != old.intValue())
          .<JsonNode>mapToObj(IntNode::valueOf);
    }
    if (old.isNumber()) {
      return Stream.of(1, -1)
          .map(i -> old.decimalValue().add(BigDecimal.valueOf(i)))
          .map(DecimalNode::valueOf);
    }
    var text = old.asText();
    return Stream.of(time(text), CODES.stream(), Stream.of(text + " Q", text + "9"))
        .flatMap(s -> s)
        .filter(value -> !value.equals(text))
        .map(TextNode::valueOf);
  }

  private static Stream<String> time(String text) {
    try {
      var later = OffsetDateTime.parse(text).plusSeconds(1);
      return Stream.of(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(later));
    } catch (DateTimeException noTime) {
      return Stream.of();
    }
  }

  private static Optional<Assessment> with(Assessment whole, JsonPointer at, JsonNode value) {
    var tree = ClinicRecords.tree(whole);
    var parent = tree.at(at.head());
    if (parent instanceof ArrayNode list) {
      list.set(at.last().getMatchingIndex(), value);
    } else if (parent instanceof ObjectNode object) {
      object.set(at.last().getMatchingProperty(), value);
    }
    return ClinicRecords.read(tree, "").value().map(Assessment.class::cast);
  }
}
