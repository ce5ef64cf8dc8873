package org.luer.gateway.intake.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.Gateway;
import org.luer.gateway.cli.TokenCommand;
import org.luer.gateway.database.CannotStart;
import org.luer.gateway.database.TestDatabase;
import org.luer.gateway.mllp.Certificates;
import org.luer.gateway.partner.SettingsSource;
import picocli.CommandLine;

/** Start, stop, and a database that goes away. */
class ServiceLifeTest {
  @TempDir Path home;

  @Test
  void tellsTheSenderToComeBackWhenTheDatabaseIsAwayAndKeepsItsDataOverARestart() throws Exception {
    var body = "{\"kind\":\"Patient\",\"id\":\"p1\"}";
    String token;
    String address;
    try (var gateway = new TestGateway(home)) {
      token = gateway.token();
      address = gateway.address();
      assertThat(gateway.put("/api/v1/patients/p1", body).statusCode()).isEqualTo(202);
      gateway.context.getBean(HikariDataSource.class).close();
      for (var answer :
          List.of(gateway.put("/api/v1/patients/p1", body), gateway.get("/api/v1/messages"))) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
        assertThat(answer.headers().firstValue("Content-Type").orElse(""))
            .startsWith("application/problem+json");
      }
      assertThat(gateway.call("GET", "/actuator/health", "", "").statusCode()).isEqualTo(503);
    }
    assertThat(home.resolve("data/http.address")).doesNotExist();
    assertThatThrownBy(
            () ->
                HttpClient.newHttpClient()
                    .send(
                        HttpRequest.newBuilder(URI.create(address)).build(),
                        HttpResponse.BodyHandlers.discarding()))
        .isInstanceOf(ConnectException.class);

    try (var again =
        new TestGateway(home)) { // another, empty database: the token file still counts
      assertThat(again.token()).isEqualTo(token);
      assertThat(again.get("/api/v1/patients/p1").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void runsOnTheEmbeddedDatabaseAndRefusesASecondGatewayOnTheSameData() throws Exception {
    var settings =
        new SettingsSource(
            null,
            Map.of("LUER_DATA_DIR", home.resolve("own").toString(), "LUER_HTTP_PORT", "0"),
            List.of());
    ProcessHandle server;
    try (var first = Gateway.start(settings, TestGateway.Stubs.class, List.of())) {
      assertThat(first.isRunning()).isTrue();
      assertThat(
              catchThrowableOfType(
                  CannotStart.class,
                  () -> Gateway.start(settings, TestGateway.Stubs.class, List.of())))
          .hasMessageContaining("Another gateway");
      var postmaster = Files.readAllLines(home.resolve("own/database/data/postmaster.pid")).get(0);
      server = ProcessHandle.of(Long.parseLong(postmaster)).orElseThrow();
      assertThat(server.isAlive()).isTrue();
    }
    server.onExit().get(60, TimeUnit.SECONDS);
  }

  @Test
  void aSecondNodeTakesTheTokensOfTheFirstAndKnowsOnlyThePartnersOfItsOwnSettings()
      throws Exception {
    var printed = new ByteArrayOutputStream();
    var before = System.out;
    try (var first = new TestGateway(home);
        var out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      var settings =
          new SettingsSource(
              null,
              Map.of(
                  "LUER_DATA_DIR", home.resolve("second").toString(),
                  "LUER_DATABASE_URL", first.context.getBean(HikariDataSource.class).getJdbcUrl(),
                  "LUER_DATABASE_USERNAME", TestDatabase.username(),
                  "LUER_DATABASE_PASSWORD_FILE", TestDatabase.passwordFile().toString(),
                  "LUER_HTTP_PORT", "0",
                  "LUER_MLLP_PORT", "0"),
              List.of());
      System.setOut(out);
      try (var second = Gateway.start(settings, TestGateway.Stubs.class, List.of())) {
        assertThat(second.isRunning()).isTrue();
        System.setOut(before);
        assertThat(home.resolve("second/clinic.token")).doesNotExist();
        assertThat(printed.toString(StandardCharsets.UTF_8))
            .contains("There is no ")
            .doesNotContain("The clinic's token is in");

        var patient = "{\"kind\":\"Patient\",\"id\":\"p\"}";
        assertThat(first.put("/api/v1/patients/p", patient).statusCode()).isEqualTo(202);
        var body = "{\"kind\":\"InfusionSession\",\"id\":\"%s\",\"patientId\":\"p\"}";
        var address = Files.readString(home.resolve("second/http.address")).strip();
        var put =
            HttpRequest.newBuilder(URI.create(address + "/api/v1/sessions/there"))
                .header("Authorization", "Bearer " + first.token())
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body.formatted("there")))
                .build();
        var taken = HttpClient.newHttpClient().send(put, HttpResponse.BodyHandlers.ofString());
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(202);
        assertThat(first.items("?direction=out")).as("no partner is known there").isEmpty();
        assertThat(first.put("/api/v1/sessions/here", body.formatted("here")).statusCode())
            .isEqualTo(202);
        assertThat(first.items("?direction=out&partner=ward")).hasSize(1);
      } finally {
        System.setOut(before);
      }
    }
  }

  @Test
  void printsEverySettingsProblemAndDoesNotStart() {
    var printed = new ByteArrayOutputStream();
    var before = System.err;
    try (var err = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      System.setErr(err);
      assertThat(Gateway.run("--luer.http.prot=1", "--luer.mllp.port=x")).isEqualTo(Gateway.FAILED);
    } finally {
      System.setErr(before);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("luer.http.prot: unknown key")
        .contains("luer.mllp.port: must be a whole number")
        .doesNotContain("Exception");
  }

  @Test
  void servesHttpsWithTheCertificatesOfTheSettings() throws Exception {
    var key = home.resolve("key.pem");
    var certificate = home.resolve("cert.pem");
    var trust = selfSigned(key, certificate);
    var settings =
        new SettingsSource(
            null,
            Map.of(
                "LUER_DATA_DIR", home.resolve("tls").toString(),
                "LUER_DATABASE_URL", TestDatabase.fresh(),
                "LUER_DATABASE_USERNAME", TestDatabase.username(),
                "LUER_DATABASE_PASSWORD_FILE", TestDatabase.passwordFile().toString(),
                "LUER_HTTP_PORT", "0",
                "LUER_HTTP_TLS_CERT_FILE", certificate.toString(),
                "LUER_HTTP_TLS_KEY_FILE", key.toString()),
            List.of());
    try (var running = Gateway.start(settings, TestGateway.Stubs.class, List.of())) {
      assertThat(running.isRunning()).isTrue();
      var address = Files.readString(home.resolve("tls/http.address")).strip();
      assertThat(address).startsWith("https://127.0.0.1:");
      var answer =
          HttpClient.newBuilder()
              .sslContext(trust)
              .build()
              .send(
                  HttpRequest.newBuilder(URI.create(address + "/actuator/health")).build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(answer.body()).contains("UP");
    }
  }

  /** Of each kind of file: which certificate a new connection is shown, before and after. */
  @Test
  void aRenewedCertificateIsServedWithoutARestart() throws Exception {
    var certificates = Certificates.shared();
    var store = Files.copy(certificates.store(certificates.server()), home.resolve("http.p12"));
    var certificate = Files.copy(certificates.server().certificate(), home.resolve("http.crt"));
    var key = Files.copy(certificates.server().key(), home.resolve("http.key"));
    var pkcs12 =
        Map.of(
            "LUER_HTTP_TLS_STORE_FILE", store.toString(),
            "LUER_HTTP_TLS_PASSWORD_FILE", certificates.password().toString());
    var pem =
        Map.of(
            "LUER_HTTP_TLS_CERT_FILE", certificate.toString(),
            "LUER_HTTP_TLS_KEY_FILE", key.toString());
    var other = certificates.client();
    renewed(
        "p12",
        pkcs12,
        () -> Files.copy(certificates.store(other), store, StandardCopyOption.REPLACE_EXISTING));
    renewed(
        "pem",
        pem,
        () -> {
          Files.copy(other.key(), key, StandardCopyOption.REPLACE_EXISTING);
          Thread.sleep(3_000); // long enough to be seen alone
          assertThat(shown(address(home.resolve("pem")))).isEqualTo("CN=server");
          Files.copy(other.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
        });
  }

  /** Puts other files in the place of the first. */
  private interface Renewal {
    void run() throws Exception;
  }

  private static URI address(Path data) throws IOException {
    return URI.create(Files.readString(data.resolve("http.address")).strip());
  }

  private void renewed(String name, Map<String, String> tls, Renewal renewal) throws Exception {
    var variables = new HashMap<>(tls);
    variables.put("LUER_DATA_DIR", home.resolve(name).toString());
    variables.put("LUER_DATABASE_URL", TestDatabase.fresh());
    variables.put("LUER_DATABASE_USERNAME", TestDatabase.username());
    variables.put("LUER_DATABASE_PASSWORD_FILE", TestDatabase.passwordFile().toString());
    variables.put("LUER_HTTP_PORT", "0");
    var settings = new SettingsSource(null, variables, List.of());
    try (var running = Gateway.start(settings, TestGateway.Stubs.class, List.of())) {
      assertThat(running.isRunning()).isTrue();
      var address = address(home.resolve(name));
      assertThat(shown(address)).as(name).isEqualTo("CN=server");
      renewal.run();
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(shown(address)).as(name).isEqualTo("CN=client"));
    }
  }

  private static String shown(URI address) throws Exception {
    var context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Anyone()}, null);
    try (var socket =
        (SSLSocket) context.getSocketFactory().createSocket(address.getHost(), address.getPort())) {
      var first = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return first.getSubjectX500Principal().getName();
    }
  }

  /** What is shown is looked at by the test. */
  private static final class Anyone extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  /** Writes a new key and its own certificate as PEM; the context trusts that certificate. */
  private SSLContext selfSigned(Path key, Path certificate) throws Exception {
    var store = home.resolve("store.p12");
    var made =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=IP:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    assertThat(made).isZero();
    var keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
    pem(key, "PRIVATE KEY", keys.getKey("a", "changeit".toCharArray()).getEncoded());
    pem(certificate, "CERTIFICATE", keys.getCertificate("a").getEncoded());
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("a", keys.getCertificate("a"));
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  private static void pem(Path file, String type, byte[] content) throws Exception {
    var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    Files.writeString(
        file, "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(type, lines));
  }

  @Test
  void theTokenCommandAsksTheRunningGateway() throws Exception {
    var data = home.resolve("data").toString();
    var err = new StringWriter();
    assertThat(
            token(
                new StringWriter(),
                err,
                "create",
                "--data-dir",
                data,
                "--name",
                "anna",
                "--role",
                "operator"))
        .isEqualTo(1);
    assertThat(err.toString()).contains("No gateway is running").contains("luer serve");
    try (var gateway = new TestGateway(home)) {
      var out = new StringWriter();
      assertThat(
              token(out, err, "create", "--data-dir", data, "--name", "anna", "--role", "operator"))
          .isZero();
      var made = out.toString().strip();
      assertThat(gateway.call("GET", "/api/v1/messages", "", made).statusCode()).isEqualTo(200);
      assertThat(gateway.call("GET", "/api/v1/tokens", "", made).statusCode()).isEqualTo(403);

      var taken = new StringWriter();
      assertThat(
              token(out, taken, "create", "--data-dir", data, "--name", "anna", "--role", "viewer"))
          .isEqualTo(1);
      assertThat(taken.toString()).contains("A token of this name exists");
      var list = new StringWriter();
      assertThat(token(list, err, "list", "--data-dir", data)).isZero();
      assertThat(list.toString().toLowerCase(Locale.ROOT))
          .contains("anna\toperator")
          .doesNotContain(made);
      assertThat(token(out, err, "revoke", "--data-dir", data, "--name", "anna")).isZero();
      assertThat(gateway.call("GET", "/api/v1/messages", "", made).statusCode()).isEqualTo(401);
    }
  }

  private static int token(StringWriter out, StringWriter err, String... arguments) {
    return new CommandLine(new TokenCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
