package org.luer.mappings.receipt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.CodeTable;

/**
 * The declared natural keys of list elements, Bundle entries and segments: natural-keys.csv. A list
 * without a row matches by position.
 *
 * <p>A key is written as parts joined by {@code +}; a part is a place relative to the element, or
 * alternatives {@code a|b} of which the first populated one counts, or {@code place?} for whether
 * something stands there, or {@code place~} for the last seven digits of a telephone number. Of a
 * list on the way to a place the first element counts, with the step {@code last} behind it the
 * last one: our own number of what another gave a number to comes first; with {@code [code]} behind
 * it the first number whose type has that code, with {@code [given]} the last number that we did
 * not derive (what comes without number gets such a one), with {@code [other]} the last that is
 * none of ours.
 */
final class NaturalKeys {
  static final NaturalKeys CLINIC = of("clinic");
  static final NaturalKeys FHIR = of("fhir");
  static final NaturalKeys HL7V2 = of("hl7v2");

  private static final String LAST = "last";
  private static final String OTHER = "[other]";
  private static final String GIVEN = "[given]";

  /** Digits of a local telephone number. */
  private static final int LOCAL = 7;

  /** A number that follows from others ({@link org.luer.mappings.core.Ids#uuid}). */
  private static final Pattern DERIVED =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}");

  private static final Pattern EXTENSION = Pattern.compile("[xX]\\s*\\d+$");

  private final Map<String, List<Part>> rows;

  private record Row(String format, String list, List<Part> parts) {}

  private record Part(List<String[]> alternatives, boolean presence) {}

  private NaturalKeys(Map<String, List<Part>> rows) {
    this.rows = rows;
  }

  private static NaturalKeys of(String format) {
    CodeTable<String, Row> table =
        CodeTable.load(
            NaturalKeys.class,
            "natural-keys.csv",
            line ->
                new Row(
                    line.getField("format"), line.getField("list"), parts(line.getField("key"))),
            row -> row.format() + " " + row.list());
    return new NaturalKeys(
        table.rows().stream()
            .filter(row -> row.format().equals(format))
            .collect(Collectors.toMap(Row::list, Row::parts)));
  }

  private static List<Part> parts(String key) {
    return Arrays.stream(key.split("\\+"))
        .map(
            part -> {
              var presence = part.endsWith("?");
              var places = presence ? part.substring(0, part.length() - 1) : part;
              return new Part(
                  Arrays.stream(places.split("\\|")).map(p -> p.split("/")).toList(), presence);
            })
        .toList();
  }

  /** Whether this list has a declared key. */
  boolean declared(String list) {
    return rows.containsKey(list);
  }

  /** The key of a JSON element; null when the list has none declared or nothing of it stands. */
  @Nullable String of(String list, JsonNode element, UnaryOperator<String> reference) {
    return of(list, place -> at(element, place, reference));
  }

  /** The key of an element whose places the function reads; empty text = nothing stands there. */
  @Nullable String of(String list, Function<String[], String> read) {
    var parts = rows.get(list);
    if (parts == null) {
      return null;
    }
    var key = new StringBuilder();
    var any = false;
    for (var part : parts) {
      var text = "";
      for (var place : part.alternatives()) {
        text = text.isEmpty() ? written(place, read) : text;
      }
      var numbered = part.presence() && !key.isEmpty() && key.charAt(0) != '+';
      text = numbered ? "" : text; // a number of its own tells it from others
      any |= !text.isEmpty();
      key.append(key.isEmpty() ? "" : "+").append(part.presence() && !text.isEmpty() ? "!" : text);
    }
    return any ? key.toString() : null;
  }

  /** What stands at a place; with {@code ~} behind it the last seven digits of a number there. */
  private static String written(String[] place, Function<String[], String> read) {
    var last = place[place.length - 1];
    if (!last.endsWith("~")) {
      return read.apply(place);
    }
    var plain = place.clone();
    plain[place.length - 1] = last.substring(0, last.length() - 1);
    var digits = EXTENSION.matcher(read.apply(plain)).replaceFirst("").replaceAll("\\D", "");
    return digits.substring(Math.max(0, digits.length() - LOCAL));
  }

  private static String at(JsonNode element, String[] place, UnaryOperator<String> reference) {
    var node = element;
    for (int i = 0; i < place.length; i++) {
      var step = place[i];
      node = step.equals(".") || step.equals(LAST) ? node : node.path(step);
      if (i + 1 < place.length && place[i + 1].startsWith("[")) {
        node = typed(node, place[++i]);
      }
      while (node.isArray() && !node.isEmpty()) {
        var last = i + 1 < place.length && place[i + 1].equals(LAST);
        node = last ? node.get(node.size() - 1) : chosen(node);
      }
    }
    if (node.isMissingNode() || node.isNull()) {
      return "";
    }
    if (node.isObject()) {
      return "{}";
    }
    var text = node.asText();
    return place[place.length - 1].equals("reference") ? reference.apply(text) : moment(text);
  }

  /** The coding that the user chose, wherever it stands; else the first element. */
  private static JsonNode chosen(JsonNode list) {
    for (var element : list) {
      if (element.path("userSelected").asBoolean()) {
        return element;
      }
    }
    return list.get(0);
  }

  /** The first number of a type, or the last that does not follow from others; may be nothing. */
  private static JsonNode typed(JsonNode numbers, String type) {
    if (type.equals(OTHER) || type.equals(GIVEN)) {
      for (int i = numbers.size() - 1; i >= 0; i--) {
        if (numbers.get(i).hasNonNull("value")
            && !(numbers.get(i).path("system").asText().contains("/sid/")
                && (type.equals(OTHER)
                    || DERIVED.matcher(numbers.get(i).path("value").asText()).lookingAt()))) {
          return numbers.get(i);
        }
      }
      return MissingNode.getInstance();
    }
    var code = type.substring(1, type.length() - 1);
    for (var number : numbers) {
      for (var coding : number.path("type").path("coding")) {
        if (code.equals(coding.path("code").asText()) && number.hasNonNull("value")) {
          return number;
        }
      }
    }
    return MissingNode.getInstance();
  }

  /** Times count by their instant, so that the same moment written elsewhere is the same key. */
  private static String moment(String text) {
    if (text.length() < 17 || text.charAt(4) != '-' || text.charAt(10) != 'T') {
      return text;
    }
    try {
      return OffsetDateTime.parse(text).toInstant().toString();
    } catch (DateTimeException noTime) {
      return text;
    }
  }

  /** Numbers the second and later elements with the same key. */
  static List<String> distinct(List<String> keys) {
    if (keys.size() < 2) {
      return keys;
    }
    var counts = new java.util.HashMap<String, Integer>();
    var distinct = new ArrayList<String>(keys.size());
    for (var key : keys) {
      var n = counts.merge(key, 1, Integer::sum);
      distinct.add(n == 1 ? key : key + "#" + n);
    }
    return distinct;
  }
}
