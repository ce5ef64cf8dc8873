package org.luer.mappings.rendering;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a session summary says, in words, in the order of its pages.
 *
 * @param given what was given: the four figures of the first line
 * @param course how the infusion went, one sentence each
 * @param extremes lowest oxygen saturation and highest blood pressure with their times
 * @param bedside what the bedside scales showed, one sentence each
 * @param scores each score with its changes
 * @param signals safety signals, the most urgent first
 * @param next what comes next, one sentence each
 * @param details tables and sentences of the further pages
 */
record SummaryFacts(
    List<Figure> given,
    List<String> course,
    List<Figure> extremes,
    List<String> bedside,
    List<ScoreLine> scores,
    List<Signal> signals,
    List<String> next,
    List<Detail> details) {

  /**
   * A figure with what it is.
   *
   * @param label what it is
   * @param value the figure
   * @param note what it is measured against
   * @param alarming whether it lies outside what was ordered or hoped for
   */
  record Figure(String label, String value, @Nullable String note, boolean alarming) {}

  /**
   * The latest score of one instrument.
   *
   * @param instrument its short name
   * @param when day and time
   * @param total the score and the highest possible one
   * @param sinceBaseline change and what from
   * @param sinceLast change and what from
   * @param severity band in words, empty when none is signed off
   */
  record ScoreLine(
      String instrument,
      String when,
      String total,
      String sinceBaseline,
      String sinceLast,
      String severity) {}

  /**
   * A safety signal.
   *
   * @param head source and grade
   * @param words what and when
   */
  record Signal(String head, String words) {}

  /**
   * A part of the further pages.
   *
   * @param title its heading
   * @param lines sentences
   * @param columns headings of its table; none without a table
   * @param rows its table
   */
  record Detail(String title, List<String> lines, List<String> columns, List<List<String>> rows) {}
}
