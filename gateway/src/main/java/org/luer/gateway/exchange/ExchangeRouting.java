package org.luer.gateway.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.delivery.Delivery;
import org.luer.gateway.journal.Lane;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Routing;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Receives;
import org.luer.gateway.partner.Receives.Format;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Decides which partners are told of a record, by the policy of its exchange.
 *
 * <p>Changed after it was told: a correction. Withdrawn: only to those that were told. Only
 * endpoints that name the owner of the record in {@code from}; never the sender.
 */
public final class ExchangeRouting implements Routing {
  private final JdbcClient jdbc;
  private final ExchangePolicy policy;

  /** A routing that looks up in the journal whom it told before. */
  public ExchangeRouting(JdbcClient jdbc, ExchangePolicy policy) {
    this.jdbc = jdbc;
    this.policy = policy;
  }

  /** The routing of several exchanges. */
  public static Routing of(JdbcClient jdbc, List<ExchangePolicy> policies) {
    var routings = policies.stream().map(p -> new ExchangeRouting(jdbc, p)).toList();
    return (change, partner) ->
        routings.stream().flatMap(r -> r.plan(change, partner).stream()).toList();
  }

  @Override
  public List<PlannedDelivery> plan(Change change, Partner partner) {
    var record = change.current();
    if (!policy.exchange().kinds().contains(record.kind())
        || partner.id().equals(change.sender())) {
      return List.of();
    }
    var content = Json.shared(record.content());
    var planned = new ArrayList<PlannedDelivery>();
    for (var endpoint : partner.receives()) {
      if (endpoint.exchanges().contains(policy.exchange().name())
          && endpoint.from().contains(record.owner())) {
        plan(record, content, partner, endpoint, planned);
      }
    }
    return List.copyOf(planned);
  }

  private void plan(
      RecordVersion record,
      JsonNode content,
      Partner partner,
      Receives endpoint,
      List<PlannedDelivery> planned) {
    var purpose = purpose(record, content, partner);
    if (policy.urgent(content)) {
      var told = told(record, partner, Lane.Stream.SAFETY);
      var urgent = purpose.orElse(told ? Purpose.CORRECTION : Purpose.PRELIMINARY);
      add(planned, record, content, partner, endpoint, urgent, Lane.Stream.SAFETY);
    } else {
      purpose.ifPresent(p -> add(planned, record, content, partner, endpoint, p, policy.stream()));
    }
  }

  private Optional<Purpose> purpose(RecordVersion record, JsonNode content, Partner partner) {
    var purpose = policy.purpose(content, partner.dialect());
    if (purpose.equals(Optional.of(Purpose.WITHDRAWAL)) && !told(record, partner)) {
      return Optional.empty();
    }
    return purpose.equals(Optional.of(Purpose.FINAL)) && told(record, partner)
        ? Optional.of(Purpose.CORRECTION)
        : purpose;
  }

  private boolean told(RecordVersion record, Partner partner) {
    return told(record, partner, null);
  }

  private boolean told(RecordVersion record, Partner partner, Lane.@Nullable Stream on) {
    if (record.version() == 1) {
      return false;
    }
    return jdbc.sql(
            "select exists (select 1 from message where direction = 'out' and partner = :partner"
                + " and exchange = :exchange and record_kind = :kind and record_id = :id"
                + " and record_version < :version and state not in ('superseded', 'cancelled')"
                + " and (:stream::text is null or stream = :stream::text))")
        .param("partner", partner.id())
        .param("exchange", policy.exchange().name())
        .param("kind", record.kind())
        .param("id", record.id())
        .param("version", record.version())
        .param("stream", on == null ? null : on.code())
        .query(Boolean.class)
        .single();
  }

  private void add(
      List<PlannedDelivery> planned,
      RecordVersion record,
      JsonNode content,
      Partner partner,
      Receives endpoint,
      Purpose purpose,
      Lane.Stream stream) {
    var patient = endpoint.order() == Receives.Order.FEED ? Lane.WHOLE_FEED : record.patientId();
    var lane = new Lane(partner.id(), patient, stream);
    var hold = purpose == Purpose.WITHDRAWAL ? null : policy.hold(content).orElse(null);
    for (var type : types(content, partner, endpoint)) {
      planned.add(
          new PlannedDelivery(policy.exchange().name(), type, lane, purpose.action(), hold));
    }
  }

  private List<String> types(JsonNode content, Partner partner, Receives endpoint) {
    if (endpoint.format() == Format.FHIR) {
      return policy.followUp() ? List.of("Bundle", Delivery.FOLLOW_UP) : List.of("Bundle");
    }
    return policy.messages(content, partner, endpoint);
  }
}
