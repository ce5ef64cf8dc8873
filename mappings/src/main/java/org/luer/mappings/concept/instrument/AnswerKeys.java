package org.luer.mappings.concept.instrument;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * The keys ({@code LN|44250-9}) that an item or a score of any instrument has in HL7 v2. Every
 * message is asked whether it answers a questionnaire; the tables themselves, ten times as long,
 * are read for those that do.
 */
public final class AnswerKeys {
  static final String FILE = "answer-keys.txt";

  private static final Set<String> ALL = Set.copyOf(load());

  private AnswerKeys() {}

  /** Whether one of these keys is that of an item or score. */
  public static boolean any(List<String> keys) {
    return keys.stream().anyMatch(ALL::contains);
  }

  static List<String> load() {
    try (var in = AnswerKeys.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
