package org.luer.conformance.kit.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.conformance.kit.Examples;
import org.luer.conformance.kit.MllpHospital;
import org.luer.conformance.kit.RunningGateway;

/** A backup of a running gateway, the loss of its machine, and the gateway on another one. */
class RestoreDrillIT {
  @TempDir Path first;
  @TempDir Path second;
  @TempDir Path shelf;

  @Test
  void whatWasAcceptedBeforeTheBackupIsDeliveredByTheRestoredGateway() throws Exception {
    List<JsonNode> before;
    var backup = shelf.resolve("luer.zip");
    try (var hospital = new MllpHospital()) {
      var refusing = RunningGateway.freePort();
      var partners = partner("rgh", hospital.port()) + partner("down", refusing);
      try (var gateway = RunningGateway.start(first, partners)) {
        accepted(gateway, "patients", Examples.patient());
        var session = Examples.session();
        session.remove("orderId");
        accepted(gateway, "sessions", session);
        await()
            .atMost(Duration.ofMinutes(1))
            .until(() -> gateway.messages("partner=rgh&state=delivered").size() == 1);

        var made = luer("backup", "--to", backup.toString(), data(first));
        assertThat(made.code()).as(made.text()).isZero();
        before = gateway.messages("");

        var onTop = luer("restore", backup.toString(), data(first));
        assertThat(onTop.code()).isEqualTo(1);
        assertThat(onTop.text()).contains("Another gateway");
        gateway.killWithDatabase(); // the machine is gone
      }
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
          .isEqualTo("rw-------");
      var onTop = luer("restore", backup.toString(), data(first));
      assertThat(onTop.code()).isEqualTo(1);
      assertThat(onTop.text()).contains("holds a gateway already");

      var restored = luer("restore", backup.toString(), data(second));
      assertThat(restored.code()).as(restored.text()).isZero();
      try (var down = new MllpHospital(refusing);
          var gateway = RunningGateway.start(second, partners)) {
        assertThat(ids(gateway.messages(""))).containsExactlyElementsOf(ids(before));
        await().atMost(Duration.ofMinutes(2)).until(() -> !down.received().isEmpty());
        await()
            .atMost(Duration.ofMinutes(1))
            .until(() -> gateway.messages("partner=down&state=delivered").size() == 1);
        assertThat(hospital.received()).as("delivered before, not again").hasSize(1);
        var again = Examples.session();
        again.remove("orderId");
        accepted(gateway, "sessions", again);
        assertThat(gateway.messages("state=duplicate")).as("it is known").hasSize(1);
        assertThat(gateway.messages("state=delivered")).as("and sends nothing").hasSize(2);
      }
    }
  }

  @Test
  void aDamagedBackupIsRefusedBeforeAnythingIsMade() throws Exception {
    var backup = shelf.resolve("broken.zip");
    Files.writeString(backup, "not a backup");
    var target = second.resolve("data");
    var refused = luer("restore", backup.toString(), "--luer.data-dir=" + target);
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.text()).contains("is no backup of Luer, or is damaged");
    assertThat(target).doesNotExist();
  }

  @Test
  void aFolderKeepsOnlyTheNewestBackupsAndNothingElseIsDeleted() throws Exception {
    try (var gateway = RunningGateway.start(first, "  []")) {
      assertThat(gateway.handle().isAlive()).isTrue();
      var old = shelf.resolve("luer-backup-20200101T000000Z.zip");
      var older = shelf.resolve("luer-backup-20190101T000000Z.zip");
      var other = shelf.resolve("notes.zip");
      for (var file : List.of(old, older, other)) {
        Files.writeString(file, "old");
      }
      var made = luer("backup", "--to", shelf.toString(), "--keep", "2", data(first));
      assertThat(made.code()).as(made.text()).isZero();
      assertThat(older).doesNotExist();
      assertThat(old).exists();
      assertThat(other).exists();
      var newest = Path.of(made.text().substring(0, made.text().indexOf(": ")));
      assertThat(luer("restore", "--check", newest.toString()).text()).contains(": complete");
    }
  }

  private static List<String> ids(List<JsonNode> messages) {
    return messages.stream().map(m -> m.path("id").asText()).sorted().toList();
  }

  private static String data(Path home) {
    return "--luer.data-dir=" + home.resolve("data");
  }

  private static String partner(String id, int port) {
    return """
        - id: %s
          kind: hospital
          name: Hospital %s
          zone: America/Chicago
          authority: {namespace: RGHMRN}
          patients: all
          receives:
            - {transport: "mllp://127.0.0.1:%d", format: hl7v2, to: {application: EPIC, facility: RGH}, exchanges: [sessionreport], messages: [ORU_R01]}
        """
        .formatted(id, id, port);
  }

  private static void accepted(RunningGateway gateway, String collection, ObjectNode record)
      throws Exception {
    var answer =
        gateway.call(
            "PUT", "/api/v1/" + collection + "/" + record.path("id").asText(), record.toString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
  }

  /** How a command ended and what it wrote. */
  private record Ended(int code, String text) {}

  private Ended luer(String... arguments) throws Exception {
    var command =
        new java.util.ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                RunningGateway.jar().toString()));
    command.addAll(List.of(arguments));
    var out = Files.createTempFile(shelf, "out", ".txt");
    var process =
        new ProcessBuilder(command)
            .directory(shelf.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    return new Ended(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8));
  }
}
