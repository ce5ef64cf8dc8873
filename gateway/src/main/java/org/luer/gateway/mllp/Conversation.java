package org.luer.gateway.mllp;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateEvent;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.mllp.MessageIntake.Peer;
import org.luer.gateway.trace.Traces;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a listener: hands over one frame at a time, off the event loop, and writes what
 * goes back before it takes the next.
 *
 * <p>What the sender does not read keeps the next frame from being taken. A sender that only closed
 * its own direction still gets its answers.
 */
final class Conversation extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);
  private static final long WRITE_SECONDS = 30;

  private final MllpListener listener;
  private final MllpFrameDecoder decoder;
  private final Queue<Object> frames = new ArrayDeque<>();
  private boolean ended;
  private @Nullable Peer peer;
  private @Nullable ChannelHandlerContext context;
  private volatile boolean busy;
  private volatile long quietSince = System.nanoTime();

  Conversation(MllpListener listener, MllpFrameDecoder decoder) {
    this.listener = listener;
    this.decoder = decoder;
  }

  /** When it last fell quiet; empty while a message is under way. Any thread may ask. */
  Optional<Long> quietSince() {
    return busy || !decoder.quiet() ? Optional.empty() : Optional.of(quietSince);
  }

  /** True while a message is being worked on or answered. */
  boolean busy() {
    return busy;
  }

  /** Closes the connection. */
  void close() {
    var ctx = context;
    if (ctx != null) {
      hangUp(ctx);
    }
  }

  private static void hangUp(ChannelHandlerContext ctx) {
    var unused = ctx.close();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object frame) {
    frames.add(frame);
    next(ctx);
  }

  private void next(ChannelHandlerContext ctx) {
    if (busy) {
      return;
    }
    var frame = frames.poll();
    if (frame == null) {
      if (ended) {
        hangUp(ctx);
      }
      return;
    }
    if (listener.stopping()) {
      hangUp(ctx);
      return;
    }
    busy = true;
    var from = peer(ctx);
    try {
      int bytes = frame instanceof byte[] message ? message.length : 0;
      listener.workers(bytes).execute(() -> work(ctx, frame, from));
    } catch (RejectedExecutionException stopping) {
      hangUp(ctx);
    }
  }

  private void work(ChannelHandlerContext ctx, Object frame, Peer from) {
    var reply = reply(frame, from);
    ctx.executor().execute(() -> done(ctx, reply));
  }

  private Reply reply(Object frame, Peer from) {
    var arrival = Traces.arrive("mllp", null);
    try {
      return frame instanceof Oversize oversize
          ? listener.intake().tooLong(oversize, from)
          : listener.intake().accept((byte[]) frame, from);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      listener.couldNotTake(e);
      return Reply.hangUp();
    } finally {
      arrival.close();
    }
  }

  private void done(ChannelHandlerContext ctx, Reply reply) {
    if (reply instanceof Reply.Answer answer) {
      var written = ctx.writeAndFlush(answer.bytes());
      var patience = ctx.executor().schedule(() -> hangUp(ctx), WRITE_SECONDS, TimeUnit.SECONDS);
      var unused =
          written.addListener(
              done -> {
                patience.cancel(false);
                if (done.isSuccess()) {
                  answered(ctx);
                } else {
                  hangUp(ctx);
                }
              });
    } else if (reply == Reply.silence()) {
      answered(ctx);
    } else {
      hangUp(ctx);
    }
  }

  private void answered(ChannelHandlerContext ctx) {
    busy = false;
    quietSince = System.nanoTime();
    try {
      decoder.answered(ctx.pipeline().context(decoder));
    } catch (Exception e) {
      exceptionCaught(ctx, e);
      return;
    }
    next(ctx);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      ended = true;
      next(ctx);
    } else if (event instanceof IdleStateEvent && quietSince().isPresent()) {
      LOG.info("an idle MLLP connection from {} is closed", ctx.channel().remoteAddress());
      hangUp(ctx);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    frames.clear();
    listener.left(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    var tls = cause instanceof SSLException || cause.getCause() instanceof SSLException;
    if (tls) {
      LOG.warn("no TLS with {}: {}", ctx.channel().remoteAddress(), why(cause));
    } else {
      LOG.debug("a connection failed: {}", cause.getClass().getName());
    }
    hangUp(ctx);
  }

  /** Netty repeats all that came when it was no TLS: a whole message of somebody without it. */
  private static @Nullable String why(Throwable cause) {
    var failure = cause.getCause() instanceof SSLException inner ? inner : cause;
    return failure instanceof NotSslRecordException
        ? "what came is not TLS; the sender seems to be set to plain MLLP"
        : failure.getMessage();
  }

  /** Who it is; the handshake is over when the first frame has come. */
  private Peer peer(ChannelHandlerContext ctx) {
    if (peer == null) {
      var ssl = ctx.pipeline().get(SslHandler.class);
      var certificate =
          ssl == null ? Optional.<String>empty() : fingerprint(ssl.engine().getSession());
      var address = String.valueOf(ctx.channel().remoteAddress());
      peer = new Peer(listener.name(), address, certificate);
    }
    return peer;
  }

  private static Optional<String> fingerprint(SSLSession session) {
    try {
      var certificate = session.getPeerCertificates()[0].getEncoded();
      var digest = MessageDigest.getInstance("SHA-256").digest(certificate);
      return Optional.of(HexFormat.of().formatHex(digest));
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("certificate cannot be read", e);
    }
  }
}
