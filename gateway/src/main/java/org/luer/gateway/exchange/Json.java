package org.luer.gateway.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import org.luer.mappings.core.ClinicJson;

/** Records of the journal as JSON. */
public final class Json {
  private static final int MOST = 1 << 20; // characters of all that are kept
  private static final int LONGEST = 1 << 16;

  private static final Cache<String, JsonNode> SHARED =
      Caffeine.newBuilder()
          .maximumWeight(MOST)
          .weigher((String json, JsonNode tree) -> json.length())
          .expireAfterAccess(Duration.ofMinutes(1))
          .executor(Runnable::run)
          .build();

  private Json() {}

  /**
   * The tree of a record for those who only look at it: the same one for all who ask within a
   * minute, since one message's way asks half a dozen times. Never to be changed.
   */
  public static JsonNode shared(String json) {
    return json.length() > LONGEST ? read(json) : SHARED.get(json, Json::read);
  }

  /** The tree of a record, the caller's own. */
  public static JsonNode read(String json) {
    try {
      return ClinicJson.mapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record in the journal is not JSON", e);
    }
  }
}
