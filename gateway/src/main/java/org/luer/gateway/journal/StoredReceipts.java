package org.luer.gateway.journal;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The receipts that were kept with rendered deliveries. */
public final class StoredReceipts {
  private final JdbcClient jdbc;

  /** Receipts in the journal's database. */
  public StoredReceipts(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The receipt of a delivery as JSON; empty when none was made. */
  public Optional<String> find(String messageId) {
    return jdbc.sql(
            "select facts ->> 'receipt' from message where id = :id and facts -> 'receipt' is not null")
        .param("id", messageId)
        .query(String.class)
        .optional();
  }
}
