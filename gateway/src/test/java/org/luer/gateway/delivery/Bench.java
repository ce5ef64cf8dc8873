package org.luer.gateway.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Audit;
import org.luer.gateway.journal.Expectations;
import org.luer.gateway.journal.Interventions;
import org.luer.gateway.journal.Journal;
import org.luer.gateway.journal.Lane;
import org.luer.gateway.journal.MessageFilter;
import org.luer.gateway.journal.MessageItem;
import org.luer.gateway.journal.Messages;
import org.luer.gateway.journal.Reception;
import org.luer.gateway.journal.RecordFacts;
import org.luer.gateway.journal.Replays;
import org.luer.gateway.journal.Routing;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.partner.Receives;
import org.luer.gateway.partner.SettingsSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A journal and a delivery engine on a real database, with a rendering that says nothing but which
 * record and version it is.
 */
public final class Bench implements AutoCloseable {
  private static final Parts PLAIN =
      new Parts() {
        @Override
        public Renderer renderer(JdbcClient jdbc) {
          return new Plain();
        }

        @Override
        public Routing routing(JdbcClient jdbc) {
          return new Everything();
        }
      };

  public final Journal journal;
  public final DeliveryEngine engine;
  public final Messages messages;
  public final JdbcClient jdbc;
  public final DefaultCamelContext camel = new DefaultCamelContext();
  public final Partners partners;
  public final Replays replays;
  public final Interventions interventions;
  public final Audit audit;
  private final TransactionTemplate transaction;
  private final Parts parts;

  /** The exchange that is delivered. */
  public interface Parts {
    Renderer renderer(JdbcClient jdbc);

    Routing routing(JdbcClient jdbc);
  }

  public Bench(DataSource database, Path folder, String settings, String node, boolean alone)
      throws Exception {
    this(database, folder, settings, node, alone, PLAIN);
  }

  public Bench(
      DataSource database, Path folder, String settings, String node, boolean alone, Parts parts)
      throws Exception {
    var file = Files.writeString(folder.resolve("luer-" + node + ".yaml"), settings);
    var source = new SettingsSource(file, Map.of(), List.of());
    partners = new Partners(source, source.read());
    jdbc = JdbcClient.create(database);
    messages = new Messages(jdbc);
    this.parts = parts;
    transaction = new TransactionTemplate(new JdbcTransactionManager(database));
    camel.start();
    engine =
        new DeliveryEngine(
            database,
            transaction,
            partners,
            List.of(parts.renderer(jdbc)),
            camel,
            Clock.systemUTC(),
            new LaneScheduler.Options(node, alone, 16, Duration.ofSeconds(3)));
    journal =
        new Journal(
            new JdbcTemplate(database),
            transaction,
            Clock.systemUTC(),
            partners,
            List.of(parts.routing(jdbc)),
            engine.wakeup());
    audit = new Audit(jdbc, Clock.systemUTC());
    replays =
        new Replays(
            new JdbcTemplate(database),
            transaction,
            Clock.systemUTC(),
            partners,
            List.of(parts.routing(jdbc)),
            engine.wakeup());
    interventions =
        new Interventions(jdbc, transaction, Clock.systemUTC(), replays, audit, engine.wakeup());
  }

  /** Accepts one version of a session. */
  public String session(String patient, String id, int version) {
    return accept("InfusionSession", patient, id, "{\"n\":" + version + "}");
  }

  /** Accepts one version of a record. */
  public String accept(String kind, String patient, String id, String content) {
    var facts = new RecordFacts(kind, id, patient, null, null, null, List.of(), List.of(), content);
    var reception =
        new Reception(
            "sessions",
            kind,
            "clinic",
            "test",
            null,
            "application/json",
            content.getBytes(StandardCharsets.UTF_8),
            List.of(facts),
            null);
    return journal.accept(reception, null).messageId();
  }

  /** The deliveries, oldest first. */
  public List<MessageItem> deliveries(@Nullable String partner) {
    var filter = new MessageFilter(null, null, null, partner, List.of(), null, null, 500);
    var all = messages.list(filter).items().stream().filter(m -> m.direction().equals("out"));
    return all.sorted(java.util.Comparator.comparing(MessageItem::id)).toList();
  }

  public long count(String state) {
    return jdbc.sql("select count(*) from message where direction = 'out' and state = :state")
        .param("state", state)
        .query(Long.class)
        .single();
  }

  /** What should be delivered, beside what is. */
  public Expectations expectations() {
    return new Expectations(
        jdbc, transaction, partners, List.of(parts.routing(jdbc)), Clock.systemUTC());
  }

  @Override
  public void close() throws IOException {
    if (engine.isRunning()) {
      engine.stop();
    }
    camel.stop();
    partners.close();
  }

  /** Every version to every endpoint. */
  private static final class Everything implements Routing {
    @Override
    public List<PlannedDelivery> plan(Change change, Partner partner) {
      var record = change.current();
      var lane = new Lane(partner.id(), record.patientId(), Lane.Stream.CLINICAL);
      return partner.receives().stream()
          .map(r -> new PlannedDelivery("sessionreport", type(r), lane, "new", null))
          .toList();
    }

    private static String type(Receives receives) {
      return receives.format() == Receives.Format.FHIR ? "Bundle" : "ORU_R01";
    }
  }

  /** {@code PID|patient|record|version}. */
  private static final class Plain implements Renderer {
    @Override
    public String exchange() {
      return "sessionreport";
    }

    @Override
    public Rendering render(
        Delivery delivery, Partner partner, Receives endpoint, Optional<JsonNode> taken) {
      var id = UUID.randomUUID().toString().substring(0, 18);
      var text =
          "MSH|^~\\&|L|L|H|H|20260101||ORU^R01^ORU_R01|%s|P|2.5.1\rPID|%s|%s|%d|%d\r"
              .formatted(
                  id,
                  delivery.lane().patient(),
                  delivery.recordId(),
                  delivery.recordVersion(),
                  taken.map(t -> t.at("/ORU_R01/version").asInt()).orElse(0));
      return new Ready(
          text.getBytes(StandardCharsets.UTF_8),
          delivery.type(),
          "x-application/hl7-v2+er7",
          Optional.of(id),
          JsonNodeFactory.instance.objectNode());
    }
  }
}
