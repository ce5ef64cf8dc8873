package org.luer.gateway.intake.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.cli.CommandLines;
import org.luer.gateway.journal.Backlog;
import org.luer.gateway.journal.Expectations;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What operators do, over HTTP and by the command line. Deliveries stay queued here. */
@SuppressWarnings("NullAway.Init") // by JUnit
class OperationsContractTest {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final String WHY = "{\"reason\":\"the ward asked for it\"}";

  private static TestGateway gateway;
  private static JdbcClient jdbc;

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    gateway = new TestGateway(home);
    jdbc = gateway.context.getBean(JdbcClient.class);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  /** A patient with one session, and so one delivery to each of two partners. */
  private static String patient() throws Exception {
    var id = "op-pat-" + NUMBER.incrementAndGet();
    put("patients", "{\"kind\":\"Patient\",\"id\":\"%s\",\"identifiers\":[\"RGHMRN\"]}", id, id);
    session(id, "s-" + id);
    return id;
  }

  private static void session(String patient, String id) throws Exception {
    put(
        "sessions",
        "{\"kind\":\"InfusionSession\",\"id\":\"%s\",\"patientId\":\"" + patient + "\"}",
        id,
        id);
  }

  private static void put(String collection, String body, String name, String id) throws Exception {
    var answer = gateway.put("/api/v1/" + collection + "/" + id, body.formatted(name));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
  }

  private static String delivery(String patient, String partner) throws Exception {
    return gateway
        .items("?direction=out&patient=" + patient + "&partner=" + partner)
        .get(0)
        .path("id")
        .asText();
  }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    return gateway.call("POST", path, body, gateway.token(), "Content-Type", "application/json");
  }

  private static JsonNode message(String id) throws Exception {
    return gateway.json(gateway.get("/api/v1/messages/" + id));
  }

  @Test
  void holdReleaseAndCancelNeedAReasonAndAreAudited() throws Exception {
    var id = delivery(patient(), "rgh");
    var path = "/api/v1/messages/" + id;
    for (var verb : List.of("hold", "release", "cancel", "edit", "redirect")) {
      var refused = post(path + "/" + verb, "{}");
      assertThat(refused.statusCode()).as(verb).isEqualTo(422);
      assertThat(gateway.json(refused).at("/errors/0/pointer").asText()).isEqualTo("/reason");
    }
    assertThat(post(path + "/hold", WHY).statusCode()).isEqualTo(202);
    assertThat(message(id).at("/reason/code").asText()).isEqualTo("held-by-operator");
    assertThat(post(path + "/hold", WHY).statusCode()).isEqualTo(409);
    assertThat(post(path + "/release", WHY).statusCode()).isEqualTo(202);
    assertThat(message(id).path("state").asText()).isEqualTo("queued");
    assertThat(post(path + "/cancel", WHY).statusCode()).isEqualTo(202);
    assertThat(message(id).path("state").asText()).isEqualTo("cancelled");
    assertThat(post("/api/v1/messages/none/cancel", WHY).statusCode()).isEqualTo(404);
    assertThat(audited(id))
        .containsExactly(
            "delivery-held clinic the ward asked for it",
            "delivery-released clinic the ward asked for it",
            "delivery-cancelled clinic the ward asked for it");
  }

  @Test
  void editAndRedirectMakeLinkedDeliveries() throws Exception {
    var patient = patient();
    var id = delivery(patient, "rgh");
    var text = "MSH|^~\\\\&|L|L|H|H|20260101||ORU^R01^ORU_R01|E1|P|2.5.1\\rPID|1\\r";
    var edited =
        post(
            "/api/v1/messages/" + id + "/edit",
            "{\"reason\":\"wrong unit\",\"text\":\"" + text + "\"}");
    assertThat(edited.statusCode()).as(edited.body()).isEqualTo(202);
    var made = gateway.json(edited).path("message").asText();
    assertThat(message(made).path("replayOf").asText()).isEqualTo(id);
    assertThat(gateway.get("/api/v1/messages/" + made + "/raw").body()).contains("|E1|P|");
    assertThat(message(id).path("state").asText()).isEqualTo("superseded");

    var other = delivery(patient, "ward");
    var redirected =
        post(
            "/api/v1/messages/" + other + "/redirect",
            "{\"reason\":\"moved there\",\"to\":\"rgh\"}");
    assertThat(redirected.statusCode()).as(redirected.body()).isEqualTo(202);
    var there = message(gateway.json(redirected).path("message").asText());
    assertThat(there.path("partner").asText()).isEqualTo("rgh");
    assertThat(there.path("replayOf").asText()).isEqualTo(other);
    assertThat(message(other).at("/reason/code").asText()).isEqualTo("redirected");
  }

  @Test
  void bulkReplayPreviewsThenSendsExactlyThat() throws Exception {
    var patient = patient();
    for (int i = 0; i < 1200; i++) {
      session(patient, "bulk-" + i);
    }
    jdbc.sql(
            "with b as (insert into payload select id, 'infinity', 'x' from message"
                + "   where patient = :patient and partner = 'ward' and record_id like 'bulk-%')"
                + " update message set state = 'rejected', reason_code = 'ack-AR', reason_text = 'no',"
                + " payload_until = 'infinity'"
                + " where patient = :patient and partner = 'ward' and record_id like 'bulk-%'")
        .param("patient", patient)
        .update();
    var search = "\"search\":{\"patient\":\"" + patient + "\",\"partner\":\"ward\"}";
    var preview = gateway.json(post("/api/v1/messages/replay", "{" + search + "}"));
    assertThat(preview.path("dryRun").asBoolean()).isTrue();
    assertThat(preview.path("found").asInt()).isEqualTo(1201);
    assertThat(preview.path("replayed").asInt()).isEqualTo(1200);
    assertThat(preview.at("/items/0/refused").asText()).contains("under way");
    assertThat(preview.at("/items/1/sends").asText()).isEqualTo("identical");
    assertThat(preview.at("/items/1/made").isNull()).isTrue();
    assertThat(gateway.items("?limit=500&partner=ward&patient=" + patient)).hasSize(1201);

    var body = "{%s,\"dryRun\":false,\"expected\":%d,\"reason\":\"outage\"}";
    assertThat(post("/api/v1/messages/replay", body.formatted(search, 7)).statusCode())
        .isEqualTo(409);
    var done = gateway.json(post("/api/v1/messages/replay", body.formatted(search, 1201)));
    assertThat(done.path("replayed").asInt()).isEqualTo(1200);
    var first = done.at("/items/1");
    assertThat(message(first.path("made").asText()).path("replayOf").asText())
        .isEqualTo(first.path("id").asText());
    assertThat(message(first.path("id").asText()).path("state").asText()).isEqualTo("superseded");
    assertThat(audited(first.path("id").asText()))
        .containsExactly("delivery-replayed clinic outage");
    var again = gateway.json(post("/api/v1/messages/replay", "{" + search + "}"));
    assertThat(again.path("found").asInt()).isEqualTo(2401);
    for (var wrong :
        List.of(
            "{}",
            "{\"search\":{}}",
            "{" + search + ",\"dryRun\":false}",
            "{\"search\":{\"state\":[\"lost\"]}}")) {
      assertThat(post("/api/v1/messages/replay", wrong).statusCode()).as(wrong).isBetween(400, 422);
    }
  }

  @Test
  void whatIsMisspeltIsRefusedWithItsPlaceAndFindsNothing() throws Exception {
    var misspelt =
        Map.of(
            "{\"search\":{\"partner\":\"ward\",\"states\":[\"rejected\"]}}",
                "/search/states is not known",
            "{\"search\":{\"partner\":\"ward\"},\"dryrun\":true}", "/dryrun is not known",
            "{\"search\":{\"state\":\"rejected\"}}", "/search/state must be a list",
            "{\"search\":{\"partner\":\"\\u0000\"}}", "U+0000",
            "{\"search\":", "is not JSON");
    for (var one : misspelt.entrySet()) {
      var answer = post("/api/v1/messages/replay", one.getKey());
      assertThat(answer.statusCode()).as(one.getKey()).isEqualTo(400);
      assertThat(answer.body()).contains(one.getValue());
    }
    for (var query :
        List.of("messages?patinet=x", "audit?patinet=x", "inbox?aftr=5", "messages?patient=%00")) {
      var answer = gateway.get("/api/v1/" + query);
      assertThat(answer.statusCode()).as(query).isEqualTo(400);
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }
  }

  @Test
  void searchTakesVisitTextAndDirection() throws Exception {
    var patient = patient();
    var id = delivery(patient, "rgh");
    post("/api/v1/messages/" + id + "/hold", "{\"reason\":\"quokka sighted\"}");
    assertThat(gateway.items("?text=quokka")).hasSize(1);
    assertThat(gateway.items("?text=quokka+giraffe")).isEmpty();
    assertThat(gateway.items("?visit=none")).isEmpty();
    assertThat(gateway.items("?direction=in&patient=" + patient))
        .allSatisfy(m -> assertThat(m.path("direction").asText()).isEqualTo("in"))
        .hasSize(2);
    assertThat(gateway.get("/api/v1/messages?direction=up").statusCode()).isEqualTo(400);
  }

  @Test
  void partnersArePausedResumedAndSlowedWithAReason() throws Exception {
    assertThat(post("/api/v1/partners/ward/pause", "{}").statusCode()).isEqualTo(422);
    assertThat(post("/api/v1/partners/none/pause", WHY).statusCode()).isEqualTo(404);
    assertThat(gateway.json(post("/api/v1/partners/ward/pause", WHY)).path("paused").asBoolean())
        .isTrue();
    var state = gateway.json(gateway.get("/api/v1/partners/ward"));
    assertThat(state.path("actor").asText()).isEqualTo("clinic");
    assertThat(state.path("reason").asText()).isEqualTo("the ward asked for it");
    assertThat(
            post("/api/v1/partners/ward/throttle", WHY.replace("}", ",\"perMinute\":0}"))
                .statusCode())
        .isEqualTo(422);
    var slowed =
        gateway.json(
            post("/api/v1/partners/ward/throttle", WHY.replace("}", ",\"perMinute\":30}")));
    assertThat(slowed.path("perMinute").asInt()).isEqualTo(30);
    assertThat(slowed.path("paused").asBoolean()).as("stays").isTrue();
    assertThat(gateway.json(post("/api/v1/partners/ward/resume", WHY)).path("paused").asBoolean())
        .isFalse();
    assertThat(gateway.json(gateway.get("/api/v1/partners")).path("items")).hasSize(2);
  }

  @Test
  void correctionsSayWhoHasTheNewestVersion() throws Exception {
    var patient = patient();
    var id = "s-" + patient;
    var path = "/api/v1/sessions/" + id + "/corrections";
    assertThat(gateway.json(gateway.get(path)).path("summary").asText())
        .as("nobody had an earlier version")
        .isEqualTo("0 of 0 corrected");
    deliver(id, 1, "ward", "rgh");
    put(
        "sessions",
        "{\"kind\":\"InfusionSession\",\"id\":\"%s\",\"weight\":2,\"patientId\":\""
            + patient
            + "\"}",
        id,
        id);
    assertThat(gateway.json(gateway.get(path)).path("summary").asText())
        .isEqualTo("0 of 2 corrected");
    deliver(id, 2, "ward");
    jdbc.sql(
            "update message set state = 'held', reason_code = 'ack-AE', reason_text = 'answered AE'"
                + " where record_id = ? and record_version = 2 and partner = 'rgh'")
        .param(id)
        .update();
    var state = gateway.json(gateway.get(path));
    assertThat(state.path("summary").asText()).isEqualTo("1 of 2 corrected");
    assertThat(state.path("version").asInt()).isEqualTo(2);
    var rgh = state.at("/partners/0");
    assertThat(rgh.path("partner").asText()).isEqualTo("rgh");
    assertThat(rgh.path("corrected").asBoolean()).isFalse();
    assertThat(rgh.at("/parts/0/had").asInt()).isEqualTo(1);
    assertThat(rgh.at("/parts/0/state").asText()).isEqualTo("held");
    assertThat(rgh.at("/parts/0/reason/code").asText()).isEqualTo("ack-AE");
    assertThat(state.at("/partners/1/corrected").asBoolean()).isTrue();
    assertThat(cli("messages", "corrections", "sessions", id))
        .contains("InfusionSession/" + id + ": 1 of 2 corrected")
        .contains("rgh\tsessionreport\thas version 1\theld\tanswered AE");
    assertThat(gateway.get("/api/v1/sessions/none/corrections").statusCode()).isEqualTo(404);
  }

  @Test
  void expectedSaysWhatEachPartnerShouldHaveAndHasNot() throws Exception {
    var patient = patient();
    var id = "s-" + patient;
    var path = "/api/v1/sessions/" + id + "/expected";
    deliver(id, 1, "ward");
    jdbc.sql(
            "update message set state = 'held', reason_code = 'ack-AE', reason_text = 'answered AE'"
                + " where record_id = ? and partner = 'rgh'")
        .param(id)
        .update();
    var state = gateway.json(gateway.get(path));
    assertThat(state.path("summary").asText()).isEqualTo("1 of 2 delivered");
    assertThat(state.at("/partners/0/partner").asText()).isEqualTo("rgh");
    assertThat(state.at("/partners/0/parts/0/state").asText()).isEqualTo("held");
    assertThat(state.at("/partners/0/parts/0/reason/code").asText()).isEqualTo("ack-AE");
    assertThat(state.at("/partners/0/parts/0/since").asText()).endsWith("Z");
    assertThat(state.at("/partners/1/delivered").asInt()).isEqualTo(1);
    assertThat(cli("messages", "expected", "sessions", id))
        .startsWith("InfusionSession/" + id + " v1: 1 of 2 delivered\n")
        .containsPattern("rgh\tsessionreport\tORU_R01\tv1\theld\tsince .*Z\tm.*\tanswered AE");
    assertThat(cli("partner", "expected", "rgh", "--state", "held"))
        .contains("InfusionSession/" + id + "\tsessionreport\tORU_R01\tv1\theld");
    assertThat(gateway.get("/api/v1/sessions/none/expected").statusCode()).isEqualTo(404);
    assertThat(gateway.get("/api/v1/expected/none").statusCode()).isEqualTo(404);
    assertThat(gateway.get("/api/v1/expected?since=today").statusCode()).isEqualTo(400);
    assertThat(gateway.get("/api/v1/expected/rgh?state=lost").statusCode()).isEqualTo(400);
  }

  @Test
  void whatAPartnerHasNotGotIsListedInPagesThatDoNotShift() throws Exception {
    for (int i = 0; i < 4; i++) {
      patient();
    }
    var all = new ArrayList<String>();
    gateway
        .json(gateway.get("/api/v1/expected/ward?limit=500"))
        .path("items")
        .forEach(item -> all.add(item.toString()));
    assertThat(all).hasSizeGreaterThan(3);
    var paged = new ArrayList<String>();
    var path = "/api/v1/expected/ward?limit=3&state=" + String.join(",", Backlog.OPEN);
    while (!path.isEmpty()) {
      patient(); // what comes meanwhile stands at the end: one for each page of three
      var page = gateway.json(gateway.get(path));
      assertThat(page.path("items")).hasSizeBetween(1, 3);
      page.path("items").forEach(item -> paged.add(item.toString()));
      path = page.path("next").asText("");
    }
    assertThat(paged).startsWith(all.toArray(String[]::new));
    assertThat(cli("partner", "expected", "ward", "--limit", "2").lines()).hasSize(2);
    assertThat(gateway.get("/api/v1/expected/ward?after=x").statusCode()).isEqualTo(400);
    assertThat(gateway.get("/api/v1/expected/ward?limit=0").statusCode()).isEqualTo(400);
  }

  /** The hospital's number of the patient becomes known after the session was sent. */
  @Test
  void whatWasNeverMadeForAPartnerIsFoundUntilItIsReplayed() throws Exception {
    var expectations = gateway.context.getBean(Expectations.class);
    var patient = "gap-" + NUMBER.incrementAndGet();
    var session = "s-" + patient;
    put("patients", "{\"kind\":\"Patient\",\"id\":\"%s\"}", patient, patient);
    session(patient, session);
    var path = "/api/v1/sessions/" + session + "/expected";
    assertThat(gateway.json(gateway.get(path)).path("expected").asInt())
        .as("rgh does not know the patient")
        .isEqualTo(1);
    look(expectations);
    var before = sum("rgh");
    assertThat(missing("rgh")).doesNotContain(session);

    put(
        "patients",
        "{\"kind\":\"Patient\",\"id\":\"%s\",\"identifiers\":[\"RGHMRN\"]}",
        patient,
        patient);
    var state = gateway.json(gateway.get(path));
    assertThat(state.path("summary").asText()).isEqualTo("0 of 2 delivered");
    assertThat(state.at("/partners/0/parts/0/state").asText()).isEqualTo("missing");
    assertThat(state.at("/partners/0/parts/0/reason/code").asText()).isEqualTo("never-made");
    look(expectations);
    assertThat(missing("rgh")).contains(session);
    assertThat(gateway.context.getBean(Backlog.class).missing()).containsKey("rgh");
    assertThat(sum("rgh").path("missing").asInt()).isEqualTo(before.path("missing").asInt() + 1);
    assertThat(cli("partner", "expected")).containsPattern("rgh\t.* delivered.*[1-9]\\d* missing");

    var replay =
        post(
            "/api/v1/messages/" + state.path("message").asText() + "/replay", "{\"to\":[\"rgh\"]}");
    assertThat(replay.statusCode()).as(replay.body()).isEqualTo(202);
    look(expectations);
    assertThat(missing("rgh")).doesNotContain(session);
    assertThat(sum("rgh").path("waiting").asInt()).isEqualTo(before.path("waiting").asInt() + 1);
    assertThat(gateway.json(gateway.get(path)).at("/partners/0/parts/0/state").asText())
        .isEqualTo("queued");
  }

  private static void look(Expectations expectations) {
    for (int i = 0; i < 3; i++) { // a round through what the other tests left takes a few looks
      expectations.look(Duration.ofDays(1));
    }
  }

  private static JsonNode sum(String partner) throws Exception {
    for (var item : gateway.json(gateway.get("/api/v1/expected")).path("items")) {
      if (item.path("partner").asText().equals(partner)) {
        return item;
      }
    }
    throw new AssertionError(partner);
  }

  private static String missing(String partner) throws Exception {
    var text = new StringBuilder();
    for (var item :
        gateway
            .json(gateway.get("/api/v1/expected/" + partner + "?limit=500&state=missing"))
            .path("items")) {
      assertThat(item.path("state").asText()).isEqualTo("missing");
      text.append(item.path("record").asText()).append(' ');
    }
    return text.toString();
  }

  private static void deliver(String record, int version, String... partners) {
    for (var partner : partners) {
      jdbc.sql(
              "update message set state = 'delivered' where record_id = ? and record_version = ?"
                  + " and partner = ?")
          .params(record, version, partner)
          .update();
    }
  }

  @Test
  void whatWasRemovedSaysWhenAndByWhichRule() throws Exception {
    var id = delivery(patient(), "rgh");
    var path = "/api/v1/messages/" + id;
    assertThat(message(id).at("/payload/state").asText()).isEqualTo("none");
    assertThat(gateway.get(path + "/raw").statusCode()).isEqualTo(404);
    jdbc.sql("update message set state = 'delivered', payload_until = '2026-03-01' where id = ?")
        .param(id)
        .update();
    jdbc.sql(
            "insert into payload_removal values ('2026-03-01', 'rgh', 90, 1, '2026-03-02T01:00:00Z')")
        .update();
    var payload = message(id).path("payload");
    assertThat(payload.path("state").asText()).isEqualTo("removed");
    assertThat(payload.path("removedAt").asText()).isEqualTo("2026-03-02T01:00:00Z");
    assertThat(payload.path("rule").asText()).isEqualTo("payload-age 90d of rgh");
    var raw = gateway.get(path + "/raw");
    assertThat(raw.statusCode()).isEqualTo(410);
    assertThat(raw.body()).contains("payload-age 90d of rgh");
    var replay = gateway.call("POST", path + "/replay", "", gateway.token());
    assertThat(replay.statusCode()).as("there is nothing identical to send").isEqualTo(409);
    assertThat(post(path + "/replay", "{\"asNew\":true}").statusCode()).isEqualTo(202);

    jdbc.sql(
            "insert into message_removal values ('m0gone', 'rgh', 'in', 365, '2026-03-02T01:00:00Z')")
        .update();
    var gone = gateway.get("/api/v1/messages/m0gone");
    assertThat(gone.statusCode()).isEqualTo(410);
    assertThat(gone.body()).contains("metadata-age 365d of rgh");
  }

  @Test
  void viewersLookAndChangeNothing() throws Exception {
    var made =
        gateway.json(post("/api/v1/tokens", "{\"name\":\"ops-viewer\",\"role\":\"viewer\"}"));
    var viewer = made.path("token").asText();
    for (var path : List.of("partners", "expected", "expected/rgh")) {
      var answer = gateway.call("GET", "/api/v1/" + path, "", viewer);
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
    }
    for (var path :
        List.of(
            "/api/v1/messages/x/hold",
            "/api/v1/messages/x/release",
            "/api/v1/messages/x/cancel",
            "/api/v1/messages/x/edit",
            "/api/v1/messages/x/redirect",
            "/api/v1/messages/replay",
            "/api/v1/partners/ward/pause",
            "/api/v1/partners/ward/resume",
            "/api/v1/partners/ward/throttle")) {
      var answer = gateway.call("POST", path, WHY, viewer, "Content-Type", "application/json");
      assertThat(answer.statusCode()).as(path).isEqualTo(403);
    }
  }

  @Test
  void commandLineDoesTheSame() throws Exception {
    var patient = patient();
    var id = delivery(patient, "rgh");
    assertThat(cli("messages", "search", "--patient", patient, "--partner", "rgh"))
        .contains(id + "\tout\trgh\tORU_R01")
        .contains("queued");
    assertThat(cli("messages", "hold", id, "--reason", "wait")).isEqualTo(id + "\n");
    assertThat(cli("messages", "show", id)).contains("held-by-operator");
    assertThat(cli("audit", "list").lines())
        .anyMatch(line -> line.contains("\tclinic\t") && line.endsWith("\t" + id + "\twait"));
    assertThat(cli("messages", "search", "--state", "held", "--patient", patient)).contains("wait");
    assertThat(cli("messages", "release", id, "--reason", "go")).isEqualTo(id + "\n");
    assertThat(cli("messages", "cancel", id, "--reason", "no")).isEqualTo(id + "\n");
    assertThat(cli("messages", "replay", "--patient", patient, "--state", "cancelled"))
        .contains("would be sent, anew")
        .contains("1 found, 1 would be replayed, 0 refused");
    assertThat(
            cli(
                "replay",
                "--patient",
                patient,
                "--state",
                "cancelled",
                "--yes",
                "--expected",
                "1",
                "--reason",
                "again"))
        .contains("1 found, 1 replayed, 0 refused");
    var next = delivery(patient, "rgh");
    var file = gateway.data().resolve("edited.hl7");
    Files.writeString(file, "MSH|^~\\&|L|L|H|H|20260101||ORU^R01^ORU_R01|E9|P|2.5.1\nPID|1\n");
    var edited =
        cli("messages", "edit", next, "--file", file.toString(), "--reason", "unit").strip();
    assertThat(gateway.get("/api/v1/messages/" + edited + "/raw").body()).endsWith("\rPID|1\r");
    var there = cli("messages", "redirect", edited, "--to", "ward", "--reason", "moved").strip();
    assertThat(message(there).path("partner").asText()).isEqualTo("ward");
    assertThat(cli("partner", "pause", "rgh", "--reason", "upgrade")).isEmpty();
    assertThat(cli("partner", "list")).contains("rgh\thospital\tpaused\t-\t-\tupgrade");
    cli("partner", "throttle", "rgh", "--per-minute", "5", "--reason", "slow line");
    cli("partner", "resume", "rgh", "--reason", "done");
    assertThat(cli("partner", "list")).contains("rgh\thospital\tworking\t5\t-\tdone");
  }

  /** Runs a command against the gateway; its standard output. */
  private static String cli(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data-dir", gateway.data().toString()));
    int code =
        CommandLines.run(new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new));
    assertThat(code).as(err.toString()).isZero();
    return out.toString();
  }

  private static List<String> audited(String about) throws Exception {
    var all = new ArrayList<JsonNode>();
    var next = "/api/v1/audit?limit=500";
    while (!next.isEmpty()) {
      var page = gateway.json(gateway.get(next));
      page.path("items").forEach(all::add);
      next = page.path("next").asText("").replace("null", "");
    }
    return Stream.of(all.toArray(JsonNode[]::new))
        .filter(e -> e.path("about").asText().equals(about))
        .map(
            e ->
                e.path("event").asText()
                    + " "
                    + e.path("actor").asText()
                    + " "
                    + e.path("reason").asText())
        .toList();
  }
}
