package org.luer.gateway.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * JSON as the journal compares it: the order of keys and white space do not matter, the digits of a
 * number do (118 and 118.0 differ: a scale is a statement about precision).
 */
public final class CanonicalJson {
  private static final int LONGEST_TEXT = 128 << 20; // as the clinic model's

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(LONGEST_TEXT).build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .disable(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private CanonicalJson() {}

  /**
   * Reads one JSON value, nothing after it, no key twice.
   *
   * @throws JsonProcessingException with line and column
   */
  public static JsonNode read(byte[] json) throws JsonProcessingException {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory", e);
    }
  }

  /** What is wrong with a body that is not taken as JSON, and where; nothing of what it says. */
  public static String wrong(JsonProcessingException e) {
    var what =
        e instanceof StreamConstraintsException
            ? "The body is nested too deeply, or holds a number or text that is too long"
            : e.getOriginalMessage().startsWith("Duplicate field")
                ? "The body has the same key twice in one object"
                : "The body is not JSON";
    var at = e.getLocation();
    return at == null
        ? what + "."
        : "%s: line %d, column %d.".formatted(what, at.getLineNr(), at.getColumnNr());
  }

  /** A JSON text of the journal's own. */
  static JsonNode parse(String json) {
    try {
      return read(json.getBytes(StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("is not JSON", e);
    }
  }

  /** SHA-256 over the canonical form, in hexadecimal. */
  public static String hash(JsonNode json) {
    try {
      return hash(MAPPER.writeValueAsBytes(json));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot be written as JSON", e);
    }
  }

  /** SHA-256 over bytes as they are, in hexadecimal. */
  public static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The hash of a JSON text that was read before. */
  public static String hash(String json) {
    return hash(parse(json));
  }
}
