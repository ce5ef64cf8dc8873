package org.luer.mappings.exchange.sessionreport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.generator.SessionReports;
import org.luer.mappings.hl7v2.Hl7v2Message;
import org.luer.mappings.receipt.ChangeRules;
import org.luer.mappings.receipt.Comparison;
import org.luer.mappings.receipt.Leaf;
import org.luer.mappings.receipt.Measurement;
import org.luer.mappings.receipt.PathTable;
import org.luer.mappings.receipt.Rendering;
import org.luer.mappings.receipt.TargetPaths;
import org.luer.mappings.synthetic.SyntheticClinic;
import org.luer.mappings.translation.Parcel;
import org.luer.mappings.translation.ParcelRenderings;

/**
 * Every leaf lies where the path tables say, and changing a leaf changes those places and no
 * others.
 */
class SessionReportPathsTest {
  private static final Dialect DIALECT = Dialect.DEFAULT;
  private static final ParcelRenderings RENDERINGS = new ParcelRenderings(Exchanges.ALL, DIALECT);

  /**
   * Leaves whose change is a change of identity, of the record or of the people in it; and the
   * state of a finding, which a session that never was overrules.
   */
  private static final Set<String> IDENTITY =
      Set.of(
          "Patient/id",
          "InfusionSession/patientId",
          "InfusionOrder/patientId",
          "InfusionSession/told/findings/*/status",
          "InfusionSession/told/findings/*/sub",
          "InfusionSession/told/parts/*/part");

  /** FHIR has one Practitioner for a person: one of several copies cannot change alone. */
  private static final String PERSON =
      "(InfusionOrder/orderer|Patient/referrer|InfusionSession/(signature/by|staff/\\*/clinician))/.*";

  @ParameterizedTest
  @ValueSource(strings = {"hl7v2", "fhir"})
  void everyLeafLiesWhereTheTableSays(String format) {
    var table = table(format);
    var astray = new TreeMap<String, String>();
    var found = 0;
    for (var report : reports()) {
      var source = RENDERINGS.clinic(List.of(parcel(report)));
      var target = rendering(format, report);
      var places = TargetPaths.outward(table, format, source.leaves(), target.leaves());
      for (var leaf : arrived(source, target)) {
        if (places.of(leaf).isEmpty()) {
          astray.putIfAbsent(leaf.pattern(), leaf.path() + " of " + report.session().id());
        } else {
          found++;
        }
      }
    }
    assertThat(astray).isEmpty();
    assertThat(found).isGreaterThan(5000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hl7v2", "fhir"})
  void changingALeafChangesExactlyThosePlaces(String format) {
    var rows = table(format).bySource(format);
    var elsewhere = new TreeMap<String, Set<String>>();
    var nowhere = new TreeSet<String>();
    var tried = new HashSet<String>();
    for (var report : List.of(SyntheticClinic.session105Minutes(), SessionReports.of(4, 90))) {
      var first = rendering(format, report);
      var before = values(first);
      var source = RENDERINGS.clinic(List.of(parcel(report)));
      for (var leaf : arrived(source, first)) {
        var copy = format.equals("fhir") && leaf.pattern().matches(PERSON);
        if (copy || IDENTITY.contains(leaf.pattern()) || tried.contains(leaf.pattern())) {
          continue;
        }
        var changed = Perturbations.of(report, leaf);
        if (changed.isEmpty()) {
          continue;
        }
        tried.add(leaf.pattern());
        var rendered = rendering(format, changed.get());
        var after = values(rendered);
        var places = changedPatterns(before, after);
        var named =
            rows.getOrDefault(leaf.pattern(), List.of()).stream()
                .map(PathTable.Row::target)
                .toList();
        if (places.stream().noneMatch(p -> lies(p, named))) {
          nowhere.add(leaf.pattern());
        }
        var comeOrGone = comeOrGone(first, rendered);
        places.removeIf(p -> beside(p, named) || derived(p) || whole(p, named, comeOrGone));
        if (!places.isEmpty()) {
          elsewhere.put(leaf.pattern(), places);
        }
      }
    }
    assertThat(tried).hasSizeGreaterThan(90);
    assertThat(nowhere).isEmpty();
    assertThat(elsewhere).isEmpty();
  }

  private static boolean lies(String pattern, List<String> named) {
    return named.stream().anyMatch(target -> PathTable.lies(pattern, target));
  }

  /**
   * Whether a place belongs to a named one: the words beside a code, the name beside a staff number
   * and the order of code systems follow the leaf, so a whole v2 field or FHIR element counts.
   */
  private static boolean beside(String pattern, List<String> named) {
    return named.stream().anyMatch(target -> element(target).equals(element(pattern)));
  }

  private static String element(String pattern) {
    var first = pattern.indexOf('.');
    if (pattern.contains(":") || first < 0) {
      return first < 0 ? pattern : pattern.substring(0, first);
    }
    var steps = pattern.split("\\.", -1);
    var depth = steps[1].equals("component") && steps.length > 2 ? 3 : 2;
    return String.join(".", List.of(steps).subList(0, Math.min(depth, steps.length)));
  }

  /** Segments and resources of which there is another number than before. */
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

  /** {@code ORU_R01:OBX} or {@code Observation}. */
  private static String kind(String pattern) {
    var end = pattern.indexOf(pattern.contains(":") ? '-' : '.');
    return end < 0 ? pattern : pattern.substring(0, end);
  }

  /** All of a segment or resource comes and goes with the leaf that it is there for. */
  private static boolean whole(String pattern, List<String> named, Set<String> comeOrGone) {
    var kind = kind(pattern);
    return comeOrGone.contains(kind) && named.stream().anyMatch(t -> kind(t).equals(kind));
  }

  /** Identifiers that are computed from a natural key, and references to what bears them. */
  private static boolean derived(String pattern) {
    return pattern.endsWith(".reference") || pattern.endsWith(".identifier.value");
  }

  /** Patterns that hold other values than before; positions do not matter, one more shifts many. */
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
    return Measurement.of(
            source,
            target,
            facts -> RENDERINGS.clinic(facts).leaves(),
            ChangeRules.NONE,
            Comparison.Withheld.NOTHING,
            "test")
        .results()
        .stream()
        .filter(r -> r.status().arrived())
        .map(Comparison.Result::leaf)
        .toList();
  }

  private static List<SessionReport> reports() {
    return Stream.of(
            Stream.of(SyntheticClinic.session105Minutes()),
            LongStream.range(0, 3)
                .boxed()
                .flatMap(s -> SyntheticClinic.series(s).reports().stream()),
            LongStream.range(0, 20).mapToObj(seed -> SessionReports.of(seed, 20 + 3 * (int) seed)))
        .flatMap(s -> s)
        .toList();
  }

  private static Rendering<Parcel<?>> rendering(String format, SessionReport report) {
    if (format.equals("fhir")) {
      return RENDERINGS.fhir(SessionReportFhir.toFhir(report, Predecessor.NONE, DIALECT));
    }
    var messages =
        SessionReportHl7v2.toHl7v2(report, Predecessor.NONE, DIALECT, Set.of("ORU_R01", "RAS_O17"));
    return RENDERINGS.hl7v2(messages.stream().map(Hl7v2Message::text).toList());
  }

  private static Parcel<?> parcel(SessionReport report) {
    return new Parcel<>(SessionReportExchange.INSTANCE, report);
  }

  private static PathTable table(String format) {
    var path = "/paths/sessionreport/paths-" + format + ".csv";
    return PathTable.read(
        new InputStreamReader(
            Objects.requireNonNull(SessionReportPathsTest.class.getResourceAsStream(path), path),
            StandardCharsets.UTF_8));
  }
}
