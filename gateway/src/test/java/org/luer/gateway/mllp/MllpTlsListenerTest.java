package org.luer.gateway.mllp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The TLS listener over real sockets. */
class MllpTlsListenerTest {
  private static final Certificates CERTIFICATES = Certificates.shared();

  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final List<String> taken = new CopyOnWriteArrayList<>();
  private final List<Optional<String>> fingerprints = new CopyOnWriteArrayList<>();
  private int port;

  @AfterEach
  void stop() {
    camel.stop();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aClientWithACertificateIsAnsweredAndKnownByIt(String protocol) throws Exception {
    listen(MllpListenerRoute.Tls.MUTUAL);
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
    listen(MllpListenerRoute.Tls.MUTUAL);
    refuses(CERTIFICATES.anonymous());
  }

  @Test
  void aClientThatNobodyVouchesForIsRefused() throws Exception {
    listen(MllpListenerRoute.Tls.MUTUAL);
    refuses(CERTIFICATES.context(CERTIFICATES.stranger()));
  }

  @Test
  void anOldProtocolIsRefused() throws Exception {
    listen(MllpListenerRoute.Tls.SERVER);
    assertThatThrownBy(() -> connect(CERTIFICATES.anonymous(), "TLSv1.1"))
        .isInstanceOf(IOException.class);
  }

  @Test
  void withoutATrustFileNoClientCertificateIsAskedFor() throws Exception {
    listen(MllpListenerRoute.Tls.SERVER);
    try (var socket = connect(CERTIFICATES.anonymous(), "TLSv1.3")) {
      send(socket, "hello");
      assertThat(frame(socket.getInputStream())).isEqualTo("ack hello");
    }
    assertThat(fingerprints).containsExactly(Optional.empty());
  }

  @Test
  void plaintextOnTheTlsPortIsNotTaken() throws Exception {
    listen(MllpListenerRoute.Tls.SERVER);
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      send(socket, "hello");
      // a TLS alert at most, never an acknowledgement
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
          .doesNotContain("ack");
    }
    assertThat(taken).isEmpty();
  }

  /** With TLS 1.3 the client may believe in the connection until it reads. */
  private void refuses(SSLContext context) {
    assertThatThrownBy(
            () -> {
              try (var socket = connect(context, "TLSv1.3")) {
                send(socket, "hello");
                frame(socket.getInputStream());
              }
            })
        .isInstanceOfAny(IOException.class, AssertionError.class);
    assertThat(taken).isEmpty();
  }

  private void listen(MllpListenerRoute.Tls tls) throws Exception {
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    var server = CERTIFICATES.server();
    var trust = tls == MllpListenerRoute.Tls.MUTUAL ? CERTIFICATES.authority() : null;
    camel.getRegistry().bind("mllpListenerDecoder", MllpCodec.decoder(Framing.LISTENER));
    camel.getRegistry().bind("mllpEncoder", MllpCodec.encoder());
    camel
        .getRegistry()
        .bind("mllpTls", PemTls.parameters(server.certificate(), server.key(), trust));
    MessageIntake intake =
        (message, peer) -> {
          var text = new String(message, StandardCharsets.UTF_8);
          taken.add(text);
          fingerprints.add(peer.certificate());
          return Optional.of(("ack " + text).getBytes(StandardCharsets.UTF_8));
        };
    camel.addRoutes(new MllpListenerRoute("mllps", "127.0.0.1", port, tls, intake));
    camel.start();
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
