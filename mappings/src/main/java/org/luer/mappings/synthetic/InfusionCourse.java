package org.luer.mappings.synthetic;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How the pump ran: segments of constant rate, with a pause between two of them when paused.
 *
 * @param shape what kind of course
 * @param segments rate and minutes, in order
 * @param pause minutes between the first and the second segment; 0 = none
 */
record InfusionCourse(Shape shape, List<Segment> segments, int pause) {

  /** What happens during an infusion. */
  enum Shape {
    STEADY,
    RATE_CHANGES,
    PAUSED,
    BOLUS,
    STOPPED_EARLY,
    NOT_DONE
  }

  /**
   * A stretch of constant rate.
   *
   * @param rate mL/h
   * @param minutes how long
   */
  record Segment(int rate, int minutes) {}

  static InfusionCourse of(Shape shape, int[][] rateAndMinutes) {
    var segments = new ArrayList<Segment>();
    for (var pair : rateAndMinutes) {
      segments.add(new Segment(pair[0], pair[1]));
    }
    return new InfusionCourse(shape, List.copyOf(segments), 0);
  }

  /** A course of this shape that empties the bag in 40 to 60 minutes unless stopped early. */
  static InfusionCourse random(SplittableRandom random, int bagVolume, Shape shape) {
    var minutes = new int[] {40, 50, 60}[random.nextInt(3)];
    var rate = bagVolume * 60 / minutes;
    return switch (shape) {
      case STEADY, BOLUS -> of(shape, new int[][] {{rate, minutes}});
      case PAUSED -> {
        var first = 5 * (1 + random.nextInt(5));
        var paused = of(shape, new int[][] {{rate, first}, {rate, minutes - first}});
        yield new InfusionCourse(shape, paused.segments, 3 + random.nextInt(8));
      }
      case STOPPED_EARLY -> of(shape, new int[][] {{rate, 12 + 3 * random.nextInt(6)}});
      case NOT_DONE -> of(shape, new int[][] {});
      case RATE_CHANGES -> changed(random, bagVolume);
    };
  }

  private static InfusionCourse changed(SplittableRandom random, int bagVolume) {
    var choices = new ArrayList<int[][]>();
    for (int rate : new int[] {100, 120, 150}) {
      for (int first = 10; first <= 25; first += 5) {
        for (int lower = 60; lower < rate; lower += 10) {
          for (int second = 5; second <= 20; second += 5) {
            addWhole(choices, bagVolume, new int[][] {{rate, first}, {lower, second}, {rate, 0}});
          }
        }
      }
    }
    return of(Shape.RATE_CHANGES, choices.get(random.nextInt(choices.size())));
  }

  /** Adds the choice when the rest of the bag runs out on a full minute within the hour. */
  private static void addWhole(List<int[][]> choices, int bagVolume, int[][] choice) {
    var rest =
        bagVolume * 60 - choice[0][0] * choice[0][1] - choice[1][0] * choice[1][1]; // mL/h * min
    var minutes = rest / choice[2][0];
    var total = choice[0][1] + choice[1][1] + minutes;
    if (rest % choice[2][0] == 0 && minutes >= 5 && total >= 40 && total <= 60) {
      choice[2][1] = minutes;
      choices.add(choice);
    }
  }

  /** Running time without the pause, min. */
  int running() {
    return segments.stream().mapToInt(Segment::minutes).sum();
  }

  /** From the start to the stop, min. */
  int elapsed() {
    return running() + pause;
  }

  /** Volume that ran in, mL; exact. */
  BigDecimal volume() {
    var rateMinutes = segments.stream().mapToInt(s -> s.rate() * s.minutes()).sum();
    var volume =
        BigDecimal.valueOf(rateMinutes).divide(BigDecimal.valueOf(60), 2, RoundingMode.UNNECESSARY);
    return plain(volume);
  }

  /** Without trailing zeros behind the point. */
  static BigDecimal plain(BigDecimal number) {
    var stripped = number.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
