package org.luer.gateway.mllp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts a TCP stream into MLLP frames ({@code VT message FS CR}), looking at every byte once.
 *
 * <p>Each frame comes out as {@code byte[]} without its framing. Tolerated: a missing VT when the
 * message begins with MSH at the start of a line, a missing CR (before the next VT, before LF, at
 * the end of the connection, or after {@link Framing#endGrace}), CR and LF between frames, a lone
 * FS inside a message. A VT inside a frame means that the sender gave up and began again: what came
 * before it is dropped. Other bytes outside a frame are dropped. Both are logged as counts, never
 * as content. A frame that falls silent or takes too long closes the connection. One that is too
 * long comes out of a listener as {@link Oversize}; a sender's connection fails.
 */
public final class MllpFrameDecoder extends ByteToMessageDecoder {
  static final byte VT = 0x0b;
  static final byte FS = 0x1c;
  static final byte CR = 0x0d;
  private static final byte LF = 0x0a;
  private static final byte[] START = "MSH".getBytes(StandardCharsets.US_ASCII);

  /** NUL, blank, tab and the bytes of a byte order mark. */
  private static final List<Byte> BLANK =
      List.of((byte) 0, (byte) ' ', (byte) '\t', (byte) 0xef, (byte) 0xbb, (byte) 0xbf);

  private static final Logger LOG = LoggerFactory.getLogger(MllpFrameDecoder.class);

  private final Framing framing;
  private final Room.Place place;

  private boolean inFrame;

  /** Nothing but blanks since the last frame or line end: a message may begin here. */
  private boolean lineStart = true;

  /** Bytes of the current frame that hold neither its end nor a new beginning. */
  private int scanned;

  /** Bytes of the current frame that were dropped because it is too long. */
  private long dropped;

  /** What is kept of a frame that is too long. */
  private byte @Nullable [] beginning;

  private int noise;
  private boolean outstanding;
  private boolean ended;
  private boolean removed;
  private Room.@Nullable Wait wait;

  private long began;
  private long lastRead;
  private long waitingSince;
  private @Nullable ScheduledFuture<?> timer;

  /** A decoder for one connection, with as much room as it needs. */
  public MllpFrameDecoder(Framing framing) {
    this(framing, new Room());
  }

  /** A decoder for one connection that shares room with others. */
  MllpFrameDecoder(Framing framing, Room room) {
    this.framing = framing;
    this.place = room.new Place();
  }

  /** True when no frame is under way and none is being answered. */
  boolean quiet() {
    return !inFrame && !outstanding;
  }

  /** The frame that came out last was answered: gives the next one. */
  void answered(ChannelHandlerContext ctx) throws Exception {
    outstanding = false;
    leaveRoom();
    if (!ended && !removed) {
      channelRead(ctx, Unpooled.EMPTY_BUFFER);
      if (!outstanding && wait == null) {
        ctx.channel().config().setAutoRead(true);
      }
    }
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (outstanding && !ended) {
      return;
    }
    if (!inFrame && !enterFrame(in)) {
      return;
    }
    int end = findEnd(ctx, in);
    if (end >= 0) {
      emit(ctx, in, end, out);
    } else if (inFrame && dropped + scanned > framing.maxBytes()) {
      drop(in);
    } else if (inFrame && framing.oneAtATime()) {
      makeRoom(ctx);
    }
  }

  @Override
  protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    ended = true;
    while (in.isReadable()) {
      int before = in.readableBytes();
      decode(ctx, in, out);
      if (awaitsCarriageReturn(in)) {
        emit(ctx, in, in.readerIndex() + scanned, out);
      }
      if (before == in.readableBytes()) {
        return;
      }
    }
  }

  /** Skips what stands before the next message; true when its beginning was found. */
  private boolean enterFrame(ByteBuf in) {
    while (in.isReadable()) {
      byte b = in.getByte(in.readerIndex());
      if (b == VT) {
        in.skipBytes(1);
        return begin();
      }
      if (lineStart && b == START[0]) {
        var starts = startsMessage(in);
        if (starts == null) {
          return false;
        }
        if (starts) {
          LOG.warn("a message began without VT");
          return begin();
        }
      }
      skipOutside(in, b);
    }
    return false;
  }

  private void skipOutside(ByteBuf in, byte b) {
    in.skipBytes(1);
    if (b == CR || b == LF || b == FS) {
      lineStart = true;
    } else if (!BLANK.contains(b)) {
      lineStart = false;
      noise++;
    }
  }

  /** Whether a header stands here; null while too little of it is there. */
  private static @Nullable Boolean startsMessage(ByteBuf in) {
    for (int i = 0; i < START.length; i++) {
      if (in.readableBytes() <= i) {
        return null;
      }
      if (in.getByte(in.readerIndex() + i) != START[i]) {
        return false;
      }
    }
    if (in.readableBytes() == START.length) {
      return null;
    }
    int separator = in.getByte(in.readerIndex() + START.length);
    return separator > ' ' && !Character.isLetterOrDigit(separator);
  }

  private boolean begin() {
    if (noise > 0) {
      LOG.warn("{} bytes outside an MLLP frame dropped", noise);
      noise = 0;
    }
    inFrame = true;
    restart();
    return true;
  }

  private void restart() {
    scanned = 0;
    dropped = 0;
    beginning = null;
    began = System.nanoTime();
    leaveRoom();
  }

  /** The index of the FS that ends the current frame, or -1 while more bytes are needed. */
  private int findEnd(ChannelHandlerContext ctx, ByteBuf in) {
    while (true) {
      int from = in.readerIndex() + scanned;
      int at = in.forEachByte(from, in.writerIndex() - from, b -> b != VT && b != FS);
      if (at < 0) {
        scanned = in.readableBytes();
        return -1;
      }
      if (in.getByte(at) == VT) {
        // bytes before the first segment are a stuttered VT, not a message
        if (at > in.readerIndex() || dropped > 0) {
          LOG.warn(
              "an MLLP frame from {} was given up by its sender after {} bytes",
              ctx.channel().remoteAddress(),
              dropped + at - in.readerIndex());
        }
        in.readerIndex(at + 1);
        restart();
        continue;
      }
      scanned = at - in.readerIndex();
      if (at + 1 == in.writerIndex()) {
        return -1;
      }
      byte next = in.getByte(at + 1);
      if (next == CR || next == LF || next == VT) {
        return at;
      }
      scanned++;
    }
  }

  private void emit(ChannelHandlerContext ctx, ByteBuf in, int end, List<Object> out) {
    int length = end - in.readerIndex();
    if (dropped + length > framing.maxBytes()) {
      requireListener();
      var kept =
          beginning == null
              ? ByteBufUtil.getBytes(in, in.readerIndex(), Math.min(length, Oversize.KEPT))
              : beginning;
      out.add(new Oversize(kept, dropped + length, framing.maxBytes()));
    } else {
      out.add(ByteBufUtil.getBytes(in, in.readerIndex(), length));
    }
    in.readerIndex(end + 1);
    inFrame = false;
    lineStart = true;
    scanned = 0;
    dropped = 0;
    beginning = null;
    if (framing.oneAtATime()) {
      outstanding = true;
      ctx.channel().config().setAutoRead(false);
    }
  }

  /** Lets go of a frame that is too long, but for its beginning; its end is still looked for. */
  private void drop(ByteBuf in) {
    requireListener();
    if (beginning == null) {
      beginning = ByteBufUtil.getBytes(in, in.readerIndex(), Math.min(scanned, Oversize.KEPT));
    }
    in.skipBytes(scanned);
    dropped += scanned;
    scanned = 0;
    leaveRoom();
  }

  private void requireListener() {
    if (!framing.oneAtATime()) {
      inFrame = false;
      throw new TooLongFrameException("MLLP frame longer than " + framing.maxBytes() + " bytes");
    }
  }

  private void makeRoom(ChannelHandlerContext ctx) {
    if (wait != null || dropped > 0 || ended) {
      return;
    }
    var mine = new Room.@Nullable Wait[1];
    mine[0] = place.widen(scanned, () -> ctx.executor().execute(() -> granted(ctx, mine[0])));
    wait = mine[0];
    if (wait != null) {
      waitingSince = System.nanoTime();
      ctx.channel().config().setAutoRead(false);
    }
  }

  private void granted(ChannelHandlerContext ctx, Room.@Nullable Wait place) {
    if (place == null) {
      return;
    }
    if (place != wait) {
      place.giveBack();
      return;
    }
    wait = null;
    this.place.granted();
    long waited = System.nanoTime() - waitingSince;
    began += waited;
    lastRead = System.nanoTime();
    makeRoom(ctx);
    if (wait == null && !outstanding) {
      ctx.channel().config().setAutoRead(true);
    }
  }

  private void leaveRoom() {
    if (wait != null) {
      wait.giveUp(); // what was granted meanwhile is given back when it arrives
      wait = null;
    }
    place.leave();
  }

  private boolean awaitsCarriageReturn(ByteBuf in) {
    return inFrame
        && in.readableBytes() == scanned + 1
        && in.getByte(in.readerIndex() + scanned) == FS;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    lastRead = System.nanoTime();
    super.channelRead(ctx, message);
    if (inFrame && timer == null) {
      watch(ctx);
    }
  }

  /** Looks again when the frame will have been silent, or under way, for too long. */
  private void watch(ChannelHandlerContext ctx) {
    long now = System.nanoTime();
    long silence = silenceLimit() - (now - lastRead);
    long whole = framing.messageTimeout().toNanos() - (now - began);
    timer =
        ctx.executor()
            .schedule(
                () -> look(ctx),
                Math.max(Math.min(silence, whole), 1_000_000L),
                TimeUnit.NANOSECONDS);
  }

  private long silenceLimit() {
    return (awaitsCarriageReturn(internalBuffer()) ? framing.endGrace() : framing.frameTimeout())
        .toNanos();
  }

  private void look(ChannelHandlerContext ctx) {
    timer = null;
    if (!inFrame || !ctx.channel().isActive()) {
      return;
    }
    long now = System.nanoTime();
    if (wait != null) { // it is ours that nothing is read
      began += now - waitingSince;
      waitingSince = now;
      lastRead = now;
    }
    var in = internalBuffer();
    if (now - lastRead < silenceLimit() && now - began < framing.messageTimeout().toNanos()) {
      watch(ctx);
    } else if (awaitsCarriageReturn(in)) {
      var frames = new ArrayList<Object>(1);
      emit(ctx, in, in.readerIndex() + scanned, frames);
      frames.forEach(ctx::fireChannelRead);
      ctx.fireChannelReadComplete();
    } else {
      LOG.warn(
          "an MLLP frame from {} stayed unfinished; connection closed",
          ctx.channel().remoteAddress());
      ctx.fireExceptionCaught(ReadTimeoutException.INSTANCE);
      var unused = ctx.close();
    }
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    removed = true;
    if (noise > 0) {
      LOG.warn("{} bytes outside an MLLP frame dropped", noise);
    }
    leaveRoom();
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
