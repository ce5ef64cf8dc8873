package org.luer.mappings.exchange.results;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.administration.MedicationAdministration;
import org.luer.mappings.concept.observation.Observation;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.generator.WildResults;
import org.luer.mappings.receipt.ChangeRules;
import org.luer.mappings.receipt.Comparison;
import org.luer.mappings.receipt.Leaf;
import org.luer.mappings.receipt.Measurement;
import org.luer.mappings.receipt.PathTable;
import org.luer.mappings.receipt.Rendering;
import org.luer.mappings.receipt.TargetPaths;
import org.luer.mappings.translation.Parcel;
import org.luer.mappings.translation.ParcelRenderings;

/**
 * Every leaf of the records lies where the path tables say, and changing a text changes those
 * places and no others.
 */
class ResultsPathsTest {
  private static final Dialect DIALECT = Dialect.DEFAULT;
  private static final String PERSON =
      ".*/(orderer|interpreter|observer|director|giver|participants)/.*";
  private static final ParcelRenderings RENDERINGS = new ParcelRenderings(Exchanges.ALL, DIALECT);

  @ParameterizedTest
  @ValueSource(strings = {"hl7v2", "fhir"})
  void everyLeafLiesWhereTheTableSays(String format) {
    var astray = new TreeMap<String, String>();
    var found = 0;
    for (var set : sets()) {
      var source = RENDERINGS.clinic(List.of(parcel(set)));
      var target = rendering(format, set);
      var places =
          TargetPaths.outward(
              ResultsFiles.TABLES.paths(), format, source.leaves(), target.leaves());
      for (var leaf : arrived(source, target)) {
        if (leaf.pattern().startsWith("Organization") || leaf.pattern().startsWith("Patient")) {
          continue; // shared with the session report, whose test holds them
        }
        if (places.of(leaf).isEmpty()) {
          astray.putIfAbsent(leaf.pattern(), leaf.path() + " of " + set.about().id());
        } else {
          found++;
        }
      }
    }
    assertThat(astray).isEmpty();
    assertThat(found).isGreaterThan(1000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hl7v2", "fhir"})
  void changingATextChangesExactlyThosePlaces(String format) {
    var rows = ResultsFiles.TABLES.paths().bySource(format);
    var elsewhere = new TreeMap<String, Set<String>>();
    var nowhere = new TreeSet<String>();
    var tried = new HashSet<String>();
    for (var set : sets()) {
      var source = RENDERINGS.clinic(List.of(parcel(set)));
      var first = rendering(format, set);
      var before = values(first);
      for (var leaf : arrived(source, first)) {
        // FHIR has one Practitioner for a person: one of several copies cannot change alone
        var copy = format.equals("fhir") && leaf.pattern().matches(PERSON);
        var changed = copy || tried.contains(leaf.pattern()) ? null : changed(set, leaf);
        if (changed == null) {
          continue;
        }
        tried.add(leaf.pattern());
        var places = changedPatterns(before, values(rendering(format, changed)));
        var named =
            rows.getOrDefault(leaf.pattern(), List.of()).stream()
                .map(PathTable.Row::target)
                .toList();
        if (places.stream().noneMatch(p -> named.stream().anyMatch(t -> PathTable.lies(p, t)))) {
          nowhere.add(leaf.pattern());
        }
        places.removeIf(
            p ->
                p.endsWith(".reference")
                    || p.endsWith(".identifier.value")
                    || p.startsWith("ORU_R01:NTE-2") // one line less is one segment less
                    || named.stream().anyMatch(t -> element(t).equals(element(p))));
        if (!places.isEmpty()) {
          elsewhere.put(leaf.pattern(), places);
        }
      }
    }
    assertThat(tried).hasSizeGreaterThan(30);
    assertThat(nowhere).isEmpty();
    assertThat(elsewhere).isEmpty();
  }

  /** The set with another word in this leaf; null when it is no free text. */
  private static @Nullable Results changed(Results set, Leaf leaf) {
    if (!leaf.path().startsWith("/")
        || !leaf.pattern().matches(".*/(text|note|clinicalInfo|display|name|manufacturer|city)")
        || leaf.pattern().matches(".*(codes|components|device|unit).*")) {
      return null;
    }
    var tree = ClinicRecords.tree(set.about());
    var at = JsonPointer.compile(leaf.path());
    JsonNode owner = tree.at(at.head());
    if (!(owner instanceof ObjectNode object)
        || !object.path(at.last().getMatchingProperty()).isTextual()) {
      return null;
    }
    object.set(at.last().getMatchingProperty(), TextNode.valueOf("perturbed"));
    var read = ClinicRecords.read(tree, "").value().orElse(null);
    return read instanceof Observation observation
        ? new Results(set.clinic(), set.patient(), observation, null)
        : read instanceof MedicationAdministration given
            ? new Results(set.clinic(), set.patient(), null, given)
            : null;
  }

  private static String element(String pattern) {
    var first = pattern.indexOf('.');
    if (pattern.contains(":") || first < 0) {
      return first < 0 ? pattern : pattern.substring(0, first);
    }
    var steps = pattern.split("\\.", -1);
    return String.join(".", List.of(steps).subList(0, 2));
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

  private static List<Results> sets() {
    var sets = new ArrayList<Results>();
    ResultsFiles.cases(ResultsFiles.examples()).forEach(e -> sets.add(ResultsFiles.of(e)));
    LongStream.range(0, 24).forEach(seed -> sets.add(WildResults.of(seed, 20 + 3 * (int) seed)));
    return sets;
  }

  private static Parcel<Results> parcel(Results set) {
    return new Parcel<>(ResultsExchange.INSTANCE, set);
  }

  private static Rendering<Parcel<?>> rendering(String format, Results set) {
    return format.equals("fhir")
        ? RENDERINGS.fhir(parcel(set).toFhir(DIALECT))
        : RENDERINGS.hl7v2(
            parcel(set).toHl7v2(DIALECT, Set.of("ORU_R01", "RAS_O17")).stream()
                .map(d -> d.text())
                .toList());
  }
}
