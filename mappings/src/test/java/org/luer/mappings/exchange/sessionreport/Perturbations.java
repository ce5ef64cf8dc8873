package org.luer.mappings.exchange.sessionreport;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.receipt.Leaf;

/** Changes exactly one leaf of a report, so that the records stay valid. */
final class Perturbations {
  /** Codes that some enum of the model knows; the record refuses those of another one. */
  private static final List<String> CODES =
      List.of(
          "male",
          "female",
          "home",
          "work",
          "mobile",
          "email",
          "phone",
          "official",
          "usual",
          "completed",
          "in-progress",
          "active",
          "stopped",
          "recurring",
          "outpatient",
          "H",
          "L",
          "baseline",
          "observation",
          "final",
          "preliminary",
          "error",
          "not-performed",
          "mild",
          "moderate",
          "resolved",
          "ongoing",
          "NONE",
          "PAUSE",
          "attending",
          "therapist",
          "alert",
          "vitals",
          "stop",
          "stop-early",
          "billing",
          "temp");

  private Perturbations() {}

  /** The report with the leaf changed; empty when no change of it is valid on its own. */
  static Optional<SessionReport> of(SessionReport report, Leaf leaf) {
    var kind = leaf.pattern().substring(0, leaf.pattern().indexOf('/'));
    var whole =
        SessionReportRecords.records(report).stream()
            .filter(r -> r.getClass().getSimpleName().equals(kind))
            .findFirst()
            .orElseThrow();
    var pointer = JsonPointer.compile(leaf.path().replaceFirst("^[A-Za-z]+#", ""));
    return candidates(ClinicRecords.tree(whole).at(pointer), report)
        .flatMap(value -> with(whole, pointer, value).stream())
        .map(changed -> replaced(report, changed))
        .findFirst();
  }

  private static Stream<JsonNode> candidates(JsonNode old, SessionReport report) {
    if (old.isBoolean()) {
      return Stream.of(BooleanNode.valueOf(!old.booleanValue()));
    }
    if (old.isInt()) {
      return Stream.of(IntNode.valueOf(old.intValue() + 1), number(old));
    }
    if (old.isNumber()) {
      return Stream.of(number(old));
    }
    var text = old.asText();
    var staff = report.session().staff().stream().map(s -> s.clinician().id());
    return Stream.of(
            time(text), date(text), CODES.stream(), staff, Stream.of(text + " Q", text + "9"))
        .flatMap(s -> s)
        .filter(value -> !value.equals(text))
        .map(TextNode::valueOf);
  }

  private static JsonNode number(JsonNode old) {
    var value = old.decimalValue();
    return DecimalNode.valueOf(value.add(BigDecimal.ONE.movePointLeft(value.scale())));
  }

  private static Stream<String> time(String text) {
    try {
      var later = OffsetDateTime.parse(text).plusSeconds(1);
      return Stream.of(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(later));
    } catch (DateTimeException noTime) {
      return Stream.of();
    }
  }

  private static Stream<String> date(String text) {
    try {
      return Stream.of(LocalDate.parse(text).plusDays(1).toString());
    } catch (DateTimeException noDate) {
      return Stream.of();
    }
  }

  private static Optional<ClinicRecord> with(ClinicRecord whole, JsonPointer at, JsonNode value) {
    var tree = ClinicRecords.tree(whole);
    var parent = tree.at(at.head());
    if (parent instanceof ArrayNode list) {
      list.set(at.last().getMatchingIndex(), value);
    } else if (parent instanceof ObjectNode object) {
      object.set(at.last().getMatchingProperty(), value);
    }
    return ClinicRecords.read(tree, "").value();
  }

  private static SessionReport replaced(SessionReport report, ClinicRecord changed) {
    return new SessionReport(
        changed instanceof Organization clinic ? clinic : report.clinic(),
        changed instanceof Patient patient ? patient : report.patient(),
        changed instanceof InfusionOrder order ? order : report.order(),
        changed instanceof InfusionSession session ? session : report.session());
  }
}
