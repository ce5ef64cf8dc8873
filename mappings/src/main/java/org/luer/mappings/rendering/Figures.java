package org.luer.mappings.rendering;

import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.luer.mappings.concept.session.InfusionSession;

/**
 * The figures of a page in a browser, as SVG to stand in it. Their words have the classes {@code
 * strong}, {@code faint}, {@code alarm}, {@code pressure}, {@code heart}, {@code oxygen} and {@code
 * rate}, which the page's style gives colours; a width of 532 is drawn for words of size 7.
 */
public final class Figures {
  private Figures() {}

  /**
   * Scores against infusions; none when there is no score, or no two times to draw between.
   *
   * @param scores oldest first
   * @param infusions when each began, oldest first
   * @param zone whose days are written
   */
  public static Optional<String> trend(
      List<Score> scores, List<OffsetDateTime> infusions, ZoneId zone) {
    return TrendChart.svg(scores, infusions, zone);
  }

  /**
   * Vital signs of a session against the infusion's rate; none when there are no two times to draw
   * between.
   *
   * @param zone whose clock is written
   */
  public static Optional<String> session(InfusionSession session, ZoneId zone) {
    return VitalsChart.svg(session, zone);
  }
}
