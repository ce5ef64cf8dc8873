package org.luer.gateway.exchange.sessionreport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.delivery.Delivery;
import org.luer.gateway.delivery.Renderer;
import org.luer.gateway.exchange.sessionreport.SessionReportFormats.Purpose;
import org.luer.gateway.journal.Reason;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Records;
import org.luer.gateway.partner.ClinicSettings;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Receives;
import org.luer.gateway.partner.Voice;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.exchange.sessionreport.Predecessor;
import org.luer.mappings.exchange.sessionreport.SessionReport;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Renders session reports: the stored versions of session, patient and order, against what the
 * ledger says that the partner has. What it never took is sent as new, whatever was planned.
 */
public final class SessionReportRenderer implements Renderer {
  private final Records records;
  private final JdbcClient jdbc;
  private final ClinicSettings clinic;
  private final SessionReportFormats formats;
  private final SessionReportJudge judge;

  /** A renderer over the journal's records. */
  public SessionReportRenderer(
      Records records,
      JdbcClient jdbc,
      ClinicSettings clinic,
      SessionReportFormats formats,
      SessionReportJudge judge) {
    this.records = records;
    this.jdbc = jdbc;
    this.clinic = clinic;
    this.formats = formats;
    this.judge = judge;
  }

  @Override
  public String exchange() {
    return SessionReportRouting.EXCHANGE;
  }

  /** The versions that make up one report; those of patient and order are 0 when there is none. */
  private record Versions(int session, int patient, int order) {}

  @Override
  public Rendering render(
      Delivery delivery, Partner partner, Receives endpoint, Optional<JsonNode> taken) {
    var session =
        records.find(delivery.recordKind(), delivery.recordId(), delivery.recordVersion());
    var versions = session.map(this::newest);
    var report = versions.flatMap(v -> report(delivery.recordId(), v));
    if (report.isEmpty()) {
      return new Stopped(
          new Reason("record-missing", "The session or its patient is not in the journal."));
    }
    var had = taken.map(t -> t.path(delivery.type())).filter(JsonNode::isObject);
    var before = had.flatMap(h -> predecessor(delivery.recordId(), h)).orElse(Predecessor.NONE);
    var purpose = purpose(session.orElseThrow(), partner, had);
    if (purpose == Purpose.WITHDRAWAL && had.isEmpty()) {
      return new Unneeded(new Reason("never-taken", "The partner has nothing to take back."));
    }
    var dialect = Voice.of(clinic, partner, endpoint).dialect();
    var judgement = judge.judge(report.get(), partner, endpoint.format(), dialect);
    if (!judgement.missing().isEmpty() && purpose != Purpose.WITHDRAWAL) {
      return new Stopped(missing(judgement.missing()));
    }
    var salt = delivery.replayOf().isPresent() ? delivery.id() : "";
    return formats
        .write(delivery.type(), report.get(), purpose, before, places(taken), dialect, salt)
        .<Rendering>map(
            message ->
                ready(message, purpose, endpoint, versions.orElseThrow(), judgement.receipt()))
        .orElseGet(
            () ->
                new Unneeded(new Reason("nothing-to-say", "It adds nothing to the other parts.")));
  }

  /** A final report after a final report is a correction. */
  private static Purpose purpose(RecordVersion session, Partner partner, Optional<JsonNode> had) {
    var content = SessionReportRouting.read(session.content());
    var now = SessionReportRouting.purpose(content, partner.dialect()).orElse(Purpose.FINAL);
    var last = had.map(h -> h.path("purpose").asText()).orElse("");
    boolean afterFinal =
        last.equals(Purpose.FINAL.name()) || last.equals(Purpose.CORRECTION.name());
    return now == Purpose.FINAL && afterFinal ? Purpose.CORRECTION : now;
  }

  private static Reason missing(List<String> paths) {
    return new Reason(
        "must-carry",
        "This would not arrive in the partner's format: " + String.join(", ", paths) + ".");
  }

  private static Ready ready(
      SessionReportFormats.Message message,
      Purpose purpose,
      Receives endpoint,
      Versions versions,
      JsonNode receipt) {
    ObjectNode facts = JsonNodeFactory.instance.objectNode();
    facts.set("receipt", receipt);
    facts.put("purpose", purpose.name());
    facts.put("patientVersion", versions.patient()).put("orderVersion", versions.order());
    var times = facts.putArray("timePoints");
    message.timePoints().forEach(time -> times.add(time.toString()));
    var mediaType =
        endpoint.format() == Receives.Format.FHIR
            ? "application/fhir+json"
            : "x-application/hl7-v2+er7";
    return new Ready(message.bytes(), mediaType, message.controlId(), facts);
  }

  private Versions newest(RecordVersion session) {
    var order = session.orderId();
    return new Versions(
        session.version(),
        records.latest("Patient", session.patientId()).map(RecordVersion::version).orElse(0),
        order == null
            ? 0
            : records.latest("InfusionOrder", order).map(RecordVersion::version).orElse(0));
  }

  private Optional<Predecessor> predecessor(String sessionId, JsonNode had) {
    var versions =
        new Versions(
            had.path("version").asInt(),
            had.path("patientVersion").asInt(),
            had.path("orderVersion").asInt());
    List<OffsetDateTime> times = new ArrayList<>();
    had.path("timePoints").forEach(time -> times.add(OffsetDateTime.parse(time.asText())));
    return report(sessionId, versions).map(report -> new Predecessor(report, times));
  }

  private Optional<SessionReport> report(String sessionId, Versions versions) {
    var stored = records.find("InfusionSession", sessionId, versions.session());
    var session = stored.flatMap(s -> read(s, InfusionSession.class));
    if (session.isEmpty()) {
      return Optional.empty();
    }
    var patient =
        records
            .find("Patient", stored.orElseThrow().patientId(), versions.patient())
            .flatMap(p -> read(p, Patient.class));
    var orderId = stored.orElseThrow().orderId();
    var order =
        orderId == null
            ? Optional.<InfusionOrder>empty()
            : records
                .find("InfusionOrder", orderId, versions.order())
                .flatMap(o -> read(o, InfusionOrder.class));
    var reporter = reporter(stored.orElseThrow());
    return patient.map(
        p -> new SessionReport(reporter, p, order.orElse(null), session.orElseThrow()));
  }

  /** The clinic, or the organization that came with a partner's session. */
  private Organization reporter(RecordVersion session) {
    return jdbc.sql(
            "select content from record where kind = 'Organization' and message_id = :message limit 1")
        .param("message", session.messageId())
        .query(String.class)
        .optional()
        .flatMap(content -> read(content, Organization.class))
        .orElseGet(() -> Voice.organization(clinic));
  }

  private static Map<String, String> places(Optional<JsonNode> taken) {
    Map<String, String> places = new LinkedHashMap<>();
    for (var type : List.of("Bundle", Delivery.FOLLOW_UP)) {
      taken
          .map(t -> t.path(type).path("locations"))
          .ifPresent(
              l -> l.properties().forEach(f -> places.put(f.getKey(), f.getValue().asText())));
    }
    return places;
  }

  private static <T extends ClinicRecord> Optional<T> read(RecordVersion version, Class<T> type) {
    return read(version.content(), type);
  }

  private static <T extends ClinicRecord> Optional<T> read(
      @Nullable String content, Class<T> type) {
    return Optional.ofNullable(content)
        .flatMap(json -> ClinicRecords.read(SessionReportRouting.read(json), "").value())
        .filter(type::isInstance)
        .map(type::cast);
  }
}
