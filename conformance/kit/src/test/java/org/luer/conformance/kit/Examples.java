package org.luer.conformance.kit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;

/** The published example records. */
public final class Examples {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SESSION_REPORT =
      "/examples/sessionreport/rate-reduced-for-blood-pressure/clinic/";

  private Examples() {}

  /** The patient. */
  public static ObjectNode patient() {
    return read("patient.json");
  }

  /** The order. */
  public static ObjectNode order() {
    return read("order.json");
  }

  /** The signed session. */
  public static ObjectNode session() {
    return read("session.json");
  }

  private static ObjectNode read(String file) {
    try (InputStream in = Examples.class.getResourceAsStream(SESSION_REPORT + file)) {
      if (in == null) {
        throw new IllegalStateException("example " + file + " is missing");
      }
      return (ObjectNode) JSON.readTree(in);
    } catch (IOException broken) {
      throw new IllegalStateException("example " + file + " cannot be read", broken);
    }
  }
}
