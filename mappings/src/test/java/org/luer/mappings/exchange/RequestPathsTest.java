package org.luer.mappings.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.generator.Requests;
import org.luer.mappings.hl7v2.Hl7v2Message;
import org.luer.mappings.receipt.Comparison;
import org.luer.mappings.receipt.Leaf;
import org.luer.mappings.receipt.PathTable;
import org.luer.mappings.receipt.Rendering;
import org.luer.mappings.receipt.TargetPaths;
import org.luer.mappings.translation.Exchange;
import org.luer.mappings.translation.Parcel;

/**
 * Every leaf of referrals and appointments lies where the path tables say; changing a leaf changes
 * one of those places and no field or element that is not named there.
 */
class RequestPathsTest {
  private static final List<String> CODES =
      List.of(
          "active",
          "completed",
          "accepted",
          "requested",
          "on-hold",
          "booked",
          "pending",
          "working",
          "final",
          "drug",
          "procedure",
          "routine",
          "stat",
          "outpatient",
          "inpatient",
          "male",
          "female",
          "home",
          "work",
          "mobile",
          "official",
          "usual",
          "tentative",
          "phone",
          "email",
          "billing",
          "temp",
          "H",
          "L");

  /** A change of identity, or of a person who stands in several places at once. */
  private static final String IDENTITY =
      "Patient/id|(Referral|Appointment)/(id|patientId)|.*/(clinician|by|attending|contact|enteredBy)/.*";

  @ParameterizedTest
  @CsvSource({"referral, hl7v2", "referral, fhir", "appointment, hl7v2", "appointment, fhir"})
  void everyLeafLiesWhereTheTableSays(String exchange, String format) {
    var table = ExchangeCases.tables(exchange).paths();
    var astray = new TreeMap<String, String>();
    var found = 0;
    for (var parcel : parcels(exchange)) {
      var target = rendering(format, parcel);
      var source = ExchangeCases.receipts(Dialect.DEFAULT).renderings().clinic(List.of(parcel));
      var places = TargetPaths.outward(table, format, source.leaves(), target.leaves());
      for (var leaf : arrived(parcel, target)) {
        if (places.of(leaf).isEmpty()) {
          astray.putIfAbsent(leaf.pattern(), leaf.value());
        } else {
          found++;
        }
      }
    }
    assertThat(astray).isEmpty();
    assertThat(found).isGreaterThan(1000);
  }

  @ParameterizedTest
  @CsvSource({"referral, hl7v2", "referral, fhir", "appointment, hl7v2", "appointment, fhir"})
  void changingALeafChangesItsPlace(String exchange, String format) {
    var rows = ExchangeCases.tables(exchange).paths().bySource(format);
    var nowhere = new TreeSet<String>();
    var elsewhere = new TreeMap<String, Set<String>>();
    var tried = new HashSet<String>();
    for (var parcel : parcels(exchange)) {
      var first = rendering(format, parcel);
      for (var leaf : arrived(parcel, first)) {
        if (leaf.pattern().matches(IDENTITY) || tried.contains(leaf.pattern())) {
          continue;
        }
        var changed = changed(parcel, leaf);
        if (changed.isEmpty()) {
          continue;
        }
        tried.add(leaf.pattern());
        var named =
            rows.getOrDefault(leaf.pattern(), List.of()).stream()
                .map(row -> untyped(row.target()))
                .toList();
        var rendered = rendering(format, changed.get());
        var places = differences(values(first), values(rendered));
        if (places.stream().noneMatch(p -> named.stream().anyMatch(t -> PathTable.lies(p, t)))) {
          nowhere.add(leaf.pattern());
        }
        places.removeIf(p -> named.stream().anyMatch(t -> element(t).equals(element(p))));
        places.removeIf(p -> p.endsWith(".reference") || p.endsWith(".identifier.value"));
        var comeOrGone = comeOrGone(first, rendered);
        places.removeIf(
            p ->
                comeOrGone.contains(kind(p))
                    && named.stream().anyMatch(t -> kind(t).equals(kind(p))));
        if (!places.isEmpty()) {
          elsewhere.put(leaf.pattern(), places);
        }
      }
    }
    assertThat(tried).hasSizeGreaterThan(40);
    assertThat(nowhere).isEmpty();
    assertThat(elsewhere).isEmpty();
  }

  /** A whole v2 field, or the element of a resource. */
  private static String element(String pattern) {
    var steps = pattern.split("\\.", -1);
    if (pattern.contains(":")) {
      return steps[0];
    }
    var depth = steps.length > 2 && steps[1].equals("contained") ? 3 : 2;
    return String.join(".", List.of(steps).subList(0, Math.min(depth, steps.length)));
  }

  private static List<Parcel<?>> parcels(String exchange) {
    var parcels = new ArrayList<Parcel<?>>();
    var into = Exchanges.ALL.find(exchange).orElseThrow();
    for (int seed = 0; seed < 25; seed++) {
      var density = 30 + 2 * seed;
      List<ClinicRecord> records =
          exchange.equals("referral")
              ? records(Requests.referral(seed, density))
              : records(Requests.appointment(seed, density));
      parcels.add(parcel(into, records));
    }
    return parcels;
  }

  private static List<ClinicRecord> records(Requests.Request<? extends ClinicRecord> request) {
    return List.of(request.patient(), request.about());
  }

  private static <S> Parcel<S> parcel(Exchange<S> exchange, List<ClinicRecord> records) {
    return new Parcel<>(exchange, exchange.assemble(records, null).value().orElseThrow().get(0));
  }

  private static Rendering<Parcel<?>> rendering(String format, Parcel<?> parcel) {
    var renderings = ExchangeCases.receipts(Dialect.DEFAULT).renderings();
    return format.equals("fhir")
        ? renderings.fhir(parcel.toFhir(Dialect.DEFAULT))
        : renderings.hl7v2(
            ExchangeCases.messages(parcel, Dialect.DEFAULT).stream()
                .map(Hl7v2Message::text)
                .toList());
  }

  private static List<Leaf> arrived(Parcel<?> parcel, Rendering<Parcel<?>> target) {
    return ExchangeCases.receipts(Dialect.DEFAULT)
        .outward(List.of(parcel), target, Comparison.Withheld.NOTHING)
        .results()
        .stream()
        .filter(r -> r.status().arrived())
        .map(Comparison.Result::leaf)
        .toList();
  }

  private static Map<String, List<String>> values(Rendering<Parcel<?>> rendering) {
    return rendering.leaves().stream()
        .filter(l -> !l.envelope())
        .collect(
            Collectors.groupingBy(
                l -> untyped(l.pattern()), Collectors.mapping(Leaf::value, Collectors.toList())));
  }

  /** The event of a schedule follows its status and is envelope. */
  private static String untyped(String pattern) {
    return pattern.replaceFirst("^SIU_S\\d\\d:", "SIU:");
  }

  /** Kinds of segments of which there is another number than before. */
  private static Set<String> comeOrGone(Rendering<Parcel<?>> before, Rendering<Parcel<?>> after) {
    var counts = containers(before);
    var others = containers(after);
    return Stream.concat(counts.keySet().stream(), others.keySet().stream())
        .filter(k -> !Objects.equals(counts.get(k), others.get(k)))
        .collect(Collectors.toSet());
  }

  private static Map<String, Long> containers(Rendering<Parcel<?>> rendering) {
    return rendering.leaves().stream()
        .collect(Collectors.toMap(Leaf::container, l -> kind(untyped(l.pattern())), (a, b) -> a))
        .values()
        .stream()
        .collect(Collectors.groupingBy(k -> k, Collectors.counting()));
  }

  private static String kind(String pattern) {
    var end = pattern.indexOf(pattern.contains(":") ? '-' : '.');
    return end < 0 ? pattern : pattern.substring(0, end);
  }

  private static Set<String> differences(
      Map<String, List<String>> before, Map<String, List<String>> after) {
    return Stream.concat(before.keySet().stream(), after.keySet().stream())
        .filter(p -> !Objects.equals(sorted(before.get(p)), sorted(after.get(p))))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> sorted(@org.jspecify.annotations.Nullable List<String> values) {
    return values == null ? List.of() : values.stream().sorted().toList();
  }

  private static <S> Optional<Parcel<?>> changed(Parcel<S> parcel, Leaf leaf) {
    var kind = leaf.pattern().substring(0, leaf.pattern().indexOf('/'));
    var pointer = JsonPointer.compile(leaf.path().replaceFirst("^[A-Za-z]+#", ""));
    for (var whole : parcel.records()) {
      if (!whole.getClass().getSimpleName().equals(kind)) {
        continue;
      }
      var old = ClinicRecords.tree(whole).at(pointer);
      for (var value : candidates(old)) {
        var other = with(whole, pointer, value);
        if (other.isPresent()) {
          var records = parcel.records().stream().map(r -> r == whole ? other.get() : r).toList();
          return Optional.of(parcel(parcel.exchange(), records));
        }
      }
    }
    return Optional.empty();
  }

  private static List<JsonNode> candidates(JsonNode old) {
    if (old.isNumber()) {
      return List.of(IntNode.valueOf(old.intValue() + 1));
    }
    var text = old.asText();
    return Stream.of(time(text), CODES.stream(), Stream.of(text + " Q", text + "9", "1985-08"))
        .flatMap(s -> s)
        .filter(v -> !v.equals(text))
        .<JsonNode>map(TextNode::valueOf)
        .toList();
  }

  private static Stream<String> time(String text) {
    try {
      var later = OffsetDateTime.parse(text).plusSeconds(1);
      return Stream.of(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(later));
    } catch (DateTimeParseException noTime) {
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
}
