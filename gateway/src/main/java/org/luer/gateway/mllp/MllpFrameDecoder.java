package org.luer.gateway.mllp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts a TCP stream into MLLP frames ({@code VT message FS CR}), looking at every byte once.
 *
 * <p>Each frame comes out as {@code byte[]} without its framing. Tolerated: a missing CR (before
 * the next VT, before LF, at the end of the connection, or after {@link Framing#endGrace}), CR and
 * LF between frames, a lone FS inside a message. A VT inside a frame means that the sender gave up
 * and began again: what came before it is dropped. Bytes outside a frame are dropped. Both are
 * logged as counts, never as content. A frame that is too long or falls silent closes the
 * connection.
 */
public final class MllpFrameDecoder extends ByteToMessageDecoder {
  static final byte VT = 0x0b;
  static final byte FS = 0x1c;
  static final byte CR = 0x0d;
  private static final byte LF = 0x0a;
  private static final Logger LOG = LoggerFactory.getLogger(MllpFrameDecoder.class);

  private final Framing framing;
  private boolean inFrame;

  /** Bytes of the current frame that hold neither its end nor a new beginning. */
  private int scanned;

  private long lastRead;
  private @Nullable ScheduledFuture<?> timer;

  /** A decoder for one connection. */
  public MllpFrameDecoder(Framing framing) {
    this.framing = framing;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (!inFrame && !enterFrame(in)) {
      return;
    }
    int end = findEnd(in);
    if (end >= 0) {
      emit(ctx, in, end, out);
    } else if (inFrame && scanned > framing.maxBytes()) {
      throw tooLong();
    }
  }

  @Override
  protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
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

  /** Skips what stands before the next VT; true when that VT was found and eaten. */
  private boolean enterFrame(ByteBuf in) {
    int begin = in.indexOf(in.readerIndex(), in.writerIndex(), VT);
    int end = begin < 0 ? in.writerIndex() : begin;
    int junk = 0;
    for (int i = in.readerIndex(); i < end; i++) {
      byte b = in.getByte(i);
      if (b != CR && b != LF && b != 0) {
        junk++;
      }
    }
    if (junk > 0) {
      LOG.warn("{} bytes outside an MLLP frame dropped", junk);
    }
    in.readerIndex(begin < 0 ? end : begin + 1);
    scanned = 0;
    inFrame = begin >= 0;
    return inFrame;
  }

  /** The index of the FS that ends the current frame, or -1 while more bytes are needed. */
  private int findEnd(ByteBuf in) {
    while (true) {
      int from = in.readerIndex() + scanned;
      int at = in.forEachByte(from, in.writerIndex() - from, b -> b != VT && b != FS);
      if (at < 0) {
        scanned = in.readableBytes();
        return -1;
      }
      if (in.getByte(at) == VT) {
        LOG.warn("an MLLP frame of {} bytes was given up by its sender", at - in.readerIndex());
        in.readerIndex(at + 1);
        scanned = 0;
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
    if (length > framing.maxBytes()) {
      throw tooLong();
    }
    out.add(ByteBufUtil.getBytes(in, in.readerIndex(), length));
    in.readerIndex(end + 1);
    inFrame = false;
    scanned = 0;
    if (framing.oneAtATime()) {
      ctx.channel().config().setAutoRead(false);
    }
  }

  private TooLongFrameException tooLong() {
    inFrame = false;
    return new TooLongFrameException("MLLP frame longer than " + framing.maxBytes() + " bytes");
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
      watch(ctx, 0);
    }
  }

  /** Looks again when the silence that began with the last read is too long. */
  private void watch(ChannelHandlerContext ctx, long silentNanos) {
    var limit =
        awaitsCarriageReturn(internalBuffer()) ? framing.endGrace() : framing.frameTimeout();
    timer =
        ctx.executor()
            .schedule(
                () -> silent(ctx),
                Math.max(limit.toNanos() - silentNanos, 1_000_000L),
                TimeUnit.NANOSECONDS);
  }

  private void silent(ChannelHandlerContext ctx) {
    timer = null;
    if (!inFrame || !ctx.channel().isActive()) {
      return;
    }
    if (!ctx.channel().config().isAutoRead()) {
      lastRead = System.nanoTime();
    }
    var in = internalBuffer();
    boolean ended = awaitsCarriageReturn(in);
    long silence = System.nanoTime() - lastRead;
    if (silence < (ended ? framing.endGrace() : framing.frameTimeout()).toNanos()) {
      watch(ctx, silence);
    } else if (ended) {
      var frames = new ArrayList<Object>(1);
      emit(ctx, in, in.readerIndex() + scanned, frames);
      frames.forEach(ctx::fireChannelRead);
      ctx.fireChannelReadComplete();
    } else {
      LOG.warn("an MLLP frame stayed unfinished; connection closed");
      ctx.fireExceptionCaught(ReadTimeoutException.INSTANCE);
      var unused = ctx.close();
    }
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
