package org.luer.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.Test;
import org.luer.gateway.delivery.EndpointCheck.Grade;
import org.luer.gateway.delivery.EndpointCheck.Step;
import org.luer.gateway.mllp.Certificates;

/** What an operator is told of a partner's endpoint, against real sockets and real TLS. */
class EndpointCheckTest {
  private static final Certificates CERTIFICATES = Certificates.shared();
  private static final byte[] MESSAGE =
      "MSH|^~\\&|L|L|H|H|20260101||ORU^R01^ORU_R01|C1|T|2.5.1\r".getBytes(StandardCharsets.UTF_8);

  private final EndpointCheck check = new EndpointCheck(Clock.systemUTC(), Duration.ofSeconds(20));

  @Test
  void aPlainEndpointTakesTheTestMessage() throws Exception {
    try (var peer = new MllpPeer(listen(new ServerSocket()), MllpPeer.ALL_WELL)) {
      assertThat(check.run(uri("mllp", peer.port()), OutboundTls.Pem.NONE, MESSAGE))
          .extracting(Step::name, Step::grade)
          .containsExactly(
              tuple("address", Grade.OK), tuple("TCP", Grade.OK), tuple("message", Grade.OK));
      assertThat(peer.received).hasSize(1);
    }
  }

  @Test
  void nothingIsSentWithoutAMessage() throws Exception {
    try (var peer = new MllpPeer(listen(new ServerSocket()), MllpPeer.ALL_WELL)) {
      assertThat(check.run(uri("mllp", peer.port()), OutboundTls.Pem.NONE, null)).hasSize(2);
      assertThat(peer.received).isEmpty();
    }
  }

  @Test
  void aClosedPortIsNamed() throws Exception {
    try (var away = new MllpPeer.Away()) {
      var steps = check.run(uri("mllp", away.port()), OutboundTls.Pem.NONE, null);
      assertThat(steps)
          .last()
          .extracting(Step::name, Step::grade)
          .containsExactly("TCP", Grade.FAILED);
      assertThat(steps.get(1).text()).contains(String.valueOf(away.port()));
    }
  }

  @Test
  void anEncryptedEndpointShowsItsCertificateWithDates() throws Exception {
    try (var peer = new MllpPeer(tls(CERTIFICATES.server()), MllpPeer.ALL_WELL)) {
      var own = CERTIFICATES.client();
      var pem = new OutboundTls.Pem(CERTIFICATES.authority(), own.certificate(), own.key());
      var steps = check.run(uri("mllps", peer.port()), pem, MESSAGE);
      assertThat(steps)
          .extracting(Step::name)
          .containsExactly("own certificate", "address", "TCP", "TLS", "certificate", "message");
      assertThat(steps).extracting(Step::grade).doesNotContain(Grade.FAILED);
      assertThat(steps.get(4).text()).contains("CN=server").contains("valid from");
    }
  }

  @Test
  void anExpiredCertificateFails() throws Exception {
    var later =
        new EndpointCheck(
            Clock.fixed(Instant.parse("2199-01-01T00:00:00Z"), ZoneOffset.UTC),
            Duration.ofSeconds(20));
    try (var peer = new MllpPeer(tls(CERTIFICATES.server()), MllpPeer.ALL_WELL)) {
      var pem = new OutboundTls.Pem(CERTIFICATES.authority(), null, null);
      assertThat(later.run(uri("mllps", peer.port()), pem, null))
          .last()
          .extracting(Step::name, Step::grade)
          .containsExactly("certificate", Grade.FAILED);
    }
  }

  @Test
  void anUnknownAuthorityAndAMissingFileFailAtTls() throws Exception {
    try (var peer = new MllpPeer(tls(CERTIFICATES.stranger()), MllpPeer.ALL_WELL)) {
      for (var trust : new Path[] {CERTIFICATES.authority(), Path.of("no-such-file.pem")}) {
        assertThat(
                check.run(uri("mllps", peer.port()), new OutboundTls.Pem(trust, null, null), null))
            .last()
            .extracting(Step::name, Step::grade)
            .containsExactly("TLS", Grade.FAILED);
      }
    }
  }

  private static URI uri(String scheme, int port) {
    return URI.create(scheme + "://127.0.0.1:" + port);
  }

  private static SSLServerSocket tls(Certificates.Identity identity) throws Exception {
    return (SSLServerSocket)
        listen(CERTIFICATES.context(identity).getServerSocketFactory().createServerSocket());
  }

  private static ServerSocket listen(ServerSocket socket) throws Exception {
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    return socket;
  }
}
