package org.luer.mappings.losses;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.receipt.ChangeRules;
import org.luer.mappings.receipt.MustCarry;

/**
 * What an exchange loses is declared: measured by translating there and back, explained by a
 * hand-written reason that names the place the standard lacks, published as the generated table
 * {@code paths/<exchange>/losses.csv}, and never a must-carry.
 *
 * <p>An exchange extends this class with sets that reach every corner of its records, and puts its
 * reasons into {@code losses/<exchange>.csv} of the test resources. Run with {@code
 * -Dgolden.rewrite=true} to write the table.
 *
 * @param <S> a set of the exchange
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class DeclaredLosses<S> {
  private static final Map<String, Set<String>> VERSIONS =
      Map.of(
          "fhir", new TreeSet<>(Set.of("4.0.1")),
          "hl7v2", new TreeSet<>(Set.of("2.3.1", "2.4", "2.5.1", "2.8")));

  private final LossTable measured = new LossTable();
  private List<LossTable.Reason> reasons = List.of();

  /** The name of the exchange. */
  protected abstract String exchange();

  /** The sets that are translated, with only what travels of them; the same ones in every run. */
  protected abstract Stream<S> sets();

  /** The records of a set. */
  protected abstract List<ClinicRecord> records(S set);

  /** What a partner reads who got the set as a Bundle. */
  protected abstract S throughFhir(S set);

  /** What a partner reads who got the set as messages of this version. */
  protected abstract S throughHl7v2(S set, String version);

  /** How a value may come back in another form without being lost. */
  protected ChangeRules rules() {
    return ChangeRules.NONE;
  }

  @BeforeAll
  void measure() {
    reasons = LossTable.Reason.read(resource("/losses/" + exchange() + ".csv"));
    sets()
        .forEach(
            set -> {
              add("fhir", "4.0.1", set, throughFhir(set));
              for (var version : VERSIONS.getOrDefault("hl7v2", Set.of())) {
                add("hl7v2", version, set, throughHl7v2(set, version));
              }
            });
  }

  private void add(String format, String version, S sent, S back) {
    new LossMeter(format, rules())
        .of(records(sent), records(back))
        .forEach(loss -> measured.add(loss, version));
  }

  @Test
  void everyLossHasAReason() {
    assertThat(measured.losses())
        .filteredOn(loss -> LossTable.reason(reasons, loss).isEmpty())
        .as("losses that nobody declared")
        .isEmpty();
  }

  @Test
  void everyReasonExplainsALoss() {
    assertThat(reasons)
        .filteredOn(reason -> measured.losses().stream().noneMatch(reason::covers))
        .as("declared, but it does not happen")
        .isEmpty();
  }

  @Test
  void everyReasonNamesThePlaceThatIsMissing() {
    assertThat(reasons).isNotEmpty().noneMatch(r -> r.lacks().isBlank() || r.why().isBlank());
  }

  @Test
  void nothingThatMustArriveIsLost() {
    var needed = MustCarry.read(resource(folder() + "must-carry.csv")).conditions().keySet();
    assertThat(measured.losses())
        .filteredOn(loss -> loss.kind() == Loss.Kind.LOST)
        .filteredOn(loss -> needed.stream().anyMatch(path -> below(loss.source(), path)))
        .as("lost although must-carry.csv names it")
        .isEmpty();
  }

  private static boolean below(String pattern, String path) {
    return pattern.equals(path) || pattern.startsWith(path + "/");
  }

  @Test
  void thePublishedTableIsWhatWasMeasured() throws IOException {
    var csv = measured.csv(reasons, VERSIONS);
    assertThat(csv.lines()).hasSize(3 + measured.losses().size());
    var file =
        Path.of("../conformance/artifacts/src/main/resources" + folder() + "losses.csv")
            .toAbsolutePath()
            .normalize();
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.writeString(file, csv);
    }
    assertThat(Files.readString(file))
        .as("rewrite with -Dgolden.rewrite=true and read the diff")
        .isEqualTo(csv);
  }

  private String folder() {
    return "/paths/" + exchange() + "/";
  }

  private static InputStreamReader resource(String path) {
    return new InputStreamReader(
        Objects.requireNonNull(DeclaredLosses.class.getResourceAsStream(path), path),
        StandardCharsets.UTF_8);
  }
}
