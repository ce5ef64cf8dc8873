package org.luer.gateway.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What each partner has of each record: by message type, the facts of what it took last. */
public final class Ledger {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Notes that a partner took a delivery; the statement that says so ends with this, a row to
   * select from, and {@link #ON_CONFLICT}.
   */
  static final String TOOK =
      "insert into ledger (partner, record_kind, record_id, version, state, changed_at)"
          + " select :partner, :kind, :record, :version, :taken::jsonb, :now";

  static final String ON_CONFLICT =
      " on conflict (partner, record_kind, record_id) do update set"
          + " version = greatest(ledger.version, excluded.version),"
          + " state = ledger.state || excluded.state, changed_at = excluded.changed_at";

  private final JdbcClient jdbc;

  /** A ledger in the journal's database. */
  public Ledger(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** What the partner has; empty when it has nothing of this record. */
  public Optional<JsonNode> taken(String partner, String kind, String id) {
    return jdbc.sql(
            "select state::text from ledger where partner = :partner and record_kind = :kind"
                + " and record_id = :id")
        .param("partner", partner)
        .param("kind", kind)
        .param("id", id)
        .query(String.class)
        .optional()
        .map(Ledger::read);
  }

  /** What {@link #TOOK} asks for beside {@code :now}. */
  static Map<String, Object> took(Delivery delivery, String facts, Map<String, String> locations) {
    var entry = (ObjectNode) read(facts);
    entry.remove("receipt"); // stays with the message
    entry.put("version", delivery.recordVersion());
    if (!locations.isEmpty()) {
      entry.set("locations", JSON.valueToTree(locations));
    }
    var state = JSON.createObjectNode();
    state.set(delivery.type(), entry);
    return Map.of(
        "partner", delivery.lane().partner(),
        "kind", delivery.recordKind(),
        "record", delivery.recordId(),
        "version", delivery.recordVersion(),
        "taken", state.toString());
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the ledger holds something else than JSON", e);
    }
  }
}
