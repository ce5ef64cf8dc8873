package org.luer.mappings.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.exchange.ExchangeCases;
import org.luer.mappings.receipt.Leaf;
import org.luer.mappings.translation.Parcel;

/**
 * From one format through the clinic model into the other and back: what comes home is what was
 * sent, but for what the exchange declares as lost.
 */
class AcrossTest {
  private static final Dialect DIALECT = Dialect.DEFAULT;
  private static final int SETS = 24;

  /**
   * What one format says in fewer words: who sends, the visit of somebody else, the letters of a
   * degree, the staff number of one who stands in another record of the set by the National
   * Provider Identifier alone: a Bundle has one Practitioner of both.
   */
  private static final String SAID_SHORTER =
      "Organization/(id|name)|Observation/visit/.*|.*/credentials|Registration/by/id";

  static Stream<Subject<?>> exchanges() {
    return Subjects.all();
  }

  @ParameterizedTest
  @MethodSource("exchanges")
  <S> void fhirToHl7v2AndBackIsTheIdentityExceptForDeclaredLosses(Subject<S> subject) {
    across(subject, Subject.Form.FHIR, subject.forms().get(1));
  }

  @ParameterizedTest
  @MethodSource("exchanges")
  <S> void hl7v2ToFhirAndBackIsTheIdentityExceptForDeclaredLosses(Subject<S> subject) {
    across(subject, subject.forms().get(1), Subject.Form.FHIR);
  }

  private static <S> void across(Subject<S> subject, Subject.Form one, Subject.Form other) {
    var reasons = LossesTest.reasons(subject.name());
    var differences = new TreeSet<String>();
    var travelled = 0;
    for (var parcel : subject.parcels(SETS).skip(8).toList()) {
      var start = through(subject, parcel, one);
      if (start.isEmpty()) {
        continue; // no message tells of it
      }
      var there = start.flatMap(p -> through(subject, p, other));
      if (there.isEmpty()) {
        continue;
      }
      var home = there.flatMap(p -> through(subject, p, one));
      assertThat(home).as("%s comes home", parcel.about().id()).isPresent();
      travelled++;
      var before = leaves(start.get());
      var after = leaves(home.get());
      before.forEach(
          (key, leaf) -> {
            var back = after.get(key);
            if ((back == null || !back.value().equals(leaf.value()))
                && !leaf.pattern().equals("Registration/by/id")
                && !declared(reasons, leaf)) {
              differences.add("gone " + leaf.pattern());
            }
          });
      after.forEach(
          (key, leaf) -> {
            if (!before.containsKey(key)
                && !leaf.pattern().matches(SAID_SHORTER)
                && !declared(reasons, leaf)) {
              differences.add("come " + leaf.pattern());
            }
          });
    }
    assertThat(differences).isEmpty();
    assertThat(travelled).isGreaterThan(SETS / 4);
  }

  private static boolean declared(List<LossTable.Reason> reasons, Leaf leaf) {
    return Stream.of("fhir", "hl7v2")
        .flatMap(
            f ->
                Stream.of(Loss.Kind.LOST, Loss.Kind.WHOLE, Loss.Kind.ORDER)
                    .map(k -> new Loss(f, leaf.pattern(), k, 0)))
        .anyMatch(loss -> LossTable.reason(reasons, loss).isPresent());
  }

  /** What is read from a form of the set; empty when it has none. */
  private static Optional<Parcel<?>> through(
      Subject<?> subject, Parcel<?> parcel, Subject.Form form) {
    var written = subject.written(parcel, form, DIALECT);
    if (written.leaves().isEmpty()) {
      return Optional.empty();
    }
    // what stands beside it may be of interest to another exchange too
    var own =
        written.facts().stream()
            .filter(p -> p.exchange().name().equals(subject.name()))
            .<Parcel<?>>map(p -> p)
            .toList();
    assertThat(own).as("%s of %s", form, parcel.about().id()).hasSize(1);
    return Optional.of(own.get(0));
  }

  private static Map<String, Leaf> leaves(Parcel<?> parcel) {
    var leaves = new HashMap<String, Leaf>();
    ExchangeCases.receipts(DIALECT).renderings().clinic(List.of(parcel)).leaves().stream()
        .filter(l -> !l.envelope())
        .forEach(l -> leaves.putIfAbsent(l.key(), l));
    return leaves;
  }
}
