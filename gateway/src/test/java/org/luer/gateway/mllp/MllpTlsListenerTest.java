package org.luer.gateway.mllp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The TLS listener over real sockets. */
class MllpTlsListenerTest {
  private static final Certificates CERTIFICATES = Certificates.shared();
  private static final Path MUTUAL = CERTIFICATES.authority();
  private static final @Nullable Path SERVER = null;

  private final MllpThreads threads = new MllpThreads(4, Duration.ofSeconds(5));
  private final List<MllpListener> listeners = new ArrayList<>();
  private final List<String> taken = new CopyOnWriteArrayList<>();
  private final List<Optional<String>> fingerprints = new CopyOnWriteArrayList<>();
  private int port;

  @AfterEach
  void stop() {
    listeners.forEach(MllpListener::close);
    threads.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aClientWithACertificateIsAnsweredAndKnownByIt(String protocol) throws Exception {
    listen(MUTUAL);
    var context = CERTIFICATES.context(CERTIFICATES.client());
    try (var socket = connect(context, protocol)) {
      var all = new StringBuilder();
      for (int i = 0; i < 16; i++) {
        all.append("\u000bé").append(i).append("\u001c\r");
      }
      socket.getOutputStream().write(all.toString().getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < 16; i++) {
        assertThat(frame(socket.getInputStream())).isEqualTo("ack é" + i);
      }
      assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
    }
    assertThat(taken).hasSize(16);
    assertThat(fingerprints)
        .containsOnly(Optional.of(Certificates.fingerprint(CERTIFICATES.client())));
  }

  @Test
  void aClientWithoutACertificateIsRefused() throws Exception {
    listen(MUTUAL);
    refuses(CERTIFICATES.anonymous());
  }

  @Test
  void aClientThatNobodyVouchesForIsRefused() throws Exception {
    listen(MUTUAL);
    refuses(CERTIFICATES.context(CERTIFICATES.stranger()));
  }

  @Test
  void anOldProtocolIsRefused() throws Exception {
    listen(SERVER);
    assertThatThrownBy(() -> connect(CERTIFICATES.anonymous(), "TLSv1.1"))
        .isInstanceOf(IOException.class);
  }

  @Test
  void withoutATrustFileNoClientCertificateIsAskedFor() throws Exception {
    listen(SERVER);
    try (var socket = connect(CERTIFICATES.anonymous(), "TLSv1.3")) {
      send(socket, "hello");
      assertThat(frame(socket.getInputStream())).isEqualTo("ack hello");
    }
    assertThat(fingerprints).containsExactly(Optional.empty());
  }

  @Test
  void plaintextOnTheTlsPortIsNotTaken() throws Exception {
    listen(SERVER);
    var log = new ListAppender<ILoggingEvent>();
    log.start();
    var logger = (Logger) LoggerFactory.getLogger(Conversation.class);
    logger.addAppender(log);
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      send(socket, "hello");
      // a TLS alert at most, never an acknowledgement
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
          .doesNotContain("ack");
      for (int i = 0; i < 500 && log.list.isEmpty(); i++) {
        Thread.sleep(10); // it is logged by the thread of the connection
      }
    } finally {
      logger.detachAppender(log);
    }
    assertThat(taken).isEmpty();
    assertThat(List.copyOf(log.list))
        .extracting(ILoggingEvent::getFormattedMessage)
        .singleElement(InstanceOfAssertFactories.STRING)
        .contains("plain MLLP")
        .doesNotContain("0b", HexFormat.of().formatHex("hello".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void renewedFilesAreUsedByTheNextConnectionAndBrokenOnesAreNot(@TempDir Path folder)
      throws Exception {
    var certificate = folder.resolve("server.crt");
    var key = folder.resolve("server.key");
    var trust = folder.resolve("trust.crt");
    install(CERTIFICATES.server(), certificate, key);
    Files.copy(CERTIFICATES.authority(), trust);
    listen(new TlsFiles(certificate, key, null, null, trust));
    var client = CERTIFICATES.context(CERTIFICATES.client());
    try (var before = MllpClient.to(port, client)) {
      assertThat(before.ask("a")).isEqualTo("ack a");

      Files.writeString(key, "in the middle of being written");
      try (var meanwhile = MllpClient.to(port, client)) {
        assertThat(meanwhile.ask("b")).isEqualTo("ack b");
      }
      install(CERTIFICATES.server(), certificate, key);
      Files.copy(
          CERTIFICATES.stranger().certificate(),
          certificate,
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      try (var meanwhile = MllpClient.to(port, client)) {
        assertThat(meanwhile.ask("e")).as("the key is still the earlier one").isEqualTo("ack e");
      }
      install(CERTIFICATES.stranger(), certificate, key);
      assertThatThrownBy(() -> MllpClient.to(port, client))
          .as("the client does not know the new certificate")
          .isInstanceOf(IOException.class);
      assertThat(before.ask("c")).as("open connections stay").isEqualTo("ack c");

      install(CERTIFICATES.server(), certificate, key);
      Files.copy(
          CERTIFICATES.stranger().certificate(),
          trust,
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      refuses(client, "trust that was withdrawn");
      try (var stranger = MllpClient.to(port, CERTIFICATES.context(CERTIFICATES.stranger()))) {
        assertThat(stranger.ask("d")).isEqualTo("ack d");
      }
    }
  }

  private static void install(Certificates.Identity identity, Path certificate, Path key)
      throws IOException {
    Files.deleteIfExists(certificate);
    Files.deleteIfExists(key);
    Files.copy(identity.certificate(), certificate);
    Files.copy(identity.key(), key);
  }

  @Test
  void pkcs12IsReadAsWell() throws Exception {
    listen(
        new TlsFiles(
            null,
            null,
            CERTIFICATES.store(CERTIFICATES.server()),
            CERTIFICATES.password(),
            CERTIFICATES.trustStore()));
    try (var client = MllpClient.to(port, CERTIFICATES.context(CERTIFICATES.client()))) {
      assertThat(client.ask("hello")).isEqualTo("ack hello");
    }
    refuses(CERTIFICATES.context(CERTIFICATES.stranger()), "nobody vouches for it");
  }

  /** With TLS 1.3 the client may believe in the connection until it reads. */
  private void refuses(SSLContext context) {
    refuses(context, "refused");
    assertThat(taken).isEmpty();
  }

  private void refuses(SSLContext context, String why) {
    assertThatThrownBy(
            () -> {
              try (var socket = connect(context, "TLSv1.3")) {
                send(socket, "hello");
                frame(socket.getInputStream());
              }
            })
        .as(why)
        .isInstanceOfAny(IOException.class, AssertionError.class);
  }

  private void listen(@Nullable Path trust) {
    var server = CERTIFICATES.server();
    listen(new TlsFiles(server.certificate(), server.key(), null, null, trust));
  }

  private void listen(TlsFiles files) {
    MessageIntake intake =
        (message, peer) -> {
          var text = new String(message, StandardCharsets.UTF_8);
          taken.add(text);
          fingerprints.add(peer.certificate());
          return Reply.answer(("ack " + text).getBytes(StandardCharsets.UTF_8));
        };
    var tls = new MllpListener.Tls(new ReloadingTls(files), files.trust() != null);
    var options =
        new MllpListener.Options(
            "mllps", "127.0.0.1", 0, Framing.LISTENER, 50, Duration.ofHours(1), Optional.of(tls));
    var listener = new MllpListener(options, intake, threads);
    listeners.add(listener);
    port = listener.start();
  }

  private SSLSocket connect(SSLContext context, String protocol) throws IOException {
    var socket =
        (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    try {
      socket.setSoTimeout(10_000);
      socket.setEnabledProtocols(new String[] {protocol});
      socket.startHandshake();
      return socket;
    } catch (IOException | RuntimeException refused) {
      socket.close();
      throw refused;
    }
  }

  private static void send(Socket socket, String text) throws IOException {
    socket
        .getOutputStream()
        .write(("\u000b" + text + "\u001c\r").getBytes(StandardCharsets.US_ASCII));
  }

  private static String frame(InputStream in) throws IOException {
    assertThat(in.read()).isEqualTo(0x0b);
    var out = new java.io.ByteArrayOutputStream();
    for (int b = in.read(); b != 0x1c; b = in.read()) {
      assertThat(b).isNotEqualTo(-1);
      out.write(b);
    }
    assertThat(in.read()).isEqualTo(0x0d);
    return out.toString(StandardCharsets.UTF_8);
  }
}
