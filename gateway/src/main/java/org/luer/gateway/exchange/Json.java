package org.luer.gateway.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import org.luer.mappings.core.ClinicJson;

/** Records of the journal as JSON. */
public final class Json {
  private Json() {}

  /** The tree of a record. */
  public static JsonNode read(String json) {
    try {
      return ClinicJson.mapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record in the journal is not JSON", e);
    }
  }
}
