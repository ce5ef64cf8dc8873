package org.luer.gateway.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What each partner has of each record: by message type, the facts of what it took last. */
public final class Ledger {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Notes that a partner took a delivery, if {@code settled} has a row: the end of the statement
   * that says so.
   */
  static final String TOOK =
      "insert into ledger (partner, record_kind, record_id, version, state, changed_at)"
          + " select :partner, :kind, :record, :version, :taken::jsonb, :now from settled"
          + " on conflict (partner, record_kind, record_id) do update set"
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
  static Map<String, Object> took(
      Delivery delivery, JsonNode facts, Map<String, String> locations) {
    var entry = JSON.createObjectNode();
    facts.properties().stream()
        .filter(fact -> !fact.getKey().equals("receipt")) // stays with the message
        .forEach(fact -> entry.set(fact.getKey(), fact.getValue()));
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

  /**
   * Notes that the partner has not got this delivery after all: it has what it took before, if
   * anything.
   */
  void lost(Delivery delivery, Instant now) {
    var earlier =
        jdbc.sql(
                "select record_version, coalesce(facts, '{}'::jsonb)::text as facts from message"
                    + " where direction = 'out' and partner = :partner and record_kind = :kind"
                    + " and record_id = :id and type = :type and state = 'delivered' and id <> :message"
                    + " and record_version <= :version order by record_version desc, id desc limit 1")
            .param("partner", delivery.lane().partner())
            .param("kind", delivery.recordKind())
            .param("id", delivery.recordId())
            .param("type", delivery.type())
            .param("message", delivery.id())
            .param("version", delivery.recordVersion())
            .query(
                (row, n) -> {
                  var entry = (ObjectNode) read(row.getString("facts"));
                  entry.remove("receipt");
                  entry.put("version", row.getInt("record_version"));
                  return JSON.createObjectNode().set(delivery.type(), entry).toString();
                })
            .optional();
    jdbc.sql(
            "update ledger set state = (state - :type) || :earlier::jsonb, changed_at = :now"
                + " where partner = :partner and record_kind = :kind and record_id = :id"
                + " and (state -> :type ->> 'version')::integer = :version")
        .param("type", delivery.type())
        .param("earlier", earlier.orElse("{}"))
        .param("now", now.atOffset(ZoneOffset.UTC))
        .param("partner", delivery.lane().partner())
        .param("kind", delivery.recordKind())
        .param("id", delivery.recordId())
        .param("version", delivery.recordVersion())
        .update();
    jdbc.sql(
            "delete from ledger where partner = :partner and record_kind = :kind and record_id = :id"
                + " and state = '{}'::jsonb")
        .param("partner", delivery.lane().partner())
        .param("kind", delivery.recordKind())
        .param("id", delivery.recordId())
        .update();
  }

  /** What the journal holds as JSON. */
  static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the ledger holds something else than JSON", e);
    }
  }
}
