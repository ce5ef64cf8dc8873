package org.luer.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLServerSocket;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.delivery.Outcome.Kind;
import org.luer.gateway.delivery.Shipment.Result;
import org.luer.gateway.mllp.Certificates;
import org.luer.gateway.mllp.Framing;
import org.luer.gateway.mllp.MllpCodec;
import org.luer.gateway.mllp.PemTls;

/** Sending to {@code mllps://} over real sockets. */
class MllpsSenderTest {
  private static final Certificates CERTIFICATES = Certificates.shared();

  private final DefaultCamelContext camel = new DefaultCamelContext();

  @AfterEach
  void stop() {
    camel.stop();
  }

  @Test
  void showsItsCertificateAndKeepsTheConnection() throws Exception {
    start(CERTIFICATES.client());
    try (var peer = peer(CERTIFICATES.server(), true)) {
      for (int i = 0; i < 5; i++) {
        assertThat(send(peer.port(), "M" + i)).isEqualTo(Kind.DELIVERED + " delivered");
      }
      assertThat(peer.connections).hasValue(1);
      assertThat(peer.received).hasSize(5);
      assertThat(peer.received.get(0)).endsWith("東é\r");
    }
  }

  @Test
  void sendsNothingWhenTheServerWantsACertificateThatItDoesNotGet() throws Exception {
    start(null);
    try (var peer = peer(CERTIFICATES.server(), true)) {
      assertThat(send(peer.port(), "M1")).doesNotStartWith("DELIVERED");
      assertThat(peer.received).isEmpty();
    }
  }

  @Test
  void sendsNothingToAServerThatNobodyVouchesFor() throws Exception {
    start(CERTIFICATES.client());
    try (var peer = peer(CERTIFICATES.stranger(), false)) {
      assertThat(send(peer.port(), "M1")).isEqualTo(Kind.RETRYING + " no-tls");
      assertThat(peer.received).isEmpty();
    }
  }

  @Test
  void sendsNothingToAServerWhoseCertificateNamesAnotherHost() throws Exception {
    start(CERTIFICATES.client());
    try (var peer = peer(CERTIFICATES.client(), false)) {
      assertThat(send(peer.port(), "M1")).isEqualTo(Kind.RETRYING + " no-tls");
      assertThat(peer.received).isEmpty();
    }
  }

  @Test
  void anEndpointIsCheckedAgainstItsOwnTrustFileAndShownItsOwnCertificate() throws Exception {
    start(null);
    var own = CERTIFICATES.client();
    var pem =
        new OutboundTls.Pem(CERTIFICATES.stranger().certificate(), own.certificate(), own.key());
    try (var peer = peer(CERTIFICATES.stranger(), true)) {
      assertThat(send(peer.port(), "M1", pem)).isEqualTo(Kind.DELIVERED + " delivered");
      assertThat(send(peer.port(), "M2")).isEqualTo(Kind.RETRYING + " no-tls");
      assertThat(peer.received).hasSize(1);
    }
  }

  @Test
  void anEndpointMayHavePkcs12FilesAndTheirPasswordMustFit(@TempDir Path folder) throws Exception {
    start(null);
    var store = CERTIFICATES.store(CERTIFICATES.client());
    var trust = CERTIFICATES.trustStore();
    var wrong = Files.writeString(folder.resolve("password"), "wrong");
    try (var peer = peer(CERTIFICATES.server(), true)) {
      var right = new OutboundTls.Pem(trust, null, null, store, CERTIFICATES.password());
      assertThat(send(peer.port(), "M1", right)).isEqualTo(Kind.DELIVERED + " delivered");
      var locked = new OutboundTls.Pem(trust, null, null, store, wrong);
      assertThat(send(peer.port(), "M2", locked)).isEqualTo(Kind.HELD + " no-certificate");
      assertThat(peer.received).hasSize(1);
    }
  }

  @Test
  void aRenewedTrustFileServesWithoutRestart(@TempDir Path folder) throws Exception {
    start(CERTIFICATES.client());
    var trust = folder.resolve("trust.pem");
    Files.copy(CERTIFICATES.authority(), trust);
    var pem = new OutboundTls.Pem(trust, null, null);
    try (var peer = peer(CERTIFICATES.stranger(), false)) {
      assertThat(send(peer.port(), "M1", pem)).isEqualTo(Kind.RETRYING + " no-tls");
      Files.copy(CERTIFICATES.stranger().certificate(), trust, StandardCopyOption.REPLACE_EXISTING);
      assertThat(send(peer.port(), "M2", pem)).isEqualTo(Kind.DELIVERED + " delivered");
    }
  }

  @Test
  void aMissingCertificateFileHoldsTheMessage(@TempDir Path folder) throws Exception {
    start(CERTIFICATES.client());
    try (var peer = peer(CERTIFICATES.server(), false)) {
      assertThat(
              send(peer.port(), "M1", new OutboundTls.Pem(folder.resolve("none.pem"), null, null)))
          .isEqualTo(Kind.HELD + " no-certificate");
      assertThat(peer.received).isEmpty();
    }
  }

  /** A connection that failed must not be missing from the pool afterwards. */
  @Test
  void sendsAgainAfterManyFailedHandshakes() throws Exception {
    start(CERTIFICATES.client());
    int port;
    try (var peer = peer(CERTIFICATES.stranger(), false)) {
      port = peer.port();
      for (int i = 0; i < 15; i++) {
        assertThat(send(port, "M" + i)).isEqualTo(Kind.RETRYING + " no-tls");
      }
    }
    try (var peer = peer(CERTIFICATES.server(), true, port)) {
      assertThat(send(port, "M")).isEqualTo(Kind.DELIVERED + " delivered");
      assertThat(peer.received).hasSize(1);
    }
  }

  private void start(Certificates.@Nullable Identity own) throws Exception {
    camel.getRegistry().bind("mllpSenderDecoder", MllpCodec.decoder(Framing.SENDER));
    camel.getRegistry().bind("mllpEncoder", MllpCodec.encoder());
    var trust = CERTIFICATES.authority();
    camel
        .getRegistry()
        .bind(
            "mllpTls",
            own == null
                ? PemTls.parameters(null, null, trust)
                : PemTls.parameters(own.certificate(), own.key(), trust));
    camel.addRoutes(new MllpSenderRoute());
    camel.start();
  }

  private static MllpPeer peer(Certificates.Identity identity, boolean clientCertificate)
      throws IOException {
    return peer(identity, clientCertificate, 0);
  }

  private static MllpPeer peer(Certificates.Identity identity, boolean clientCertificate, int port)
      throws IOException {
    var socket =
        (SSLServerSocket)
            CERTIFICATES.context(identity).getServerSocketFactory().createServerSocket();
    socket.setReuseAddress(true);
    socket.setNeedClientAuth(clientCertificate);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return new MllpPeer(socket, MllpPeer.ALL_WELL);
  }

  private String send(int port, String controlId) {
    return send(port, controlId, OutboundTls.Pem.NONE);
  }

  private String send(int port, String controlId, OutboundTls.Pem pem) {
    var text = "MSH|^~\\&|L|L|H|H|20260101||ORU^R01^ORU_R01|" + controlId + "|P|2.5.1\rPID|東é\r";
    var shipment =
        new Shipment(
            URI.create("mllps://127.0.0.1:" + port),
            text.getBytes(StandardCharsets.UTF_8),
            Optional.of(controlId),
            false,
            new Shipment.Settings(
                Duration.ofSeconds(5), Duration.ofSeconds(5), 1, false, Optional.empty(), pem));
    var result =
        camel.createProducerTemplate().requestBody(MllpSenderRoute.SEND, shipment, Result.class);
    return result.outcome().kind() + " " + result.outcome().code();
  }
}
