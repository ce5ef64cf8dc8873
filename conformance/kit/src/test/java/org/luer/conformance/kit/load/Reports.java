package org.luer.conformance.kit.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.luer.conformance.kit.MllpHospital;

/** A ward's ORU^R01 messages of 20 observations, 2.4 KB, about 64 patients in turn. */
final class Reports {
  private Reports() {}

  /** Sends so many over so many connections; nanoseconds until each was acknowledged with AA. */
  static AtomicLongArray send(int port, int connections, int count, String name) throws Exception {
    return send(port, connections, count, name, n -> System.nanoTime());
  }

  /**
   * Sends at a steady rate; nanoseconds from when each was due until it was acknowledged with AA,
   * so that a slow answer counts for all that had to wait behind it.
   */
  static AtomicLongArray pace(
      int port, int connections, double perSecond, Duration length, String name) throws Exception {
    long start = System.nanoTime();
    int count = (int) (perSecond * length.toSeconds());
    return send(port, connections, count, name, n -> start + (long) (n * 1e9 / perSecond));
  }

  private static AtomicLongArray send(
      int port, int connections, int count, String name, IntToLongFunction due) throws Exception {
    var answers = new AtomicLongArray(count);
    var next = new AtomicInteger();
    var pool = Executors.newFixedThreadPool(connections);
    try {
      var senders = new ArrayList<Callable<Void>>();
      for (int c = 0; c < connections; c++) {
        senders.add(
            () -> {
              send(port, name, next, answers, due);
              return null;
            });
      }
      for (var sender : pool.invokeAll(senders)) {
        sender.get();
      }
    } finally {
      pool.shutdown();
    }
    return answers;
  }

  private static void send(
      int port, String name, AtomicInteger next, AtomicLongArray answers, IntToLongFunction due)
      throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      var in = new BufferedInputStream(socket.getInputStream());
      for (int n = next.getAndIncrement(); n < answers.length(); n = next.getAndIncrement()) {
        var message = message(name, n);
        long start = due.applyAsLong(n);
        LockSupport.parkNanos(start - System.nanoTime());
        var answer = MllpHospital.exchange(socket.getOutputStream(), in, message);
        answers.set(n, System.nanoTime() - start);
        assertThat(answer).contains("\rMSA|AA|");
      }
    }
  }

  /** The 99th percentile in milliseconds. */
  static double p99(AtomicLongArray answers) {
    var sorted = IntStream.range(0, answers.length()).mapToLong(answers::get).sorted().toArray();
    return sorted[sorted.length * 99 / 100] / 1e6;
  }

  private static String message(String name, int n) {
    var id = name + "-" + n;
    var text = new StringBuilder(2600);
    text.append("MSH|^~\\&|WARD|RGH|LUER|NLKC|20250312080000-0500||ORU^R01^ORU_R01|")
        .append(id)
        .append("|P|2.5.1|||||USA|UNICODE UTF-8\r");
    text.append("PID|1||M")
        .append(n % 64)
        .append("^^^RGHMRN^MR||ZZTEST^PERSON^")
        .append(n % 64)
        .append("^^^^L||19840719|F\r");
    text.append("PV1|1|O|WARD7||||||||||||||||").append(id).append("^^^WARDVN^VN\r");
    text.append("OBR|1||")
        .append(id)
        .append("^WARDFIL|85353-1^Vital signs panel^LN|||20250312075500-0500")
        .append("|||||||||||||||20250312080000-0500||NRS|F\r");
    for (int i = 0; i < 20; i++) {
      var sign =
          List.of(
                  "8480-6^Systolic blood pressure^LN|%d|%d|mm[Hg]^millimeter of mercury^UCUM",
                  "8462-4^Diastolic blood pressure^LN|%d|%d|mm[Hg]^millimeter of mercury^UCUM",
                  "8867-4^Heart rate^LN|%d|%d|/min^per minute^UCUM",
                  "9279-1^Respiratory rate^LN|%d|%d|/min^per minute^UCUM")
              .get(i % 4)
              .formatted(i / 4 + 1, List.of(120, 75, 70, 14).get(i % 4) + n % 3);
      text.append("OBX|")
          .append(i + 1)
          .append("|NM|")
          .append(sign)
          .append("|||||F|||2025031207%02d00-0500\r".formatted(30 + i / 4 * 5));
    }
    return text.toString();
  }

  /** The ward that sends and the hospital that gets it. */
  static String partners(int port) {
    return """
        - id: rgh
          kind: hospital
          name: Regional General
          zone: America/Chicago
          authority: {namespace: RGHMRN}
          patients: all
          receives:
            - {transport: "mllp://127.0.0.1:%d", format: hl7v2, to: {application: EPIC, facility: RGH}, exchanges: [sessionreport], messages: [ORU_R01], from: [ward], connections: 16}
        - id: ward
          kind: hospital
          name: Ward
          zone: America/Chicago
          authority: {namespace: RGHMRN}
          identify: {application: WARD, facility: RGH}
          sends: {exchanges: [sessionreport]}
        """
        .formatted(port);
  }
}
