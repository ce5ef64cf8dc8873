package org.luer.mappings.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.clinician.Npi;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Systems;

/** Other values of a leaf, the likeliest to be valid first. */
final class Values {
  /** Codes and words of which some rule of the model accepts a few at one place. */
  private static final List<String> WORDS =
      List.of(
          "es",
          "mg",
          "mL",
          "kg",
          "min",
          "CAD",
          "N",
          "H",
          "L",
          "RAD",
          "LAB",
          "I",
          "II",
          "1985-08",
          "09:31:05",
          "P",
          "OP",
          "67457010810",
          "SGVsbG8=",
          "text/plain",
          "vitals",
          "mmol/L",
          "procedure",
          "encounter");

  private static final Set<String> LAST = Set.of("entered-in-error", "draft");

  private static final List<String> SYSTEMS =
      List.of(
          Systems.DEFAULT_BASE + "/CodeSystem/kic-item",
          Systems.SNOMED_CT,
          Systems.LOINC,
          Systems.ICD_10_CM,
          Systems.CPT,
          Systems.HCPCS);

  private Values() {}

  static List<JsonNode> others(JsonNode old, Class<?> type, List<? extends ClinicRecord> records) {
    if (old.isBoolean()) {
      return List.of(BooleanNode.valueOf(!old.booleanValue()));
    }
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .<JsonNode>map(value -> ClinicJson.mapper().valueToTree(value))
          .filter(value -> !value.equals(old))
          // void or not told at all is the last resort: it changes what everything else means
          .sorted(Comparator.comparing(value -> LAST.contains(value.asText())))
          .toList();
    }
    if (old.isInt() || old.isLong()) {
      return IntStream.of(1, -1, 2, -2, 3)
          .<JsonNode>mapToObj(
              i ->
                  old.isInt()
                      ? IntNode.valueOf(old.intValue() + i)
                      : LongNode.valueOf(old.longValue() + i))
          .toList();
    }
    if (old.isNumber()) {
      var step = BigDecimal.ONE.movePointLeft(old.decimalValue().scale());
      return Stream.of(step, step.negate(), BigDecimal.ONE, BigDecimal.ONE.negate())
          .map(s -> old.decimalValue().add(s))
          .<JsonNode>map(DecimalNode::valueOf)
          .toList();
    }
    return texts(old.asText(), type, records).stream()
        .filter(value -> !value.equals(old.asText()))
        .<JsonNode>map(TextNode::valueOf)
        .toList();
  }

  private static List<String> texts(
      String old, Class<?> type, List<? extends ClinicRecord> records) {
    var texts = new ArrayList<String>();
    texts.addAll(times(old));
    if (old.matches("\\d{10}") && Npi.valid(old)) {
      texts.add("1999999992");
      texts.add("1888888887");
    }
    if (old.startsWith("http") || old.startsWith("urn:")) {
      texts.addAll(SYSTEMS);
    }
    if (type == String.class) {
      texts.add(old + " Q");
      texts.add(old + "9");
      texts.addAll(people(records));
    }
    texts.addAll(WORDS);
    return texts;
  }

  /** Ids of the people of a set: what names somebody has to name one of them. */
  private static List<String> people(List<? extends ClinicRecord> records) {
    return records.stream()
        .flatMap(r -> ClinicRecords.tree(r).findParents("name").stream())
        .map(p -> p.path("id").asText())
        .filter(id -> !id.isEmpty())
        .distinct()
        .toList();
  }

  private static List<String> times(String old) {
    if (old.matches("\\d{4}")) {
      return List.of("1971");
    }
    if (old.matches("\\d{4}-\\d{2}")) {
      return List.of("1971-05");
    }
    try {
      if (old.matches("\\d{4}-\\d{2}-\\d{2}")) {
        var day = LocalDate.parse(old);
        return List.of(day.plusDays(1).toString(), day.minusDays(1).toString());
      }
      if (old.matches("\\d{4}-\\d{2}-\\d{2}T.*")) {
        var time = OffsetDateTime.parse(old);
        return IntStream.of(1, -1, 60, -60)
            .mapToObj(s -> DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.plusSeconds(s)))
            .toList();
      }
    } catch (DateTimeException noTime) {
      return List.of();
    }
    return List.of();
  }
}
