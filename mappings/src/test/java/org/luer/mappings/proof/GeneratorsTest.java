package org.luer.mappings.proof;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the generators never make no proof goes through: every component of every record of an
 * exchange is made, but for those that {@code never-made.csv} names with the reason.
 */
class GeneratorsTest {
  /** All components of a type when an asterisk stands for the component. */
  private record Never(String exchange, String component, String why) {
    boolean covers(String made) {
      return component.endsWith(".*")
          ? made.substring(0, made.lastIndexOf('.') + 1).equals(component.replace("*", ""))
          : made.equals(component);
    }
  }

  static Stream<Subject<?>> exchanges() {
    return Subjects.all();
  }

  @ParameterizedTest
  @MethodSource("exchanges")
  <S> void everyComponentIsMade(Subject<S> subject) throws IOException {
    var made = new TreeSet<String>();
    var possible = new TreeSet<String>();
    var known = new HashSet<Class<?>>();
    for (var parcel : Stream.concat(subject.parcels(120), subject.seldom(16)).toList()) {
      for (var one : parcel.records()) {
        components(one.getClass(), known, possible);
        values(one, made);
      }
    }
    possible.removeAll(made);
    var named =
        never().stream()
            .filter(n -> n.exchange().equals("all") || n.exchange().equals(subject.name()))
            .toList();
    assertThat(named).noneMatch(n -> n.why().isBlank());
    assertThat(possible)
        .as("never made")
        .allMatch(component -> named.stream().anyMatch(n -> n.covers(component)));
    assertThat(named)
        .filteredOn(n -> n.exchange().equals(subject.name()))
        .as("made after all")
        .allMatch(n -> possible.stream().anyMatch(n::covers))
        .noneMatch(n -> made.stream().anyMatch(n::covers));
  }

  private static void components(Class<?> type, Set<Class<?>> known, Set<String> possible) {
    if (!type.isRecord() || Shape.scalar(type) || !known.add(type)) {
      return;
    }
    for (var component : type.getRecordComponents()) {
      possible.add(name(component));
      components(Shape.element(component.getGenericType()), known, possible);
    }
  }

  private static void values(Object value, Set<String> made) {
    if (value instanceof Collection<?> list) {
      list.forEach(one -> values(one, made));
    } else if (value instanceof Record one && !Shape.scalar(one.getClass())) {
      for (var component : one.getClass().getRecordComponents()) {
        var inner = get(one, component);
        if (inner != null && !(inner instanceof Collection<?> list && list.isEmpty())) {
          made.add(name(component));
          values(inner, made);
        }
      }
    }
  }

  private static @org.jspecify.annotations.Nullable Object get(
      Record owner, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(owner);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException("a record has accessors", impossible);
    }
  }

  private static String name(RecordComponent component) {
    var owner = component.getDeclaringRecord();
    var outer = owner.getEnclosingClass();
    return (outer == null ? "" : outer.getSimpleName() + ".")
        + owner.getSimpleName()
        + "."
        + component.getName();
  }

  private static List<Never> never() throws IOException {
    var in =
        Objects.requireNonNull(GeneratorsTest.class.getResourceAsStream("/losses/never-made.csv"));
    try (var csv =
        CsvReader.builder()
            .commentStrategy(CommentStrategy.SKIP)
            .ofNamedCsvRecord(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return csv.stream()
          .map(l -> new Never(l.getField("exchange"), l.getField("component"), l.getField("why")))
          .toList();
    }
  }
}
