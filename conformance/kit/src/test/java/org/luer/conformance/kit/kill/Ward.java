package org.luer.conformance.kit.kill;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.luer.conformance.kit.MllpHospital;

/**
 * A ward that reports without pause, one connection and one patient for each of its senders: a
 * message that was not acknowledged goes out again, under the same control id, until it is.
 */
final class Ward implements AutoCloseable {
  private final List<Integer> ports;
  private final List<Thread> senders = new ArrayList<>();
  private final AtomicBoolean going = new AtomicBoolean(true);
  private final ConcurrentHashMap<String, String> acknowledged = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, String> refused = new ConcurrentHashMap<>();

  /** Senders that take these listeners in turn, the next one when one is not there. */
  Ward(int senders, List<Integer> ports) {
    this.ports = List.copyOf(ports);
    for (int n = 0; n < senders; n++) {
      int patient = n;
      var thread = new Thread(() -> send(patient), "kit-ward-" + n);
      thread.setDaemon(true);
      thread.start();
      this.senders.add(thread);
    }
  }

  /** Visit numbers of the messages that were acknowledged with AA. */
  List<String> acknowledged() {
    return List.copyOf(acknowledged.keySet());
  }

  /** Answers other than AA, by visit number. */
  ConcurrentHashMap<String, String> refused() {
    return refused;
  }

  /** Waits until so many more messages were acknowledged. */
  void awaitMore(int count) throws InterruptedException {
    int goal = acknowledged.size() + count;
    while (acknowledged.size() < goal) {
      Thread.sleep(20);
    }
  }

  /** Ends every sender after the acknowledgement of its last message. */
  void finish() throws InterruptedException {
    going.set(false);
    for (var sender : senders) {
      sender.join(120_000);
      if (sender.isAlive()) {
        throw new IllegalStateException("a message is not acknowledged for two minutes");
      }
    }
  }

  private void send(int patient) {
    @Nullable Connection connection = null;
    int at = patient;
    for (int n = 0; going.get(); n++) {
      var visit = "W%02d-%06d".formatted(patient, n);
      var message = message(patient, visit, n);
      while (!acknowledged.containsKey(visit) && !refused.containsKey(visit)) {
        try {
          if (connection == null) {
            connection = new Connection(ports.get(at++ % ports.size()));
          }
          note(visit, connection.exchange(message));
        } catch (IOException gone) {
          close(connection);
          connection = null;
          sleep(50);
        }
      }
    }
    close(connection);
  }

  private void note(String visit, String answer) throws IOException {
    if (answer.contains("\rMSA|AA|" + visit)) {
      acknowledged.put(visit, answer);
    } else if (answer.isEmpty()) {
      throw new IOException("closed without an answer");
    } else {
      refused.put(visit, answer);
    }
  }

  private static void close(@Nullable Connection connection) {
    if (connection != null) {
      try {
        connection.socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String message(int patient, String visit, int n) {
    return String.join(
        "\r",
        "MSH|^~\\&|WARD|RGH|LUER|NLKC|20250312080000-0500||ORU^R01^ORU_R01|"
            + visit
            + "|P|2.5.1|||||USA|UNICODE UTF-8",
        "PID|1||M" + patient + "^^^RGHMRN^MR||ZZTEST^PERSON^" + patient + "^^^^L||19840719|F",
        "PV1|1|O|WARD7||||||||||||||||" + visit + "^^^WARDVN^VN",
        "OBR|1||"
            + visit
            + "^WARDFIL|85353-1^Vital signs panel^LN|||20250312075500-0500"
            + "|||||||||||||||20250312080000-0500||NRS|F",
        "OBX|1|NM|8867-4^Heart rate^LN|1|"
            + (60 + n % 60)
            + "|/min^per minute^UCUM|||||F|||20250312075500-0500",
        "");
  }

  @Override
  public void close() {
    going.set(false);
    senders.forEach(Thread::interrupt);
  }

  /** One connection, one message at a time. */
  private static final class Connection {
    private final Socket socket = new Socket();
    private final BufferedInputStream in;

    Connection(int port) throws IOException {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2_000);
      socket.setSoTimeout(30_000);
      in = new BufferedInputStream(socket.getInputStream());
    }

    String exchange(String message) throws IOException {
      return MllpHospital.exchange(socket.getOutputStream(), in, message);
    }
  }
}
