package org.luer.gateway.exchange.sessionreport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.luer.gateway.delivery.Delivery;
import org.luer.gateway.exchange.sessionreport.SessionReportFormats.Purpose;
import org.luer.gateway.journal.Lane;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Routing;
import org.luer.gateway.partner.Dialect;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Receives;
import org.luer.gateway.partner.Receives.Format;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Decides which partners are told of a session.
 *
 * <p>Planned or in progress: nobody, unless the partner's dialect says {@code live}. Over but
 * unsigned: nobody, unless it says {@code unsigned: send}. Signed: final. Changed after that: a
 * correction. Entered in error: a withdrawal, to those that were told before. Only endpoints that
 * name the owner of the record in {@code from}; never the sender.
 */
public final class SessionReportRouting implements Routing {
  static final String EXCHANGE = "sessionreport";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> HL7V2 = List.of("ORU_R01", "RAS_O17");
  private static final List<String> FHIR = List.of("Bundle", Delivery.FOLLOW_UP);

  private final JdbcClient jdbc;

  /** A routing that looks up in the journal whom it told before. */
  public SessionReportRouting(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public List<PlannedDelivery> plan(Change change, Partner partner) {
    var record = change.current();
    if (!record.kind().equals("InfusionSession") || partner.id().equals(change.sender())) {
      return List.of();
    }
    var planned = new ArrayList<PlannedDelivery>();
    for (var endpoint : partner.receives()) {
      if (endpoint.exchanges().contains(EXCHANGE) && endpoint.from().contains(record.owner())) {
        purpose(record, partner)
            .ifPresent(purpose -> add(planned, record, partner, endpoint, purpose));
      }
    }
    return List.copyOf(planned);
  }

  private Optional<Purpose> purpose(RecordVersion record, Partner partner) {
    var purpose = purpose(read(record.content()), partner.dialect());
    if (purpose.equals(Optional.of(Purpose.WITHDRAWAL)) && !told(record, partner)) {
      return Optional.empty();
    }
    return purpose.equals(Optional.of(Purpose.FINAL)) && told(record, partner)
        ? Optional.of(Purpose.CORRECTION)
        : purpose;
  }

  /** What a session as it stands is to a partner with this dialect; empty = nothing to tell. */
  static Optional<Purpose> purpose(JsonNode session, Dialect dialect) {
    boolean signed =
        session.hasNonNull("signature") || session.path("reportedFinal").asBoolean(false);
    return switch (session.path("status").asText()) {
      case "planned", "in-progress" ->
          dialect.live() ? Optional.of(Purpose.PRELIMINARY) : Optional.empty();
      case "completed", "not-done" ->
          signed
              ? Optional.of(Purpose.FINAL)
              : dialect.unsigned() == Dialect.Unsigned.SEND
                  ? Optional.of(Purpose.PRELIMINARY)
                  : Optional.empty();
      case "entered-in-error" -> Optional.of(Purpose.WITHDRAWAL);
      default -> Optional.empty();
    };
  }

  private boolean told(RecordVersion record, Partner partner) {
    return jdbc.sql(
            "select exists (select 1 from message where direction = 'out' and partner = :partner"
                + " and exchange = :exchange and record_kind = :kind and record_id = :id"
                + " and record_version < :version and state not in ('superseded', 'cancelled'))")
        .param("partner", partner.id())
        .param("exchange", EXCHANGE)
        .param("kind", record.kind())
        .param("id", record.id())
        .param("version", record.version())
        .query(Boolean.class)
        .single();
  }

  private static void add(
      List<PlannedDelivery> planned,
      RecordVersion record,
      Partner partner,
      Receives endpoint,
      Purpose purpose) {
    var patient = endpoint.order() == Receives.Order.FEED ? Lane.WHOLE_FEED : record.patientId();
    var lane = new Lane(partner.id(), patient, Lane.Stream.CLINICAL);
    for (var type : types(endpoint)) {
      planned.add(new PlannedDelivery(EXCHANGE, type, lane, action(purpose), null));
    }
  }

  /** The message types of the exchange that an endpoint takes. */
  static List<String> types(Receives endpoint) {
    if (endpoint.format() == Format.FHIR) {
      return FHIR;
    }
    return endpoint.messages().isEmpty()
        ? HL7V2
        : HL7V2.stream().filter(endpoint.messages()::contains).toList();
  }

  static String action(Purpose purpose) {
    return switch (purpose) {
      case PRELIMINARY -> "preliminary";
      case FINAL -> "new";
      case CORRECTION -> "correct";
      case WITHDRAWAL -> "withdraw";
    };
  }

  static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record in the journal is not JSON", e);
    }
  }
}
