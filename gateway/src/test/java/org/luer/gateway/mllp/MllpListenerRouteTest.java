package org.luer.gateway.mllp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MllpListenerRouteTest {
  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final List<String> taken = new CopyOnWriteArrayList<>();
  private int port;

  @BeforeEach
  void listen() throws Exception {
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    camel.getRegistry().bind("mllpListenerDecoder", MllpCodec.decoder(Framing.LISTENER));
    camel.getRegistry().bind("mllpEncoder", MllpCodec.encoder());
    MessageIntake intake =
        (message, peer) -> {
          var text = new String(message, StandardCharsets.UTF_8);
          if (text.equals("no answer")) {
            return Optional.empty();
          }
          if (text.equals("database away")) {
            throw new IllegalStateException("away");
          }
          taken.add(text);
          if (text.length() > 1000) {
            text = "of " + text.length();
          }
          return Optional.of(("ack " + text).getBytes(StandardCharsets.UTF_8));
        };
    camel.addRoutes(
        new MllpListenerRoute("mllp", "127.0.0.1", port, MllpListenerRoute.Tls.NONE, intake));
    camel.start();
  }

  @AfterEach
  void stop() {
    camel.stop();
  }

  @Test
  void answersPipelinedMessagesInOrder() throws Exception {
    try (var socket = connect()) {
      var all = new StringBuilder();
      for (int i = 0; i < 200; i++) {
        all.append("\u000bé").append(i).append("\u001c\r");
      }
      socket.getOutputStream().write(all.toString().getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < 200; i++) {
        assertThat(frame(socket.getInputStream())).isEqualTo("ack é" + i);
      }
    }
    assertThat(taken).hasSize(200);
  }

  @Test
  void readsTwentyMebibytes() throws Exception {
    var big = "x".repeat(20 << 20);
    try (var socket = connect()) {
      var bytes = ("\u000b" + big + "\u001c\r").getBytes(StandardCharsets.US_ASCII);
      socket.getOutputStream().write(bytes);
      assertThat(frame(socket.getInputStream())).isEqualTo("ack of " + (20 << 20));
    }
  }

  @Test
  void closesWithoutAnswerWhenTheIntakeCannotTakeIt() throws Exception {
    for (var text : List.of("no answer", "database away")) {
      try (var socket = connect()) {
        var bytes = ("\u000b" + text + "\u001c\r").getBytes(StandardCharsets.US_ASCII);
        socket.getOutputStream().write(bytes);
        assertThat(socket.getInputStream().read()).as(text).isEqualTo(-1);
      }
    }
  }

  @Test
  void goesOnAfterTheConnectionOfAnotherSenderBroke() throws Exception {
    try (var socket = connect()) {
      socket.getOutputStream().write("\u000bhalf".getBytes(StandardCharsets.US_ASCII));
      socket.setSoLinger(true, 0);
    }
    try (var socket = connect()) {
      socket.getOutputStream().write("\u000bwhole\u001c\r".getBytes(StandardCharsets.US_ASCII));
      assertThat(frame(socket.getInputStream())).isEqualTo("ack whole");
    }
    assertThat(taken).containsExactly("whole");
  }

  private Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(10_000);
    return socket;
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
