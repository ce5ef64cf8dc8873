package org.luer.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.luer.gateway.delivery.Outcome.Kind;
import org.luer.gateway.delivery.Shipment.Result;
import org.luer.gateway.mllp.Framing;
import org.luer.gateway.mllp.MllpCodec;

class MllpSenderRouteTest {
  private static final Shipment.Settings QUICK =
      new Shipment.Settings(
          Duration.ofSeconds(2), Duration.ofMillis(400), 1, false, Optional.empty());

  private final DefaultCamelContext camel = new DefaultCamelContext();

  @BeforeEach
  void start() throws Exception {
    camel.getRegistry().bind("mllpSenderDecoder", MllpCodec.decoder(Framing.SENDER));
    camel.getRegistry().bind("mllpEncoder", MllpCodec.encoder());
    camel.addRoutes(new MllpSenderRoute());
    camel.start();
  }

  @AfterEach
  void stop() {
    camel.stop();
  }

  @Test
  void keepsOneConnectionOpen() throws Exception {
    try (var peer = new MllpPeer(0, (m, s) -> MllpPeer.ack(s, "AA", MllpPeer.controlId(m)))) {
      for (int i = 0; i < 20; i++) {
        assertThat(send(peer.port(), "M" + i).outcome().kind()).isEqualTo(Kind.DELIVERED);
      }
      assertThat(peer.connections).hasValue(1);
      assertThat(peer.received).hasSize(20);
      assertThat(peer.received.get(0)).endsWith("東é\r");
    }
  }

  /** In one packet, in which the second would be read before anybody looked at the first. */
  @Test
  void theFirstOfTwoAnswersCounts() throws Exception {
    MllpPeer.Behaviour both =
        (m, s) -> {
          var id = MllpPeer.controlId(m);
          var second = id.startsWith("E") ? "AA" : "AE";
          var other = id.endsWith("0") ? "OTHER" : id;
          MllpPeer.raw(s, frame(id.startsWith("E") ? "AE" : "AA", id) + frame(second, other));
        };
    try (var peer = new MllpPeer(0, both)) {
      for (int i = 0; i < 100; i++) {
        assertThat(send(peer.port(), "A" + i).outcome().kind()).isEqualTo(Kind.DELIVERED);
        assertThat(send(peer.port(), "E" + i).outcome().code()).isEqualTo("ack-AE");
      }
      assertThat(peer.connections).hasValue(1);
    }
  }

  private static String frame(String code, String id) {
    return "\u000bMSH|^~\\&|H|H|L|L|20260101||ACK|1|P|2.5.1\rMSA|" + code + "|" + id + "\r\u001c\r";
  }

  @Test
  void connectsAgainWhenThePeerClosesAfterEachMessage() throws Exception {
    MllpPeer.Behaviour oneShot =
        (m, s) -> {
          MllpPeer.ack(s, "AA", MllpPeer.controlId(m));
          s.close();
        };
    try (var peer = new MllpPeer(0, oneShot)) {
      for (int i = 0; i < 5; i++) {
        assertThat(send(peer.port(), "M" + i).outcome().kind()).isEqualTo(Kind.DELIVERED);
        Thread.sleep(100);
      }
    }
  }

  /** Many times: how fast the refusal comes decides in which place of the sender it is met. */
  @Test
  void nobodyListeningIsRetried() throws Exception {
    try (var away = new MllpPeer.Away()) {
      for (int i = 0; i < 300; i++) {
        var outcome = send(away.port(), "M" + i).outcome();
        assertThat(outcome.kind()).isEqualTo(Kind.RETRYING);
        assertThat(outcome.code()).isEqualTo("no-connection");
      }
    }
  }

  @Test
  void lostHalfAndForeignAnswersAreAmbiguousAndCloseTheConnection() throws Exception {
    expect("no-answer", (m, s) -> {});
    expect("connection-lost", (m, s) -> s.close());
    expect("connection-lost", (m, s) -> s.setSoLinger(true, 0));
    expect("no-answer", (m, s) -> MllpPeer.raw(s, "\u000bMSH|^~\\&|H"));
    expect(
        "connection-lost",
        (m, s) -> {
          MllpPeer.raw(s, "\u000bMSH|^~\\&|H");
          s.close();
        });
    expect("ack-of-another", (m, s) -> MllpPeer.ack(s, "AA", "OTHER"));
    expect("ack-unreadable", (m, s) -> MllpPeer.raw(s, "\u000bhello\u001c\r"));
  }

  private void expect(String code, MllpPeer.Behaviour bad) throws Exception {
    MllpPeer.Behaviour once =
        (m, s) -> {
          if (MllpPeer.controlId(m).equals("BAD")) {
            bad.on(m, s);
            if (s.getSoLinger() == 0) {
              s.close();
            }
          } else {
            MllpPeer.ack(s, "AA", MllpPeer.controlId(m));
          }
        };
    try (var peer = new MllpPeer(0, once)) {
      assertThat(send(peer.port(), "GOOD").outcome().kind()).isEqualTo(Kind.DELIVERED);
      var result = send(peer.port(), "BAD");
      assertThat(result.outcome().kind()).as(code).isEqualTo(Kind.AMBIGUOUS);
      assertThat(result.outcome().code()).isEqualTo(code);
      assertThat(send(peer.port(), "GOOD2").outcome().kind()).isEqualTo(Kind.DELIVERED);
      assertThat(peer.connections).as("a new connection after " + code).hasValue(2);
    }
  }

  @Test
  void lateAnswerIsNeverCreditedToTheNextMessage() throws Exception {
    MllpPeer.Behaviour late =
        (m, s) -> {
          if (MllpPeer.controlId(m).equals("SLOW")) {
            Thread.sleep(700);
          }
          MllpPeer.ack(s, "AA", MllpPeer.controlId(m));
        };
    try (var peer = new MllpPeer(0, late)) {
      assertThat(send(peer.port(), "SLOW").outcome().code()).isEqualTo("no-answer");
      for (int i = 0; i < 5; i++) {
        assertThat(send(peer.port(), "M" + i).outcome().kind()).isEqualTo(Kind.DELIVERED);
        Thread.sleep(150);
      }
    }
  }

  private Result send(int port, String controlId) {
    var text = "MSH|^~\\&|L|L|H|H|20260101||ORU^R01^ORU_R01|" + controlId + "|P|2.5.1\rPID|東é\r";
    var shipment =
        new Shipment(
            URI.create("mllp://127.0.0.1:" + port),
            text.getBytes(StandardCharsets.UTF_8),
            Optional.of(controlId),
            false,
            QUICK);
    return camel.createProducerTemplate().requestBody(MllpSenderRoute.SEND, shipment, Result.class);
  }
}
