package org.luer.gateway.mllp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A listener over real sockets, and what senders do to it. */
class MllpListenerTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Framing USUAL = Framing.LISTENER;

  private final MllpThreads threads = new MllpThreads(8, Duration.ofSeconds(5));
  private final List<String> taken = new CopyOnWriteArrayList<>();
  private final List<MllpListener> listeners = new ArrayList<>();
  private final Semaphore gate = new Semaphore(0);
  private final AtomicInteger large = new AtomicInteger();
  private final AtomicInteger mostLarge = new AtomicInteger();
  private int port;

  private final MessageIntake intake =
      new MessageIntake() {
        @Override
        public Reply accept(byte[] message, Peer peer) {
          var text = new String(message, StandardCharsets.UTF_8);
          if (text.equals("no answer")) {
            return Reply.hangUp();
          }
          if (text.equals("nothing")) {
            return Reply.silence();
          }
          if (text.equals("database away")) {
            throw new IllegalStateException("away");
          }
          if (text.startsWith("wait")) {
            gate.acquireUninterruptibly();
          }
          taken.add(text.length() > 100 ? "long" : text);
          if (message.length > Room.MEDIUM) {
            mostLarge.accumulateAndGet(large.incrementAndGet(), Math::max);
            text = "of " + message.length;
            large.decrementAndGet();
          }
          return Reply.answer(("ack " + text).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public Reply tooLong(Oversize message, Peer peer) {
          var begin = new String(message.beginning(), 0, 3, StandardCharsets.UTF_8);
          var text = "too long " + message.bytes() + " > " + message.limit() + " " + begin;
          return Reply.answer(text.getBytes(StandardCharsets.UTF_8));
        }
      };

  @AfterEach
  void stop() {
    gate.release(1000);
    listeners.forEach(MllpListener::close);
    threads.close();
  }

  private MllpListener listen() {
    return listen(USUAL, 256, HOUR, Duration.ofSeconds(5));
  }

  private MllpListener listen(Framing framing, int connections, Duration idle, Duration quiet) {
    var options =
        new MllpListener.Options(
            "mllp", "127.0.0.1", 0, framing, connections, idle, Optional.empty());
    var listener = new MllpListener(options, intake, threads, quiet);
    port = listener.start();
    listeners.add(listener);
    return listener;
  }

  @Test
  void answersPipelinedMessagesInOrder() throws Exception {
    listen();
    for (int n : List.of(16, 200)) {
      try (var client = MllpClient.to(port)) {
        var all = IntStream.range(0, n).mapToObj(i -> "\u000bé" + i + "\u001c\r");
        client.write(all.collect(Collectors.joining()));
        for (int i = 0; i < n; i++) {
          assertThat(client.answer()).contains("ack é" + i);
        }
      }
    }
    assertThat(taken).hasSize(216);
  }

  @Test
  void readsMessagesByteByByte() throws Exception {
    listen();
    try (var client = MllpClient.to(port)) {
      for (byte b : "\u000bé 1\u001c\r\u000b東 2\u001c\r".getBytes(StandardCharsets.UTF_8)) {
        client.write(new byte[] {b});
      }
      assertThat(client.answer()).contains("ack é 1");
      assertThat(client.answer()).contains("ack 東 2");
    }
  }

  @Test
  void findsMessagesInNoise() throws Exception {
    listen();
    try (var client = MllpClient.to(port)) {
      client.write("GET / HTTP/1.1\r\n\0\0\u000ba\u001c\r~~noise~~\u000b\u000bb\u001c\n");
      client.write("\ufeffMSH|no start\u001c\r\r\n\u000bhalf a mess\u000bc\u001c\r\u000b\u001c\r");
      assertThat(client.answer()).contains("ack a");
      assertThat(client.answer()).as("VT twice, LF at the end").contains("ack b");
      assertThat(client.answer()).as("no VT").contains("ack MSH|no start");
      assertThat(client.answer()).as("given up and begun again").contains("ack c");
      assertThat(client.answer()).as("empty").contains("ack ");
    }
  }

  @Test
  void answersASenderThatWaitsAfterFsWithoutCr() throws Exception {
    listen();
    try (var client = MllpClient.to(port)) {
      assertThat(client.write("\u000ba\u001c").answer()).contains("ack a");
      assertThat(client.write("\r").ask("b")).isEqualTo("ack b");
    }
  }

  @Test
  void readsTwentyFiveMegabytesAndRefusesMoreThanTheLimit() throws Exception {
    listen();
    try (var client = MllpClient.to(port)) {
      assertThat(client.ask("x".repeat(25 << 20))).isEqualTo("ack of " + (25 << 20));
      int much = (32 << 20) + 5;
      assertThat(client.ask("y".repeat(much)))
          .isEqualTo("too long " + much + " > " + (32 << 20) + " yyy");
      assertThat(client.ask("after")).as("the connection goes on").isEqualTo("ack after");
    }
  }

  @Test
  void dropsWhatIsTooLongAsItComes() throws Exception {
    listen(new Framing(1000, USUAL.endGrace(), HOUR, HOUR, true), 5, HOUR, HOUR);
    try (var client = MllpClient.to(port)) {
      for (int length : List.of(1000, 1001, 1_000_000)) {
        var answer = client.ask("z".repeat(length));
        var told = length > 1000 ? "too long " + length + " > 1000 zzz" : "ack z";
        assertThat(answer).startsWith(told);
      }
      assertThat(client.write("\u000b" + "w".repeat(5000) + "\u000bnew\u001c\r").answer())
          .as("given up and begun again")
          .contains("ack new");
    }
  }

  @Test
  void worksOnFewLargeMessagesAtATime() throws Exception {
    listen();
    var message = "x".repeat(Room.MEDIUM + (1 << 20));
    assertThat(atOnce(10, i -> ask(message))).containsOnly("ack of " + message.length());
    assertThat(mostLarge.get()).isBetween(1, 2);
  }

  @Test
  void smallMessagesDoNotWaitForLargeOnes() throws Exception {
    listen();
    var large = "\u000bwait" + "x".repeat(Room.SMALL) + "\u001c\r";
    var clients = new ArrayList<MllpClient>();
    for (int i = 0; i < 8; i++) { // as many as are worked on at once
      clients.add(MllpClient.to(port).write(large));
    }
    try {
      await().until(() -> gate.getQueueLength() == 8);
      assertThat(ask("small")).isEqualTo("ack small");
    } finally {
      gate.release(8);
      for (var client : clients) {
        client.close();
      }
    }
  }

  @Test
  void takesNothingOfABrokenFrameAndGoesOnWithOthers() throws Exception {
    listen();
    for (var part : List.of("\u000bhalf", "\u000b" + "x".repeat(6 << 20), "MSH|", "noise")) {
      MllpClient.to(port).write(part).reset();
    }
    assertThat(ask("whole")).isEqualTo("ack whole");
    assertThat(atOnce(4, i -> ask("y".repeat(5 << 20)))).as("places are free").hasSize(4);
    assertThat(taken).containsOnly("whole", "long");
  }

  @Test
  void answersTwoHundredConnections() throws Exception {
    listen();
    Asking five =
        i -> {
          var answers = new StringBuilder();
          try (var client = MllpClient.to(port)) {
            for (int n = 0; n < 5; n++) {
              answers.append(client.ask("c" + i + "m" + n)).append(' ');
            }
          }
          return answers.toString();
        };
    var expected =
        IntStream.range(0, 200)
            .mapToObj(
                i ->
                    IntStream.range(0, 5)
                        .mapToObj(n -> "ack c" + i + "m" + n + " ")
                        .collect(Collectors.joining()));
    assertThat(atOnce(200, five)).containsExactlyElementsOf(expected.toList());
    assertThat(taken).hasSize(1000).doesNotHaveDuplicates();
  }

  @Test
  void limitsConnectionsAndLetsTheQuietestMakeRoom() throws Exception {
    listen(USUAL, 2, HOUR, Duration.ofMillis(300));
    try (var quiet = MllpClient.to(port);
        var working = MllpClient.to(port).send("wait")) {
      assertThat(quiet.ask("a")).isEqualTo("ack a");
      try (var early = MllpClient.to(port)) {
        assertThat(early.answer()).as("nobody was quiet for long").isEmpty();
      }
      Thread.sleep(400);
      try (var third = MllpClient.to(port)) {
        assertThat(third.ask("c")).isEqualTo("ack c");
        assertThat(quiet.answer()).as("made room").isEmpty();
        gate.release();
        assertThat(working.answer()).contains("ack wait");
      }
    }
  }

  @Test
  void closesFramesThatStayUnfinishedAndNoOthers() throws Exception {
    var silence = Duration.ofMillis(300);
    var whole = Duration.ofMillis(900);
    listen(new Framing(1 << 20, USUAL.endGrace(), silence, whole, true), 50, HOUR, HOUR);
    try (var other = MllpClient.to(port);
        var silent = MllpClient.to(port).write("\u000bhalf");
        var trickle = MllpClient.to(port).write("\u000bslow")) {
      boolean closed = false;
      for (int i = 0; i < 200 && !closed; i++) {
        assertThat(other.ask("m" + i)).isEqualTo("ack m" + i);
        Thread.sleep(20);
        closed = !write(trickle, "x");
      }
      assertThat(closed).as("one byte at a time does not keep a frame alive").isTrue();
      assertThat(silent.answer()).isEmpty();
      assertThat(other.ask("still here")).isEqualTo("ack still here");
    }
  }

  private static boolean write(MllpClient client, String text) {
    try {
      client.write(text);
      return true;
    } catch (java.io.IOException closed) {
      return false;
    }
  }

  @Test
  void closesIdleConnectionsButNotWaitingOnes() throws Exception {
    listen(USUAL, 50, Duration.ofMillis(300), HOUR);
    try (var idle = MllpClient.to(port);
        var waiting = MllpClient.to(port).send("wait")) {
      assertThat(idle.answer()).isEmpty();
      Thread.sleep(600);
      gate.release();
      assertThat(waiting.answer()).contains("ack wait");
    }
  }

  @Test
  void readsNoFurtherThanItsAnswersAreRead() throws Exception {
    listen();
    int many = 60_000;
    var text = "m".repeat(99);
    try (var client = MllpClient.to(port)) {
      var writer =
          new Thread(
              () -> {
                for (int i = 0; i < many && write(client, "\u000b" + text + "\u001c\r"); i++) {
                  Thread.onSpinWait();
                }
              });
      writer.start();
      var seen = new AtomicInteger(-1);
      await()
          .pollInterval(Duration.ofMillis(500))
          .atMost(Duration.ofSeconds(60))
          .until(() -> seen.getAndSet(taken.size()) == taken.size());
      assertThat(taken.size()).as("taken while nobody reads the answers").isLessThan(many);
      for (int i = 0; i < many; i++) {
        assertThat(client.answer()).contains("ack " + text);
      }
      writer.join();
    }
    assertThat(taken).hasSize(many);
  }

  @Test
  void answersASenderThatClosedItsOwnDirection() throws Exception {
    listen();
    try (var client = MllpClient.to(port)) {
      client.write("\u000ba\u001c\r\u000bb\u001c\r\u000bc\u001c").endOutput();
      for (var name : List.of("a", "b", "c")) {
        assertThat(client.answer()).contains("ack " + name);
      }
      assertThat(client.answer()).isEmpty();
    }
  }

  @Test
  void closesWithoutAnswerWhenTheIntakeCannotTakeIt() throws Exception {
    listen();
    for (var text : List.of("no answer", "database away")) {
      try (var client = MllpClient.to(port)) {
        assertThat(client.send(text).answer()).as(text).isEmpty();
      }
    }
    try (var client = MllpClient.to(port)) {
      assertThat(client.send("nothing").ask("b")).isEqualTo("ack b");
    }
  }

  @Test
  void aStopAnswersWhatItTookAndTakesNothingMore() throws Exception {
    var listener = listen();
    try (var client = MllpClient.to(port)) {
      client.send("wait").send("too late");
      await().atMost(Duration.ofSeconds(60)).until(() -> gate.hasQueuedThreads());
      var closing = new Thread(listener::close);
      closing.start();
      await().atMost(Duration.ofSeconds(60)).until(listener::stopping);
      gate.release();
      assertThat(client.answer()).contains("ack wait");
      assertThat(client.answer()).isEmpty();
      closing.join();
      assertThat(taken).containsExactly("wait");
    }
  }

  private String ask(String message) throws Exception {
    try (var client = MllpClient.to(port)) {
      return client.ask(message);
    }
  }

  private interface Asking {
    String ask(int number) throws Exception;
  }

  /** As many senders, which all begin when all are there; what they were told, in their order. */
  private static List<String> atOnce(int senders, Asking asking) throws Exception {
    var pool = Executors.newFixedThreadPool(senders);
    var start = new CountDownLatch(senders);
    try {
      var all = new ArrayList<Callable<String>>();
      for (int i = 0; i < senders; i++) {
        int number = i;
        all.add(
            () -> {
              start.countDown();
              start.await();
              return asking.ask(number);
            });
      }
      var told = new ArrayList<String>();
      for (var future : pool.invokeAll(all)) {
        told.add(future.get());
      }
      return told;
    } finally {
      pool.shutdownNow();
    }
  }
}
