package org.luer.mappings.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.exchange.ExchangeCases;
import org.luer.mappings.receipt.Comparison;
import org.luer.mappings.receipt.Leaf;
import org.luer.mappings.receipt.PathTable;
import org.luer.mappings.receipt.Rendering;
import org.luer.mappings.receipt.TargetPaths;
import org.luer.mappings.translation.Parcel;
import org.luer.mappings.translation.ParcelReceipts;

/**
 * Every leaf lies where the path tables say, and changing a fact changes those places and no
 * others: for each exchange, in each of its forms, in every version that lays them out otherwise.
 *
 * <p>Where leaves lie is looked up in other sets each day, which the failure names: {@code
 * -Dproof.seed=N} takes others, {@code -Dproof.sets=N} takes more of them.
 */
class PathsTest {
  private static final Dialect DIALECT = Dialect.DEFAULT;
  private static final ParcelReceipts RECEIPTS = ExchangeCases.receipts(DIALECT);
  private static final List<Dialect> DIALECTS =
      Stream.of("2.3.1", "2.4", "2.5.1", "2.8").map(Dialect.DEFAULT::withVersion).toList();
  private static final long SEED = Long.getLong("proof.seed", today());

  /**
   * What a change moves along is looked at in the same sets each time, one half of the facts in one
   * run: to render the set again for each of them in each form is what takes long. {@code
   * -Dproof.whole=true} changes all of them.
   */
  private static final long CHANGED = Long.getLong("proof.seed", 77);

  private static final boolean WHOLE = Boolean.getBoolean("proof.whole");

  private static final int SETS = Integer.getInteger("proof.sets", 6);

  /** What stands in a FHIR document follows from all that it holds. */
  private static final Set<String> FOLLOWS =
      Set.of(
          "Binary.data",
          "DocumentReference.content.attachment.hash",
          "DocumentReference.content.attachment.size");

  /**
   * What the field itself says, or the event of the message, which is envelope: the kind of an
   * order number, the table of a code, what a document does to another one, who sends.
   */
  private static final String FIELD_SAYS =
      ".*/(placer|filler|group)Number/type|.*/relatesTo/\\*/kind|.*/findings/\\*/sub"
          + "|.*/interpretations/\\*/system|(Document|SessionSummary)/recordedAt"
          + "|Coverage/type/system|Organization/(id|name)"
          + "|Registration/(event|admissionType|admitSource|disposition|patientType|reason|service)(/system)?"
          + "|Registration/(courtesy|arrangements/\\*)/system"
          + "|.*/visit/service/system"
          + "|.*/(terms|stay|employment|demographics)/[a-zA-Z]+/system|.*/guarantors/\\*/type/system";

  /**
   * Two blood pressures of one time are one Observation with one status; the requisition says that
   * a number is one of a group; the type of the resource says in which form an answer came.
   */
  private static final String FHIR_SAYS =
      ".*/readings/\\*/(kind|status)|Observation/groupNumber/type|ClaimOutcome/form";

  private static long today() {
    return 1000L * LocalDate.now(ZoneOffset.UTC).toEpochDay();
  }

  static Stream<Arguments> forms() {
    return Subjects.all().flatMap(s -> s.forms().stream().map(f -> Arguments.of(s, f)));
  }

  static Stream<Subject<?>> exchanges() {
    return Subjects.all();
  }

  @ParameterizedTest
  @MethodSource("forms")
  <S> void everyLeafLiesWhereTheTableSays(Subject<S> subject, Subject.Form form) {
    var table = ExchangeCases.tables(subject.name()).paths();
    var astray = new TreeMap<String, String>();
    var found = new HashSet<String>();
    for (int set = 0; set < 2 * SETS; set++) {
      var parcel = subject.parcel(SEED + set, 30 + 65 * set / (2 * SETS));
      var dialect = form.fhir() ? Dialect.DEFAULT : DIALECTS.get(set / 2 % DIALECTS.size());
      var target = subject.written(parcel, form, dialect);
      var source = RECEIPTS.renderings().clinic(List.of(parcel));
      var places = TargetPaths.outward(table, form.format(), source.leaves(), target.leaves());
      for (var leaf : arrived(source, target)) {
        if (leaf.pattern().matches(form.fhir() ? FHIR_SAYS : FIELD_SAYS)) {
          continue;
        }
        if (places.of(leaf).isEmpty()) {
          astray.putIfAbsent(leaf.pattern(), leaf.path() + " = " + leaf.value());
        } else {
          found.add(leaf.pattern());
        }
      }
    }
    assertThat(astray)
        .as("arrived, but at none of the places of the table; proof.seed=%d", SEED)
        .isEmpty();
    assertThat(found).as("proof.seed=%d", SEED).hasSizeGreaterThan(50);
  }

  @ParameterizedTest
  @MethodSource("exchanges")
  <S> void changingAFactChangesExactlyThosePlaces(Subject<S> subject) {
    var changes = subject.forms().stream().map(form -> new Changes(subject, form)).toList();
    for (int set = 0; set < 2 * SETS; set++) {
      var parcel = subject.parcel(CHANGED + set, 20 + 75 * set / (2 * SETS));
      var original = Perturbation.Original.of(subject, parcel);
      changes.forEach(c -> c.begin(parcel));
      for (var leaf : RECEIPTS.renderings().clinic(List.of(parcel)).leaves()) {
        var concerned = changes.stream().filter(c -> c.wants(leaf)).toList();
        if (!concerned.isEmpty()) {
          original.with(leaf).ifPresent(p -> concerned.forEach(c -> c.see(leaf, p)));
        }
      }
    }
    var all = new SoftAssertions();
    changes.forEach(c -> c.check(all));
    all.assertAll();
  }

  /** What changed facts change in one form. */
  private static final class Changes {
    private final Subject<?> subject;
    private final Subject.Form form;
    private final Map<String, List<PathTable.Row>> rows;
    private final List<LossTable.Reason> reasons;
    private final Map<String, Set<String>> elsewhere = new TreeMap<>();
    private final Set<String> nowhere = new TreeSet<>();
    private final Set<String> tried = new HashSet<>();
    private final Set<String> seen = new TreeSet<>();
    private final Set<String> arrived = new HashSet<>();
    private @Nullable Rendering<Parcel<?>> first;
    private Map<String, List<String>> before = Map.of();

    Changes(Subject<?> subject, Subject.Form form) {
      this.subject = subject;
      this.form = form;
      this.rows = ExchangeCases.tables(subject.name()).paths().bySource(form.format());
      this.reasons = LossesTest.reasons(subject.name());
    }

    void begin(Parcel<?> parcel) {
      first = subject.written(parcel, form, DIALECT);
      before = values(first);
      arrived.clear();
      for (var leaf : arrived(RECEIPTS.renderings().clinic(List.of(parcel)), first)) {
        arrived.add(leaf.path());
        seen.add(leaf.pattern());
      }
    }

    private static boolean turn(String pattern) {
      return WHOLE || (pattern.hashCode() + SEED) % 2 == 0;
    }

    boolean wants(Leaf leaf) {
      return turn(leaf.pattern())
          && arrived.contains(leaf.path())
          && !tried.contains(leaf.pattern());
    }

    void see(Leaf leaf, Perturbation<?> changed) {
      tried.add(leaf.pattern());
      var named =
          changed.patterns().stream()
              .flatMap(p -> rows.getOrDefault(p, List.of()).stream())
              .map(row -> untyped(row.target()))
              .collect(Collectors.toSet());
      var rendered = subject.written(changed.parcel(), form, DIALECT);
      var places = difference(before, values(rendered));
      var other = places.stream().filter(p -> named.stream().noneMatch(t -> beside(p, t))).toList();
      var comeOrGone =
          other.isEmpty() ? Set.<String>of() : comeOrGone(Objects.requireNonNull(first), rendered);
      var wrong = new TreeSet<>(other);
      wrong.removeIf(p -> whole(p, named, comeOrGone));
      if (wrong.size() == places.size()
          && !leaf.pattern().matches(form.fhir() ? FHIR_SAYS : FIELD_SAYS)
          && !declared(changed, rendered, form, reasons)) {
        nowhere.add(leaf.pattern() + " " + places);
      }
      wrong.removeIf(p -> FOLLOWS.contains(p) || derived(p));
      if (!wrong.isEmpty()) {
        elsewhere.put(leaf.pattern(), wrong);
      }
    }

    void check(SoftAssertions all) {
      var where = form + ", proof.seed=" + CHANGED;
      all.assertThat(nowhere)
          .as("a change that shows at no place of the table: %s", where)
          .isEmpty();
      all.assertThat(elsewhere)
          .as("a change that shows at places not named there: %s", where)
          .isEmpty();
      all.assertThat(tried).as(where).hasSizeGreaterThan(WHOLE ? 40 : 20);
      seen.removeAll(tried);
      seen.removeIf(pattern -> !turn(pattern));
      all.assertThat(seen).as("never changed: %s", where).hasSizeLessThan(tried.size() / 5);
    }
  }

  /** Whether the receipt of the changed set calls the changed leaves lost, as declared. */
  private static boolean declared(
      Perturbation<?> changed,
      Rendering<Parcel<?>> rendered,
      Subject.Form form,
      List<LossTable.Reason> reasons) {
    var source = RECEIPTS.renderings().clinic(List.of(changed.parcel()));
    var arrived = arrived(source, rendered).stream().map(Leaf::pattern).collect(Collectors.toSet());
    return changed.patterns().stream()
        .allMatch(
            p ->
                !arrived.contains(p)
                    && reasons.stream()
                        .anyMatch(r -> r.covers(new Loss(form.format(), p, Loss.Kind.LOST, 0))));
  }

  /**
   * Whether a place belongs to a named one: the words beside a code, the name beside a staff number
   * and the order of code systems follow the leaf, so a whole v2 field or FHIR element counts.
   */
  private static boolean beside(String pattern, String target) {
    return element(target).equals(element(pattern));
  }

  private static String element(String pattern) {
    var steps = pattern.split("\\.", -1);
    if (pattern.contains(":") && pattern.indexOf(':') < pattern.indexOf('-')) {
      return steps[0];
    }
    var inner = steps.length > 2 && Set.of("component", "contained").contains(steps[1]);
    var depth = Math.min(inner ? 3 : 2, steps.length);
    return String.join(".", List.of(steps).subList(0, depth))
        .replaceFirst("\\.value[A-Z]\\w*$", ".value")
        .replace("._", ".");
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
        .collect(Collectors.toMap(Leaf::container, l -> kind(untyped(l.pattern())), (a, b) -> a))
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
  private static boolean whole(String pattern, Set<String> named, Set<String> comeOrGone) {
    var kind = kind(pattern);
    return comeOrGone.contains(kind) && named.stream().anyMatch(t -> kind(t).equals(kind));
  }

  /** Identifiers that are computed from a natural key, and references to what bears them. */
  private static boolean derived(String pattern) {
    return pattern.endsWith(".reference") || pattern.endsWith(".identifier.value");
  }

  /** The event of a schedule follows its status and is envelope. */
  private static String untyped(String pattern) {
    return pattern.startsWith("SIU_S") ? "SIU" + pattern.substring(pattern.indexOf(':')) : pattern;
  }

  /** Patterns that hold other values than before; positions do not matter, one more shifts many. */
  private static Set<String> difference(
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
                l -> untyped(l.pattern()), Collectors.mapping(Leaf::value, Collectors.toList())));
  }

  private static List<Leaf> arrived(Rendering<Parcel<?>> source, Rendering<Parcel<?>> target) {
    return RECEIPTS.outward(source.facts(), target, Comparison.Withheld.NOTHING).results().stream()
        .filter(r -> r.status().arrived())
        .map(Comparison.Result::leaf)
        .toList();
  }
}
