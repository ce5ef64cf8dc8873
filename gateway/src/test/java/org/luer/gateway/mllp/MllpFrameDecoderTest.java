package org.luer.gateway.mllp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.TooLongFrameException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class MllpFrameDecoderTest {
  private static final Framing FAST =
      new Framing(
          1000, Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofSeconds(5), false);

  private static final Framing LARGE =
      new Framing(
          25 << 20, Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofMinutes(5), false);

  @Test
  void framesInOneWriteComeOutInOrder() {
    var all = IntStream.range(0, 16).mapToObj(i -> "<m" + i + ">").collect(Collectors.joining());
    assertThat(read(all)).hasSize(16).startsWith("m0", "m1").endsWith("m15");
  }

  @Test
  void toleratesWhatPeersDoBetweenAndAfterFrames() {
    assertThat(read("<a>\n<b>\r\n<c>")).containsExactly("a", "b", "c");
    assertThat(read("junk<a>more<b>")).containsExactly("a", "b");
    assertThat(read("MSH|no start>\r<good>")).containsExactly("MSH|no start", "good");
    assertThat(read("junk MSH|x>\r<good>")).as("not at a line's start").containsExactly("good");
    assertThat(read("{a/\n{b/\r")).as("FS LF").containsExactly("a", "b");
    assertThat(read("<a/b>")).as("a lone FS in the message").containsExactly("a\u001cb");
    assertThat(read("<>")).as("empty frame").containsExactly("");
  }

  @Test
  void missingCarriageReturnDoesNotMergeTwoMessages() {
    assertThat(read("{a/{b/\r")).containsExactly("a", "b");
  }

  @Test
  void abortedFrameRestartsAtTheNextStart() {
    assertThat(read("{half a mess{whole>")).containsExactly("whole");
    assertThat(read("{{{a>")).containsExactly("a");
  }

  @Test
  void frameWithoutCarriageReturnIsTakenWhenTheSenderWaits() throws Exception {
    var channel = new EmbeddedChannel(new MllpFrameDecoder(FAST));
    channel.writeInbound(Unpooled.wrappedBuffer(wire("{a/")));
    assertThat(channel.<byte[]>readInbound()).isNull();
    Thread.sleep(40);
    channel.runScheduledPendingTasks();
    assertThat(channel.<byte[]>readInbound()).isEqualTo("a".getBytes(StandardCharsets.UTF_8));
    channel.writeInbound(Unpooled.wrappedBuffer(wire("\r<b>")));
    assertThat(channel.<byte[]>readInbound()).isEqualTo("b".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void frameThatFallsSilentClosesTheConnection() throws Exception {
    var channel = new EmbeddedChannel(new MllpFrameDecoder(FAST));
    channel.writeInbound(Unpooled.wrappedBuffer(wire("{half")));
    Thread.sleep(100);
    channel.writeInbound(Unpooled.wrappedBuffer(wire(" more")));
    Thread.sleep(150);
    channel.runScheduledPendingTasks();
    assertThat(channel.isOpen()).as("it spoke 150 ms ago").isTrue();
    Thread.sleep(100);
    channel.runScheduledPendingTasks();
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void frameWithoutCarriageReturnIsTakenWhenTheConnectionEnds() {
    var channel = new EmbeddedChannel(new MllpFrameDecoder(FAST));
    channel.writeInbound(Unpooled.wrappedBuffer(wire("{a/")));
    channel.finish();
    assertThat(channel.<byte[]>readInbound()).isEqualTo("a".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void tooLongFrameIsRefused() {
    var channel = new EmbeddedChannel(new MllpFrameDecoder(FAST));
    channel.writeInbound(Unpooled.wrappedBuffer(wire("junk".repeat(500) + "<a>")));
    assertThat(frames(channel)).as("junk is dropped, not refused").containsExactly("a");
    assertThatThrownBy(
            () -> channel.writeInbound(Unpooled.wrappedBuffer(wire("{" + "x".repeat(1001)))))
        .isInstanceOf(TooLongFrameException.class);
  }

  @Test
  void largeFrameInSmallPiecesTakesLinearTime() {
    // the best of three: a collection of garbage in between is nobody's fault
    long small = LongStream.range(0, 3).map(n -> nanosFor(2 << 20)).min().orElseThrow();
    long large = LongStream.range(0, 3).map(n -> nanosFor(16 << 20)).min().orElseThrow();
    assertThat(large).as("8 times the bytes").isLessThan(40 * small);
  }

  private static long nanosFor(int bytes) {
    var channel = new EmbeddedChannel(new MllpFrameDecoder(LARGE));
    var piece = "x".repeat(8192).getBytes(StandardCharsets.US_ASCII);
    long begin = System.nanoTime();
    channel.writeInbound(Unpooled.wrappedBuffer(wire("{")));
    for (int i = 0; i < bytes / piece.length; i++) {
      channel.writeInbound(Unpooled.copiedBuffer(piece));
    }
    channel.writeInbound(Unpooled.wrappedBuffer(wire(">")));
    long end = System.nanoTime();
    byte[] frame = channel.readInbound();
    assertThat(frame).hasSize(bytes);
    return end - begin;
  }

  @Property(tries = 500)
  void anySplitGivesTheSameFrames(
      @ForAll("messages") List<String> messages, @ForAll("cuts") List<Integer> cuts) {
    var all = messages.stream().map(m -> "<" + m + ">").collect(Collectors.joining());
    var bytes = wire(all);
    var channel = new EmbeddedChannel(new MllpFrameDecoder(LARGE));
    int from = 0;
    for (int i = 0; from < bytes.length; i++) {
      int to = Math.min(bytes.length, from + cuts.get(i % cuts.size()));
      channel.writeInbound(Unpooled.copiedBuffer(bytes, from, to - from));
      from = to;
    }
    assertThat(frames(channel)).isEqualTo(messages);
  }

  @Property(tries = 200)
  void whatTheEncoderWritesTheDecoderReads(@ForAll("messages") List<String> messages) {
    var out = new EmbeddedChannel(new MllpFrameEncoder());
    messages.forEach(m -> out.writeOutbound((Object) m.getBytes(StandardCharsets.UTF_8)));
    var in = new EmbeddedChannel(new MllpFrameDecoder(LARGE));
    for (var piece = out.readOutbound(); piece != null; piece = out.readOutbound()) {
      in.writeInbound(piece);
    }
    assertThat(frames(in)).isEqualTo(messages);
  }

  @Provide
  Arbitrary<List<String>> messages() {
    var message = Arbitraries.strings().withChars("MSH|\r\né東x").ofMaxLength(40);
    return message.list().ofMinSize(1).ofMaxSize(20);
  }

  @Provide
  Arbitrary<List<Integer>> cuts() {
    return Arbitraries.integers().between(1, 30).list().ofMinSize(1).ofMaxSize(10);
  }

  private static List<String> read(String text) {
    var whole = new EmbeddedChannel(new MllpFrameDecoder(LARGE));
    whole.writeInbound(Unpooled.wrappedBuffer(wire(text)));
    var byteByByte = new EmbeddedChannel(new MllpFrameDecoder(LARGE));
    for (byte b : wire(text)) {
      byteByByte.writeInbound(Unpooled.copiedBuffer(new byte[] {b}));
    }
    var frames = frames(whole);
    assertThat(frames(byteByByte)).isEqualTo(frames);
    return frames;
  }

  private static List<String> frames(EmbeddedChannel channel) {
    var frames = new ArrayList<String>();
    for (byte[] f = channel.readInbound(); f != null; f = channel.readInbound()) {
      frames.add(new String(f, StandardCharsets.UTF_8));
    }
    return frames;
  }

  // Bytes of a picture: "<" or "{" is VT, ">" is FS CR, "/" is FS.
  private static byte[] wire(String picture) {
    var out = new ByteArrayOutputStream();
    picture
        .codePoints()
        .forEach(
            c ->
                out.writeBytes(
                    switch (c) {
                      case '<', '{' -> new byte[] {0x0b};
                      case '>' -> new byte[] {0x1c, 0x0d};
                      case '/' -> new byte[] {0x1c};
                      default -> Character.toString(c).getBytes(StandardCharsets.UTF_8);
                    }));
    return out.toByteArray();
  }
}
