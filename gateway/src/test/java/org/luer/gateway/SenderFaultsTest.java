package org.luer.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.database.TestDatabase;
import org.luer.gateway.health.Readiness;
import org.luer.gateway.mllp.MllpClient;
import org.luer.gateway.partner.SettingsSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The whole service and senders that do what senders do: every answer right, memory bounded. */
@SuppressWarnings("NullAway.Init") // by JUnit
class SenderFaultsTest {
  private static final String SETTINGS =
      """
      luer:
        data-dir: %s
        database: {url: "%s", username: %s, password-file: %s}
        http: {port: 0}
        mllp: {port: 0, frame-timeout: 2s, message-timeout: 20s, max-connections: 300, listeners: [{name: feed, port: 0}]}
        clinic: {id: northlake, name: Northlake, zone: America/Chicago}
        partners:
          - {id: rgh, kind: hospital, name: General, zone: America/Chicago, authority: {namespace: RGHMRN}, identify: {application: EPIC}, sends: {exchanges: [patientfeed, results]}}
          - {id: feed, kind: hospital, name: Feed, zone: America/Chicago, identify: {listener: feed}, sends: {exchanges: [patientfeed]}}
      """;

  @TempDir private static Path home;
  private static ConfigurableApplicationContext service;
  private static String ready;

  @BeforeAll
  static void start() throws Exception {
    var text =
        SETTINGS.formatted(
            home.resolve("data"),
            TestDatabase.fresh(),
            TestDatabase.username(),
            TestDatabase.passwordFile());
    var file = Files.writeString(home.resolve("luer.yaml"), text);
    service = Gateway.start(new SettingsSource(file, Map.of(), List.of()), List.of());
    var state = service.getBean(Readiness.class).states().get("mllp");
    ready = Objects.requireNonNull(state).detail();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  /** The port of a listener, from what health says. */
  private static int port(int listener) {
    return Integer.parseInt(ready.split(", ", -1)[listener].replaceAll(".*:", ""));
  }

  @Test
  void byteByByteAndInNoise() throws Exception {
    try (var client = MllpClient.to(port(0))) {
      for (byte b : MllpClient.framed(adt("B1"))) {
        client.write(new byte[] {b});
      }
      assertThat(client.answer().orElseThrow()).contains("MSA|AA|B1");
      client.write("\r\nnoise\0\n").write(adt("B2").replace('\r', '\n') + "\u001c\r");
      assertThat(client.answer().orElseThrow()).as("no VT, LF").contains("MSA|AA|B2");
      client.write("\u000bMSH|^~\\&|EPIC|cut").write("\u000b\u000b\ufeff" + adt("B3") + "\u001c");
      assertThat(client.answer().orElseThrow()).as("cut, VT twice, BOM").contains("MSA|AA|B3");
    }
    assertThat(kept("B%")).isEqualTo(3);
  }

  @Test
  void sixteenAtOnceOnOneConnection() throws Exception {
    try (var client = MllpClient.to(port(0))) {
      var all = new StringBuilder();
      for (int i = 0; i < 16; i++) {
        all.append('\u000b').append(adt("P" + i)).append("\u001c\r");
      }
      client.write(all.toString());
      for (int i = 0; i < 16; i++) {
        assertThat(client.answer().orElseThrow()).contains("MSA|AA|P" + i + "\r");
      }
    }
  }

  @Test
  void brokenOffInTheMiddleOfAMessage() throws Exception {
    for (int i = 0; i < 18; i++) {
      var message = MllpClient.framed(adt("R" + i));
      var part = new String(message, 0, message.length - 2 - i * 7, StandardCharsets.UTF_8);
      MllpClient.to(port(0)).write(part).reset();
    }
    try (var client = MllpClient.to(port(0))) {
      assertThat(client.ask(adt("R99"))).contains("MSA|AA|R99");
    }
    assertThat(kept("R%")).isEqualTo(1);
  }

  @Test
  void twoHundredConnectionsWhileOthersAreSlow() throws Exception {
    var slow = new ArrayList<MllpClient>();
    for (int i = 0; i < 50; i++) {
      slow.add(MllpClient.to(port(0)).write("\u000bMSH|^~\\&|EPIC|slow"));
    }
    var start = new CountDownLatch(200);
    var pool = Executors.newFixedThreadPool(200);
    try {
      var all = new ArrayList<Callable<Boolean>>();
      for (int i = 0; i < 200; i++) {
        int number = i;
        all.add(
            () -> {
              try (var client = MllpClient.to(port(0))) {
                start.countDown();
                start.await();
                boolean well = true;
                for (int n = 0; n < 3; n++) {
                  var id = "C" + number + "N" + n;
                  well &= client.ask(adt(id)).contains("MSA|AA|" + id + "\r");
                }
                return well;
              }
            });
      }
      for (var well : pool.invokeAll(all)) {
        assertThat(well.get()).isTrue();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(kept("C%")).isEqualTo(600);
    for (var one : slow) {
      assertThat(one.answer()).as("closed when it stayed silent").isEmpty();
      one.close();
    }
  }

  @Test
  void aSlowSenderIsClosedHoweverBusyItLooks() throws Exception {
    try (var client = MllpClient.to(port(0)).write("\u000b")) {
      await()
          .atMost(java.time.Duration.ofSeconds(60))
          .pollInterval(java.time.Duration.ofMillis(500))
          .until(
              () -> {
                try {
                  client.write("x");
                  return false;
                } catch (IOException closed) {
                  return true;
                }
              });
    }
  }

  @Test
  void twentyFiveMegabytesFromSeveralAtOnce() throws Exception {
    var note = "QUJD".repeat(25_000_000 / 4);
    var before = used();
    var pool = Executors.newFixedThreadPool(3);
    try {
      var all = new ArrayList<Callable<String>>();
      for (int i = 0; i < 3; i++) {
        var id = "L" + i;
        all.add(
            () -> {
              try (var client = MllpClient.to(port(0))) {
                return client.ask(
                    "MSH|^~\\&|EPIC|RGH|LUER|C|20250312081500||ORU^R01^ORU_R01|%1$s|P|2.5.1\rPID|1||%1$s^^^RGHMRN^MR||ZZTEST^A||19840719|F\rOBR|1||%1$s^LAB|11502-2^Report^LN|||20250312080000\rOBX|1|ED|11502-2^Report^LN||^application^pdf^Base64^%2$s||||||F\r"
                        .formatted(id, note));
              }
            });
      }
      for (var answer : pool.invokeAll(all)) {
        assertThat(answer.get()).contains("MSA|AA|L");
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(kept("L%")).isEqualTo(3);
    var bytes =
        "select min(length(content)) from payload where message_id in (select id from message where control_id like 'L%')";
    assertThat(jdbc().sql(bytes).query(Long.class).single()).isGreaterThan(25_000_000);
    assertThat(used() - before).as("buffers outside the heap").isLessThan(200L << 20);

    try (var client = MllpClient.to(port(0))) {
      assertThat(client.ask(adt("T1") + "NTE|1||" + note + note + "\r"))
          .contains("MSA|AR|T1")
          .contains("104^");
      assertThat(client.ask(adt("T2"))).contains("MSA|AA|T2");
    }
  }

  @Test
  void aListenerOfItsOwnNamesItsPartner() throws Exception {
    try (var client = MllpClient.to(port(1))) {
      assertThat(client.ask(adt("F1").replace("|EPIC|", "|ANY|"))).contains("MSA|AA|F1");
    }
    var partner = "select partner from message where control_id = 'F1'";
    assertThat(jdbc().sql(partner).query(String.class).single()).isEqualTo("feed");
  }

  private static long used() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  private static long kept(String controlIds) {
    return jdbc()
        .sql("select count(*) from message where control_id like :ids and state = 'received'")
        .param("ids", controlIds)
        .query(Long.class)
        .single();
  }

  private static JdbcClient jdbc() {
    return JdbcClient.create(service.getBean(DataSource.class));
  }

  private static String adt(String id) {
    return "MSH|^~\\&|EPIC|RGH|LUER|C|20250312081500||ADT^A08^ADT_A01|%1$s|P|2.5.1\rEVN||20250312081455\rPID|1||%1$s^^^RGHMRN^MR||ZZTEST^A||19840719|F\rPV1|1|N\r"
        .formatted(id);
  }
}
