package org.luer.gateway.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import org.luer.gateway.journal.Lane;
import org.luer.gateway.partner.Dialect;
import org.luer.mappings.translation.Exchange;

/** A policy by the record's status alone: what each status means to a receiver. */
public abstract class StatusPolicy implements ExchangePolicy {
  private final Exchange<?> exchange;
  private final Lane.Stream stream;
  private final Map<String, Purpose> purposes;

  /**
   * A policy.
   *
   * @param purposes by status; a status that is missing tells nobody anything
   */
  protected StatusPolicy(Exchange<?> exchange, Lane.Stream stream, Map<String, Purpose> purposes) {
    this.exchange = exchange;
    this.stream = stream;
    this.purposes = Map.copyOf(purposes);
  }

  @Override
  public final Exchange<?> exchange() {
    return exchange;
  }

  @Override
  public final Lane.Stream stream() {
    return stream;
  }

  @Override
  public Optional<Purpose> purpose(JsonNode content, Dialect dialect) {
    return Optional.ofNullable(purposes.get(content.path("status").asText()));
  }
}
