package org.luer.mappings.exchange.charges;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.charge.Charge;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.generator.ChargeSets;
import org.luer.mappings.generator.ClaimSets;
import org.luer.mappings.hl7v2.Draft;
import org.luer.mappings.receipt.Comparison;
import org.luer.mappings.receipt.Leaf;
import org.luer.mappings.receipt.PathTable;
import org.luer.mappings.receipt.Rendering;
import org.luer.mappings.receipt.TargetPaths;
import org.luer.mappings.translation.Before;
import org.luer.mappings.translation.ExchangeTables;
import org.luer.mappings.translation.Parcel;
import org.luer.mappings.translation.ParcelReceipts;

/**
 * Every leaf lies where the path tables say, and changing a leaf changes those places and no
 * others.
 */
class ChargesPathsTest {
  private static final Dialect DIALECT = Dialect.DEFAULT;
  private static final ChargesExchange EXCHANGE = ChargesExchange.INSTANCE;
  private static final ParcelReceipts RECEIPTS =
      new ParcelReceipts(Exchanges.ALL, ChargesPathsTest::tables, "test", DIALECT);

  /** Leaves whose change is a change of identity, or of one of several copies of a person. */
  private static final String IDENTITY =
      "(Patient/id|Coverage/id|Coverage/type/system|Charge/coverageIds/.*|Claim/coverageIds/.*|.*/patientId|Claim/careTeam/.*/clinician/.*|Claim/enteredBy/.*|Claim/provider/.*|Claim/(visit|lines/.*/visits/.*)/(participants|provider)/.*|Claim/lines/.*/visits/.*/provider/.*|Charge/.*/(by|performer|orderer|enteredBy|practitioner)/.*"
          + "|Charge/(rendering|referrer)/.*)";

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
          "nickname",
          "billable",
          "billed",
          "outpatient",
          "recurring",
          "charge",
          "credit",
          "admitting",
          "working",
          "therapeutic",
          "diagnostic",
          "mL",
          "g",
          "CAD",
          "H",
          "2025-03",
          "active");

  @ParameterizedTest
  @ValueSource(strings = {"hl7v2", "fhir"})
  void everyLeafLiesWhereTheTableSays(String format) {
    var table = tables("charges").paths();
    var astray = new TreeMap<String, String>();
    var found = 0;
    for (var set : sets()) {
      var source = RECEIPTS.renderings().clinic(List.of(parcel(set)));
      var target = rendering(format, set);
      var places = TargetPaths.outward(table, format, source.leaves(), target.leaves());
      for (var leaf : arrived(source, target)) {
        if (places.of(leaf).isEmpty()) {
          astray.putIfAbsent(leaf.pattern(), leaf.path() + " = " + leaf.value());
        } else {
          found++;
        }
      }
    }
    assertThat(astray).isEmpty();
    assertThat(found).isGreaterThan(2000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hl7v2", "fhir"})
  void changingALeafChangesExactlyThosePlaces(String format) {
    var rows = tables("charges").paths().bySource(format);
    var elsewhere = new TreeMap<String, Set<String>>();
    var nowhere = new TreeSet<String>();
    var tried = new HashSet<String>();
    for (var set : sets()) {
      if (set.charge().map(Charge::status).orElse(null) == Charge.Status.ENTERED_IN_ERROR) {
        continue; // its lines are told as credits, and each depends on the others
      }
      var first = rendering(format, set);
      var before = values(first);
      var source = RECEIPTS.renderings().clinic(List.of(parcel(set)));
      for (var leaf : arrived(source, first)) {
        if (leaf.path().matches("[A-Za-z]+\\([2-9]\\)#.*")
            || leaf.pattern().matches(IDENTITY)
            || tried.contains(leaf.pattern())) {
          continue;
        }
        var changed = perturbed(set, leaf);
        if (changed.isEmpty()) {
          continue;
        }
        tried.add(leaf.pattern());
        var rendered = rendering(format, changed.get());
        var places = changedPatterns(before, values(rendered));
        var comeOrGone = comeOrGone(first, rendered);
        var named =
            rows.getOrDefault(leaf.pattern(), List.of()).stream()
                .map(PathTable.Row::target)
                .toList();
        if (places.stream().noneMatch(p -> named.stream().anyMatch(t -> PathTable.lies(p, t)))) {
          nowhere.add(leaf.pattern());
        }
        places.removeIf(
            p ->
                named.stream().anyMatch(t -> element(t).equals(element(p)))
                    || derived(p)
                    || whole(p, named, comeOrGone));
        if (!places.isEmpty()) {
          elsewhere.put(leaf.pattern(), places);
        }
      }
    }
    assertThat(tried).hasSizeGreaterThan(60);
    assertThat(nowhere).isEmpty();
    assertThat(elsewhere).isEmpty();
  }

  /** The words beside a code follow the leaf: a whole field or element counts. */
  private static String element(String pattern) {
    if (pattern.contains(":")) {
      var field = pattern.indexOf('.');
      return field < 0 ? pattern : pattern.substring(0, field);
    }
    var steps = pattern.split("\\.", -1);
    var depth = steps.length > 2 && steps[1].equals("contained") ? 3 : 2;
    return String.join(".", List.of(steps).subList(0, Math.min(depth, steps.length)));
  }

  /** All of a segment or resource comes and goes with the leaf that it is there for. */
  private static boolean whole(String pattern, List<String> named, Set<String> comeOrGone) {
    return comeOrGone.contains(kind(pattern))
        && named.stream().anyMatch(t -> kind(t).equals(kind(pattern)));
  }

  private static Set<String> comeOrGone(Rendering<Parcel<?>> before, Rendering<Parcel<?>> after) {
    var counts = containers(before);
    var others = containers(after);
    return Stream.concat(counts.keySet().stream(), others.keySet().stream())
        .filter(name -> !Objects.equals(counts.get(name), others.get(name)))
        .collect(Collectors.toSet());
  }

  private static Map<String, Long> containers(Rendering<Parcel<?>> rendering) {
    return rendering.leaves().stream()
        .collect(Collectors.toMap(Leaf::container, l -> kind(l.pattern()), (a, b) -> a))
        .values()
        .stream()
        .collect(Collectors.groupingBy(k -> k, Collectors.counting()));
  }

  /** {@code DFT_P03:OBX} or {@code ChargeItem}. */
  private static String kind(String pattern) {
    var end = pattern.indexOf(pattern.contains(":") ? '-' : '.');
    return end < 0 ? pattern : pattern.substring(0, end);
  }

  private static boolean derived(String pattern) {
    return pattern.endsWith(".reference") || pattern.endsWith(".identifier.value");
  }

  private static Set<String> changedPatterns(
      Map<String, List<String>> before, Map<String, List<String>> after) {
    return Stream.concat(before.keySet().stream(), after.keySet().stream())
        .filter(pattern -> !Objects.equals(before.get(pattern), after.get(pattern)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<String, List<String>> values(Rendering<Parcel<?>> rendering) {
    return rendering.leaves().stream()
        .filter(l -> !l.envelope())
        .sorted(Comparator.comparing(Leaf::value))
        .collect(
            Collectors.groupingBy(
                Leaf::pattern, Collectors.mapping(Leaf::value, Collectors.toList())));
  }

  private static List<Leaf> arrived(Rendering<Parcel<?>> source, Rendering<Parcel<?>> target) {
    return RECEIPTS.outward(source.facts(), target, Comparison.Withheld.NOTHING).results().stream()
        .filter(r -> r.status().arrived())
        .map(Comparison.Result::leaf)
        .toList();
  }

  private static Optional<Charges> perturbed(Charges set, Leaf leaf) {
    var kind = leaf.pattern().substring(0, leaf.pattern().indexOf('/'));
    var whole =
        EXCHANGE.records(EXCHANGE.carried(set)).stream()
            .filter(r -> r.getClass().getSimpleName().equals(kind))
            .findFirst()
            .orElseThrow();
    var at = JsonPointer.compile(leaf.path().replaceFirst("^[A-Za-z]+(\\(1\\))?#", ""));
    return candidates(ClinicRecords.tree(whole).at(at))
        .flatMap(value -> with(whole, at, value).stream())
        .flatMap(changed -> assembled(set, whole, changed).stream())
        .findFirst();
  }

  private static Stream<JsonNode> candidates(JsonNode old) {
    if (old.isInt()) {
      return Stream.of(IntNode.valueOf(old.intValue() + 1), IntNode.valueOf(old.intValue() - 1));
    }
    if (old.isNumber()) {
      var value = old.decimalValue();
      return Stream.of(DecimalNode.valueOf(value.add(BigDecimal.ONE.movePointLeft(value.scale()))));
    }
    if (old.isBoolean()) {
      return Stream.of();
    }
    var text = old.asText();
    var later = new ArrayList<String>();
    if (text.matches("\\d{4}-\\d\\d-\\d\\dT.*")) {
      later.add(
          text.replaceFirst("T(\\d\\d):(\\d)", "T$1:" + (text.charAt(14) == '1' ? "2" : "1")));
    }
    return Stream.of(later.stream(), CODES.stream(), Stream.of(text + " Q", text + "9"))
        .flatMap(s -> s)
        .filter(value -> !value.equals(text))
        .map(TextNode::valueOf);
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

  private static Optional<Charges> assembled(
      Charges set, ClinicRecord whole, ClinicRecord changed) {
    var records =
        EXCHANGE.records(EXCHANGE.carried(set)).stream()
            .map(r -> r.equals(whole) ? changed : r)
            .toList();
    return EXCHANGE.assemble(records, null).value().stream().flatMap(List::stream).findFirst();
  }

  private static List<Charges> sets() {
    return Stream.of(
            ChargeExamples.cases().stream().map(ChargeExamples::of),
            LongStream.range(0, 25).mapToObj(seed -> ChargeSets.of(seed, 20 + 3 * (int) seed)),
            LongStream.range(0, 25).mapToObj(seed -> ClaimSets.of(seed, 20 + 3 * (int) seed)))
        .flatMap(sets -> sets)
        .toList();
  }

  private static Parcel<Charges> parcel(Charges set) {
    return new Parcel<>(EXCHANGE, set);
  }

  private static Rendering<Parcel<?>> rendering(String format, Charges set) {
    if (format.equals("fhir")) {
      return RECEIPTS.renderings().fhir(EXCHANGE.toFhir(set, Before.nothing(), DIALECT));
    }
    var drafts = EXCHANGE.toHl7v2(set, Before.nothing(), DIALECT, Set.of(ChargesHl7v2.DFT_P03));
    return RECEIPTS.renderings().hl7v2(drafts.stream().map(Draft::text).toList());
  }

  private static ExchangeTables tables(String exchange) {
    return new ExchangeTables(
        table(exchange, "hl7v2").and(table(exchange, "fhir")),
        org.luer.mappings.receipt.MustCarry.read(reader("/paths/" + exchange + "/must-carry.csv")));
  }

  private static PathTable table(String exchange, String format) {
    return PathTable.read(reader("/paths/" + exchange + "/paths-" + format + ".csv"));
  }

  private static InputStreamReader reader(String path) {
    return new InputStreamReader(
        Objects.requireNonNull(ChargesPathsTest.class.getResourceAsStream(path), path),
        StandardCharsets.UTF_8);
  }
}
