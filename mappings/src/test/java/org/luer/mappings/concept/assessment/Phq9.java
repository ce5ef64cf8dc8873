package org.luer.mappings.concept.assessment;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.IntStream;
import org.luer.mappings.concept.instrument.Instruments;

/** Bare PHQ-9 forms for tests. */
final class Phq9 {
  private Phq9() {}

  static Assessment of(int... values) {
    var items = Instruments.of("phq-9").items();
    var answers =
        IntStream.range(0, values.length)
            .mapToObj(i -> Answer.of(items.get(i).code(), values[i]))
            .toList();
    return new Assessment(
        "A1",
        "P1",
        null,
        null,
        null,
        null,
        "phq-9",
        null,
        Assessment.Status.COMPLETED,
        null,
        OffsetDateTime.parse("2026-10-05T08:36:00-07:00"),
        null,
        null,
        null,
        null,
        null,
        List.of(),
        answers,
        List.of(),
        null,
        List.of(),
        null,
        null,
        null,
        null);
  }
}
