package org.luer.mappings.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.receipt.MustCarry;

/**
 * What an exchange loses is declared: measured by its receipts, explained by a hand-written reason
 * that names the place the standard lacks ({@code losses/<exchange>.csv} of the test resources),
 * published as the generated table {@code paths/<exchange>/losses.csv}, and a must-carry only where
 * the reason says that the set is held. Measured in every form and every version of each.
 *
 * <p>Run with {@code -Dgolden.rewrite=true} to write the tables.
 */
class LossesTest {
  private static final Map<String, Set<String>> VERSIONS =
      Map.of(
          "fhir", new TreeSet<>(Set.of("4.0.1")),
          "hl7v2", new TreeSet<>(Set.of("2.3.1", "2.4", "2.5.1", "2.8")));

  /** Seeds of further sets, which lose what the others do not hold. */
  private static final Map<String, List<Long>> SELDOM =
      Map.of(
          "results", List.of(1032L, 1048L, 1080L),
          "charges", List.of(1034L),
          "orderintake", List.of(1005L, 1010L, 1020L, 1023L, 1035L));

  static Stream<Subject<?>> exchanges() {
    return Subjects.all();
  }

  @ParameterizedTest
  @MethodSource("exchanges")
  <S> void everyLossIsDeclaredAndEveryDeclaredLossHappens(Subject<S> subject) throws IOException {
    var reasons = reasons(subject.name());
    var measured = measured(subject);
    var all = new SoftAssertions();
    all.assertThat(measured.losses())
        .filteredOn(loss -> LossTable.reason(reasons, loss).isEmpty())
        .extracting(loss -> loss + " " + measured.places(loss))
        .as("losses that nobody declared")
        .isEmpty();
    all.assertThat(reasons)
        .filteredOn(reason -> measured.losses().stream().noneMatch(reason::covers))
        .as("declared, but it does not happen")
        .isEmpty();
    all.assertThat(reasons).noneMatch(r -> r.lacks().isBlank() || r.why().isBlank());
    all.assertThat(reasons)
        .filteredOn(r -> r.kind() == Loss.Kind.LOST && !r.source().contains("/"))
        .as("a reason names what of a record gets lost")
        .isEmpty();
    var needed = MustCarry.read(resource(folder(subject) + "must-carry.csv")).conditions();
    all.assertThat(measured.losses())
        .filteredOn(loss -> loss.kind() == Loss.Kind.LOST)
        .filteredOn(loss -> needed.keySet().stream().anyMatch(p -> below(loss.source(), p)))
        .filteredOn(
            loss -> LossTable.reason(reasons, loss).filter(LossTable.Reason::held).isEmpty())
        .as("lost although must-carry.csv names it, and no reason says that it is held")
        .isEmpty();
    all.assertAll();
    published(subject, measured.csv(reasons, places(subject)));
  }

  private static <S> LossTable measured(Subject<S> subject) {
    var table = new LossTable();
    var sets = subject.parcels(24).toList();
    var excess = sets.stream().skip(14).flatMap(p -> Excess.of(subject, p));
    var seldom =
        SELDOM.getOrDefault(subject.name(), List.of()).stream()
            .map(seed -> subject.parcel(seed, (int) (20 + seed % 75)));
    var all = Stream.of(sets.stream(), excess, seldom, subject.seldom(8)).flatMap(s -> s);
    for (var parcel : all.toList()) {
      for (var form : subject.forms()) {
        for (var version : VERSIONS.getOrDefault(form.format(), Set.of())) {
          var dialect = form.fhir() ? Dialect.DEFAULT : Dialect.DEFAULT.withVersion(version);
          LossMeter.of(subject, parcel, form, dialect)
              .forEach(loss -> table.add(loss, new LossTable.Place(form.messages(), version)));
        }
      }
    }
    return table;
  }

  /** By format where it is measured. */
  private static Map<String, Set<LossTable.Place>> places(Subject<?> subject) {
    var places = new TreeMap<String, Set<LossTable.Place>>();
    for (var form : subject.forms()) {
      VERSIONS
          .getOrDefault(form.format(), Set.of())
          .forEach(
              version ->
                  places
                      .computeIfAbsent(form.format(), f -> new HashSet<>())
                      .add(new LossTable.Place(form.messages(), version)));
    }
    return places;
  }

  private static boolean below(String pattern, String path) {
    // further codings of a thing, the use of a number and the words for its type do not say what it
    // is
    return pattern.equals(path)
        || (pattern.startsWith(path + "/")
            && !pattern.substring(path.length()).matches(".*/also/.*|.*/(use|typeText)"));
  }

  private static void published(Subject<?> subject, String csv) throws IOException {
    var file =
        Path.of(System.getProperty("basedir", "."))
            .resolve("../conformance/artifacts/src/main/resources" + folder(subject) + "losses.csv")
            .toAbsolutePath()
            .normalize();
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.writeString(file, csv);
    }
    assertThat(Files.readString(file))
        .as("rewrite with -Dgolden.rewrite=true and read the diff")
        .isEqualTo(csv);
  }

  static List<LossTable.Reason> reasons(String exchange) {
    return LossTable.Reason.read(resource("/losses/" + exchange + ".csv"));
  }

  private static String folder(Subject<?> subject) {
    return "/paths/" + subject.name() + "/";
  }

  private static InputStreamReader resource(String path) {
    return new InputStreamReader(
        Objects.requireNonNull(LossesTest.class.getResourceAsStream(path), path),
        StandardCharsets.UTF_8);
  }
}
