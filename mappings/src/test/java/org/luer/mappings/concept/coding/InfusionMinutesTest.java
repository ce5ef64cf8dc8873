package org.luer.mappings.concept.coding;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.luer.mappings.concept.coding.Administration.Way;
import org.luer.mappings.concept.infusion.TimelineEvent;
import org.luer.mappings.core.Quantity;

/**
 * Minutes and services of invented courses, against an oracle that shares nothing with the code: it
 * paints the minutes in which the pump ran and looks the codes up in a table of ranges.
 */
class InfusionMinutesTest {
  private static final ZoneId CHICAGO = ZoneId.of("America/Chicago");

  /**
   * First minute, last minute, units of 96374, 96365, 96366: reference/codes.md 8.1, written out.
   */
  private static final int[][] RANGES = {
    {0, 0, 0, 0, 0},
    {1, 15, 1, 0, 0},
    {16, 90, 0, 1, 0},
    {91, 150, 0, 1, 1},
    {151, 210, 0, 1, 2},
    {211, 270, 0, 1, 3},
    {271, 330, 0, 1, 4},
    {331, 390, 0, 1, 5},
    {391, 450, 0, 1, 6},
    {451, 510, 0, 1, 7},
  };

  /**
   * A course of the pump.
   *
   * @param start on a clock of Chicago
   * @param parts minutes: running, paused, running, paused …
   * @param zero whether a pause is told as a rate of zero
   * @param stopped whether its end was documented
   */
  record Course(LocalDateTime start, List<Integer> parts, boolean zero, boolean stopped) {

    /** Each event at the offset that the clock of Chicago then had. */
    List<TimelineEvent> events() {
      var events = new ArrayList<TimelineEvent>();
      var at = start.atZone(CHICAGO);
      events.add(event(TimelineEvent.Type.START, at.toOffsetDateTime(), "90"));
      for (int i = 0; i < parts.size() - 1; i++) {
        at = at.plusMinutes(parts.get(i));
        boolean pause = i % 2 == 0;
        var type =
            zero
                ? TimelineEvent.Type.RATE_CHANGE
                : pause ? TimelineEvent.Type.PAUSE : TimelineEvent.Type.RESUME;
        events.add(event(type, at.toOffsetDateTime(), pause ? "0" : "60"));
      }
      if (stopped) {
        at = at.plusMinutes(parts.get(parts.size() - 1));
        events.add(event(TimelineEvent.Type.STOP, at.toOffsetDateTime(), "0"));
      }
      return events;
    }

    private static TimelineEvent event(TimelineEvent.Type type, OffsetDateTime at, String rate) {
      var quantity = type.runs() ? Quantity.of(rate, "mL/h") : null;
      return new TimelineEvent(type, at, quantity, null, null, null, null);
    }

    /** The minutes in which it ran, painted one by one. */
    int painted() {
      int ran = 0;
      for (int i = 0; i < parts.size() - (stopped ? 0 : 1); i++) {
        for (int minute = 0; minute < parts.get(i); minute++) {
          ran += i % 2 == 0 ? 1 : 0;
        }
      }
      return ran;
    }
  }

  @Provide
  Arbitrary<Course> courses() {
    // around midnight and around both changes of the clock of 2026, as well as anywhere
    var day =
        Arbitraries.of(
            LocalDateTime.of(2026, 3, 8, 0, 30),
            LocalDateTime.of(2026, 10, 31, 23, 10),
            LocalDateTime.of(2026, 11, 1, 0, 20),
            LocalDateTime.of(2026, 6, 30, 22, 45),
            LocalDateTime.of(2026, 12, 31, 23, 50));
    var start =
        Combinators.combine(day, Arbitraries.integers().between(0, 180))
            .as((d, m) -> d.plusMinutes(m))
            .filter(t -> !CHICAGO.getRules().getValidOffsets(t).isEmpty());
    var parts = Arbitraries.integers().between(1, 120).list().ofMinSize(1).ofMaxSize(7);
    return Combinators.combine(
            start, parts, Arbitraries.of(true, false), Arbitraries.of(true, false))
        .as(Course::new);
  }

  @Property(tries = 300)
  void minutesAreThoseInWhichThePumpRan(@ForAll("courses") Course course) {
    var time = RunningTime.of(course.events(), null).orElseThrow();
    assertThat(time.minutes()).isEqualTo(course.painted());
    assertThat(time.stop() != null).isEqualTo(course.stopped());
  }

  @Property(tries = 300)
  void codesAreThoseOfTheTable(@ForAll("courses") Course course) {
    var time = RunningTime.of(course.events(), null).orElseThrow();
    var given =
        new Administration(
            "INF", "ketamine", Way.INFUSION, "left", time.start(), time.stop(), time.minutes());
    var expected = new TreeMap<String, Integer>();
    if (!course.stopped()) {
      expected.put("96374", 1);
    } else {
      ranges(course.painted(), expected);
    }
    assertThat(units(List.of(given), false)).isEqualTo(expected);
  }

  private static void ranges(int minutes, Map<String, Integer> expected) {
    for (var range : RANGES) {
      if (minutes >= range[0] && minutes <= range[1]) {
        var codes = List.of("96374", "96365", "96366");
        for (int i = 0; i < codes.size(); i++) {
          if (range[i + 2] > 0) {
            expected.put(codes.get(i), range[i + 2]);
          }
        }
        return;
      }
    }
    throw new IllegalStateException("no range for " + minutes);
  }

  private static Map<String, Integer> units(List<Administration> given, boolean facility) {
    var units = new TreeMap<String, Integer>();
    InfusionServices.of(given, facility)
        .services()
        .forEach(s -> units.merge(s.code(), s.units(), Integer::sum));
    return units;
  }

  @Provide
  Arbitrary<List<Administration>> visits() {
    var one =
        Combinators.combine(
                Arbitraries.of("ketamine", "ondansetron", "labetalol"),
                Arbitraries.of(Way.values()),
                Arbitraries.of("left", "right"),
                Arbitraries.integers().between(0, 300),
                Arbitraries.integers().between(0, 200),
                Arbitraries.of(true, true, false))
            .as(
                (drug, way, access, begin, minutes, stopped) -> {
                  var at = OffsetDateTime.parse("2026-05-04T08:00:00-05:00").plusMinutes(begin);
                  boolean runs = way == Way.INFUSION;
                  return new Administration(
                      "ADJ",
                      drug,
                      way,
                      access,
                      at,
                      runs && stopped ? at.plusMinutes(minutes) : null,
                      runs ? minutes : 0);
                });
    return one.list().ofMinSize(1).ofMaxSize(6);
  }

  @Property(tries = 500)
  void eachAccessHasOneInitialServiceAndNothingIsLost(
      @ForAll("visits") List<Administration> given, @ForAll boolean facility) {
    var found = InfusionServices.of(given, facility);
    for (var access : List.of("left", "right")) {
      boolean used =
          given.stream().anyMatch(a -> a.access().equals(access) && a.way() != Way.INJECTION);
      var initial =
          found.services().stream()
              .filter(s -> s.of().access().equals(access))
              .filter(s -> s.code().equals("96365") || s.code().equals("96374"))
              .toList();
      assertThat(initial).as(access).hasSize(used ? 1 : 0);
    }
    assertThat(found.services().stream().filter(InfusionServices.Service::secondAccess))
        .hasSizeLessThanOrEqualTo(1);
    assertThat(found.services().stream().filter(s -> s.code().equals("96368")))
        .hasSizeLessThanOrEqualTo(1);
    long injections = given.stream().filter(a -> a.way() == Way.INJECTION).count();
    assertThat(found.services().stream().filter(s -> s.code().equals("96372")))
        .hasSize((int) injections);
    long pushes = given.stream().filter(a -> a.way() != Way.INJECTION && brief(a)).count();
    long told =
        found.services().stream()
                .filter(s -> List.of("96374", "96375", "96376").contains(s.code()))
                .count()
            + found.unbilled().stream().filter(u -> brief(u.of())).count();
    assertThat(told).as("every push is billed or explained").isEqualTo(pushes);
  }

  private static boolean brief(Administration a) {
    return a.stop() == null || a.minutes() <= 15;
  }

  @Example
  void aSecondAccessHasAnInitialServiceOfItsOwn() {
    var at = OffsetDateTime.parse("2026-05-04T08:00:00-05:00");
    var main =
        new Administration("INF", "ketamine", Way.INFUSION, "left", at, at.plusMinutes(40), 40);
    var other =
        new Administration("ADJ1", "labetalol", Way.PUSH, "right", at.plusMinutes(20), null, 0);
    var same =
        new Administration("ADJ2", "labetalol", Way.PUSH, "right", at.plusMinutes(30), null, 0);
    assertThat(units(List.of(main, other), false)).isEqualTo(Map.of("96365", 1, "96374", 1));
    assertThat(InfusionServices.of(List.of(main, other), false).services().get(1).secondAccess())
        .isTrue();
    assertThat(units(List.of(main, other, same), true)).containsEntry("96376", 1);
    assertThat(InfusionServices.of(List.of(main, other, same), false).unbilled()).hasSize(1);
  }

  @Example
  void otherInfusionsAreSequentialOrConcurrent() {
    var at = OffsetDateTime.parse("2026-05-04T08:00:00-05:00");
    var main = new Administration("INF", "ketamine", Way.INFUSION, "a", at, at.plusMinutes(40), 40);
    var during =
        new Administration(
            "ADJ1", "magnesium", Way.INFUSION, "a", at.plusMinutes(5), at.plusMinutes(35), 30);
    var after =
        new Administration(
            "ADJ2", "iron", Way.INFUSION, "a", at.plusMinutes(50), at.plusMinutes(150), 100);
    assertThat(units(List.of(main, during), false)).isEqualTo(Map.of("96365", 1, "96368", 1));
    assertThat(units(List.of(main, after), false))
        .isEqualTo(Map.of("96365", 1, "96366", 1, "96367", 1));
    var again =
        new Administration(
            "ADJ3", "ketamine", Way.INFUSION, "a", at.plusMinutes(60), at.plusMinutes(111), 51);
    assertThat(units(List.of(main, again), false))
        .as("more of the same drug: 91 minutes")
        .isEqualTo(Map.of("96365", 1, "96366", 1));
  }
}
