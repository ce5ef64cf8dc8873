package org.luer.mappings.exchange.assessment;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.luer.mappings.generator.AssessmentReports;
import org.luer.mappings.receipt.Comparison;
import org.luer.mappings.receipt.Leaf;
import org.luer.mappings.receipt.PathTable;
import org.luer.mappings.receipt.Rendering;
import org.luer.mappings.receipt.TargetPaths;
import org.luer.mappings.synthetic.SyntheticClinic;
import org.luer.mappings.translation.Parcel;

/**
 * Every leaf lies where the path tables say, and changing a leaf changes those places and no
 * others.
 */
class AssessmentPathsTest {
  /** Leaves whose change is a change of identity. */
  private static final Set<String> IDENTITY =
      Set.of("Assessment/patientId", "Assessment/id", "Assessment/sessionId");

  /** One person stands at many places: a copy cannot change alone. */
  private static final String PERSON =
      "Assessment/(rater|enteredBy|orderer|signature/by|staff/\\*/clinician)/.*";

  @ParameterizedTest
  @ValueSource(strings = {"hl7v2", "fhir"})
  void everyLeafLiesWhereTheTableSays(String format) {
    var astray = new TreeMap<String, String>();
    var found = 0;
    for (var report : reports().toList()) {
      var source = source(report);
      var target = rendering(format, report);
      var places =
          TargetPaths.outward(Receipts.tables().paths(), format, source.leaves(), target.leaves());
      for (var leaf : arrived(report, target)) {
        if (places.of(leaf).isEmpty()) {
          astray.putIfAbsent(leaf.pattern(), leaf.path() + " of " + report.assessment().id());
        } else {
          found++;
        }
      }
    }
    assertThat(astray).isEmpty();
    assertThat(found).isGreaterThan(4000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hl7v2", "fhir"})
  void changingALeafChangesExactlyThosePlaces(String format) {
    var rows = Receipts.tables().paths().bySource(format);
    var elsewhere = new TreeMap<String, Set<String>>();
    var nowhere = new TreeSet<String>();
    var tried = new HashSet<String>();
    for (var report : reports().toList()) {
      var first = rendering(format, report);
      var before = values(first);
      for (var leaf : arrived(report, first)) {
        var pattern = leaf.pattern();
        if (!pattern.startsWith("Assessment/")
            || IDENTITY.contains(pattern)
            || pattern.matches(PERSON)
            || tried.contains(pattern)) {
          continue;
        }
        var changed = AssessmentPerturbations.of(report, leaf);
        if (changed.isEmpty()) {
          continue;
        }
        tried.add(pattern);
        var rendered = rendering(format, changed.get());
        var places = changedPatterns(before, values(rendered));
        var named =
            rows.getOrDefault(pattern, List.of()).stream().map(PathTable.Row::target).toList();
        if (places.stream().noneMatch(p -> named.stream().anyMatch(t -> PathTable.lies(p, t)))) {
          nowhere.add(pattern);
        }
        places.removeIf(p -> beside(p, named) || p.endsWith(".reference"));
        if (!places.isEmpty()) {
          elsewhere.put(pattern, places);
        }
      }
    }
    assertThat(tried).hasSizeGreaterThan(28);
    assertThat(nowhere).isEmpty();
    assertThat(elsewhere).isEmpty();
  }

  /** The words beside a code and the unit beside a number follow the leaf: the element counts. */
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
    var element = String.join(".", List.of(steps).subList(0, Math.min(depth, steps.length)));
    return element.replaceFirst("\\.value[A-Z]\\w*$", ".value").replace("._", ".");
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

  private static List<Leaf> arrived(AssessmentReport report, Rendering<Parcel<?>> target) {
    return Receipts.RECEIPTS
        .outward(List.of(Receipts.parcel(report)), target, Comparison.Withheld.NOTHING)
        .results()
        .stream()
        .filter(r -> r.status().arrived())
        .map(Comparison.Result::leaf)
        .toList();
  }

  private static Rendering<Parcel<?>> source(AssessmentReport report) {
    return Receipts.RECEIPTS.renderings().clinic(List.of(Receipts.parcel(report)));
  }

  private static Rendering<Parcel<?>> rendering(String format, AssessmentReport report) {
    return Receipts.rendering(format, report, Dialect.DEFAULT);
  }

  /** Wild assessments of tame patients. */
  private static Stream<AssessmentReport> reports() {
    return LongStream.range(0, 60)
        .mapToObj(
            seed -> {
              var wild = AssessmentReports.of(seed, 40 + (int) seed / 2);
              return new AssessmentReport(
                  wild.clinic(),
                  wild.people(),
                  SyntheticClinic.series(seed).patient(),
                  wild.assessment());
            })
        .filter(r -> !r.assessment().isVoid());
  }
}
