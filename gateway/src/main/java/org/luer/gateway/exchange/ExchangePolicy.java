package org.luer.gateway.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.luer.gateway.journal.Lane;
import org.luer.gateway.journal.Reason;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Records;
import org.luer.gateway.partner.Dialect;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Receives;
import org.luer.mappings.translation.Exchange;

/** When, on which stream and as what an exchange tells of a record. */
public interface ExchangePolicy {
  /** The exchange in the library. */
  Exchange<?> exchange();

  /**
   * What a record as it stands is to a partner with this dialect; empty = nothing to tell. Never a
   * correction: that depends on what the partner has.
   */
  Optional<Purpose> purpose(JsonNode content, Dialect dialect);

  /** Why a person must release it before it goes out; empty = it may. */
  default Optional<Reason> hold(JsonNode content) {
    return Optional.empty();
  }

  /** The stream of its deliveries. */
  Lane.Stream stream();

  /** Whether it must also go out at once on stream {@code safety}, finished or not. */
  default boolean urgent(JsonNode content) {
    return false;
  }

  /** Whether its Bundle has parts that can only be sent after the rest was taken. */
  default boolean followUp() {
    return false;
  }

  /** The HL7 v2 messages that an endpoint takes of this record. */
  default List<String> messages(JsonNode content, Partner partner, Receives endpoint) {
    var all = exchange().writes();
    return endpoint.messages().isEmpty()
        ? all
        : all.stream().filter(endpoint.messages()::contains).toList();
  }

  /** The records that travel with one, in the order in which a set wants them. */
  default List<RecordVersion> companions(RecordVersion about, Records records) {
    return Companions.named(about, records);
  }
}
