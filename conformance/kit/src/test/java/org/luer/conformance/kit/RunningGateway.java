package org.luer.conformance.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A gateway process started from its jar, as a user starts it. Everything is seen from outside:
 * HTTP, MLLP, files, signals.
 */
public final class RunningGateway implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int FIRST_PORT = 20_000;
  private static final int PORTS = 9_000;

  /** Another start in each process: tests run in several at a time. */
  private static final AtomicInteger NEXT_PORT =
      new AtomicInteger((int) (ProcessHandle.current().pid() * 97 % PORTS));

  private final Path home;
  private final int httpPort;
  private final int mllpPort;
  private final List<String> arguments;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private Process process;

  private RunningGateway(Path home, String partners, String more, String... virtualMachine)
      throws IOException {
    this.home = home;
    this.httpPort = freePort();
    this.mllpPort = freePort();
    var settings = home.resolve("luer.yaml");
    Files.writeString(
        settings,
        """
        luer:
          data-dir: %s
          http: {port: %d}
          mllp: {port: %d}
          %s
          clinic: {id: northlake, name: Northlake Ketamine Clinic, npi: "2000000036", zone: America/Chicago, application: LUER, facility: NLKC, processing: P}
          partners:
        %s"""
            .formatted(home.resolve("data"), httpPort, mllpPort, more, partners.indent(4)));
    this.arguments = command(List.of(virtualMachine), "--luer.config=" + settings);
    this.process = launch();
  }

  /** The demo, whose simulated partners listen elsewhere than on the ports that it names. */
  private RunningGateway(Path home) throws IOException {
    this.home = home;
    this.httpPort = freePort();
    this.mllpPort = freePort();
    this.arguments =
        command(
            List.of(),
            "--demo",
            "--luer.data-dir=" + home.resolve("data"),
            "--luer.http.port=" + httpPort,
            "--luer.mllp.port=" + mllpPort,
            "--luer.partners[0].receives[0].transport=mllp://127.0.0.1:" + freePort(),
            "--luer.partners[1].receives[0].transport=http://127.0.0.1:" + freePort() + "/fhir",
            "--luer.partners[2].receives[0].transport=http://127.0.0.1:" + freePort() + "/fhir");
    this.process = launch();
  }

  private static List<String> command(List<String> virtualMachine, String... arguments) {
    var line = new ArrayList<String>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of(System.getProperty("gateway.options", "").split(" ")));
    line.removeIf(String::isEmpty);
    line.addAll(virtualMachine);
    line.addAll(List.of("-jar", jar().toString(), "serve"));
    line.addAll(List.of(arguments));
    return List.copyOf(line);
  }

  /** Starts the demo with its simulated partners and waits until it is ready. */
  public static RunningGateway demo(Path home) throws IOException, InterruptedException {
    var gateway = new RunningGateway(home);
    gateway.awaitReady();
    return gateway;
  }

  /** Starts a gateway with these partners (YAML list items) and waits until it is ready. */
  public static RunningGateway start(Path home, String partners)
      throws IOException, InterruptedException {
    return start(home, partners, "{}");
  }

  /** Starts one on the database of these settings, the value of {@code luer.database}. */
  public static RunningGateway start(Path home, String partners, String database)
      throws IOException, InterruptedException {
    return startWith(home, partners, "database: " + database);
  }

  /** The same with no more than this heap, such as {@code 512m}. */
  public static RunningGateway startWithin(Path home, String partners, String database, String heap)
      throws IOException, InterruptedException {
    var gateway = new RunningGateway(home, partners, "database: " + database, "-Xmx" + heap);
    gateway.awaitReady();
    return gateway;
  }

  /** Starts one with a further setting below {@code luer}, {@code key: value} on one line. */
  public static RunningGateway startWith(Path home, String partners, String setting)
      throws IOException, InterruptedException {
    var gateway = new RunningGateway(home, partners, setting);
    gateway.awaitReady();
    return gateway;
  }

  /** The jar under test: property {@code luer.jar}, else the build's own. */
  public static Path jar() {
    var given = System.getProperty("luer.jar");
    var jar = given == null ? Path.of("..", "..", "gateway", "target", "luer.jar") : Path.of(given);
    if (!Files.isRegularFile(jar)) {
      throw new IllegalStateException("no gateway jar; build it with: mvn -pl gateway -am package");
    }
    return jar.toAbsolutePath().normalize();
  }

  /**
   * A port that was free a moment ago, on loopback. It is none of those that the system gives to
   * whoever asks for any, so that nobody else gets it before it is used.
   */
  public static int freePort() {
    while (true) {
      int port = FIRST_PORT + Math.floorMod(NEXT_PORT.getAndIncrement(), PORTS);
      try (var free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return free.getLocalPort();
      } catch (IOException e) {
        // somebody listens there: the next one
      }
    }
  }

  /** Port of the MLLP listener. */
  public int mllpPort() {
    return mllpPort;
  }

  /** Address of the HTTP listener. */
  public String address() {
    return "http://127.0.0.1:" + httpPort;
  }

  /** The process, for signals. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** What the gateway wrote to its standard output and error. */
  public String log() throws IOException {
    return Files.readString(home.resolve("gateway.log"));
  }

  /** Kills the gateway the hard way; its database server may live on. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(30, TimeUnit.SECONDS);
  }

  /** Kills the gateway and its embedded database server at once. */
  public void killWithDatabase() throws InterruptedException {
    var children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    process.waitFor(30, TimeUnit.SECONDS);
  }

  /** Kills the embedded database server alone; the gateway lives on. */
  public void killDatabase() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
  }

  /** Stops it gracefully; whether it ended by itself in time. */
  public boolean stop() throws InterruptedException {
    process.destroy();
    return process.waitFor(60, TimeUnit.SECONDS);
  }

  /** Starts it again on the same data. */
  public void restart() throws IOException, InterruptedException {
    process = launch();
    awaitReady();
  }

  /** Sends one request with the clinic's token. */
  public HttpResponse<String> call(String method, String path, String body)
      throws IOException, InterruptedException {
    var publisher =
        body.isEmpty()
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body);
    var request =
        HttpRequest.newBuilder(uri(path))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + token())
            .header("Content-Type", "application/json")
            .method(method, publisher)
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** Sends one request without a token. */
  public HttpResponse<String> callAnonymously(String path)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(10)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** All items of the message list with this query. */
  public List<JsonNode> messages(String query) throws IOException, InterruptedException {
    var items = new ArrayList<JsonNode>();
    var next = "/api/v1/messages" + (query.isEmpty() ? "" : "?" + query);
    while (!next.isEmpty()) {
      var answer = call("GET", next, "");
      if (answer.statusCode() != 200) {
        throw new IllegalStateException("messages answered " + answer.statusCode());
      }
      var page = JSON.readTree(answer.body());
      page.path("items").forEach(items::add);
      next = page.path("next").asText("");
      if (!next.isEmpty() && !next.startsWith("/")) {
        next =
            next.startsWith("http")
                ? next.replaceFirst("https?://[^/]+", "")
                : "/api/v1/messages?" + next;
      }
    }
    return items;
  }

  private URI uri(String path) {
    return URI.create(address() + path);
  }

  private String token() throws IOException {
    return Files.readString(home.resolve("data").resolve("clinic.token")).trim();
  }

  private Process launch() throws IOException {
    return new ProcessBuilder(arguments)
        .directory(home.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("gateway.log").toFile()))
        .start();
  }

  private void awaitReady() throws IOException, InterruptedException {
    for (int i = 0; i < 1500; i++) { // five minutes: the machine may be busy
      if (!process.isAlive()) {
        throw new IllegalStateException(
            "the gateway ended with " + process.exitValue() + ":\n" + log());
      }
      if (ready()) {
        return;
      }
      Thread.sleep(200);
    }
    throw new IllegalStateException("the gateway did not become ready:\n" + log());
  }

  private boolean ready() throws InterruptedException {
    try {
      return callAnonymously("/actuator/health").statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      if (!stop()) {
        killWithDatabase();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("interrupted while stopping", interrupted));
    }
  }
}
