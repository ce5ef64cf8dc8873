package org.luer.mappings.core;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Characters that JSON can write and no text may hold: U+0000, which PostgreSQL does not keep and
 * FHIR R4 forbids (datatype string), and half of a surrogate pair, which is no character.
 */
public final class Characters {
  /** What to tell a sender of one. */
  public static final String NO_TEXT =
      "holds U+0000 or half of a surrogate pair, which no text may hold";

  private static final JsonFactory JSON = new JsonFactory();

  private Characters() {}

  /** Where the first one stands. */
  public static OptionalInt none(String text) {
    for (int i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == 0 || Character.isLowSurrogate(c)) {
        return OptionalInt.of(i);
      }
      if (Character.isHighSurrogate(c)) {
        if (i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return OptionalInt.of(i);
        }
        i++;
      }
    }
    return OptionalInt.empty();
  }

  /**
   * The first text of a JSON document that holds one, as JSON pointer; empty also for a document
   * that is no JSON.
   */
  public static Optional<String> inJson(String json) {
    // nothing else can stand for one, and nearly no document holds any of these
    if (!json.contains("\\u0000") && !json.contains("\\ud") && !json.contains("\\uD")) {
      return none(json).isEmpty() ? Optional.empty() : Optional.of("");
    }
    try (var parser = JSON.createParser(json)) {
      for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if ((token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME)
            && none(parser.getText()).isPresent()) {
          return Optional.of(parser.getParsingContext().pathAsPointer().toString());
        }
      }
    } catch (IOException broken) {
      return Optional.empty();
    }
    return Optional.empty();
  }
}
