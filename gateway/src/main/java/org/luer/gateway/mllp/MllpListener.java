package org.luer.gateway.mllp;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.database.CannotStart;
import org.luer.gateway.database.Trouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for MLLP on one port: one message at a time per connection, answers in the order of the
 * messages.
 *
 * <p>When all connections are taken, the one that has been quiet the longest makes room for a new
 * one; when none is quiet, the new one is closed at once.
 */
public final class MllpListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MllpListener.class);
  private static final Duration QUIET = Duration.ofSeconds(5);
  private static final Duration HANDSHAKE = Duration.ofSeconds(10);
  private static final int BACKLOG = 128;

  private final Options options;
  private final MessageIntake intake;
  private final MllpThreads threads;
  private final Duration quiet;
  private final Set<Conversation> open = new HashSet<>();
  private final Map<String, Integer> untold = new TreeMap<>();
  private long lastTold = System.nanoTime() - TimeUnit.SECONDS.toNanos(1);
  private @Nullable Channel server;
  private volatile boolean stopping;

  /**
   * How a listener listens.
   *
   * @param name what partners' settings and health call it
   * @param port 0 takes a free one
   * @param maxConnections at the same time
   * @param idle how long a connection may stay quiet
   * @param tls empty for plaintext
   */
  public record Options(
      String name,
      String address,
      int port,
      Framing framing,
      int maxConnections,
      Duration idle,
      Optional<Tls> tls) {}

  /**
   * How a listener encrypts.
   *
   * @param context asked for each connection, so that renewed certificates need no restart
   * @param clientCertificate whether the sender must show a certificate
   */
  public record Tls(Supplier<SSLContext> context, boolean clientCertificate) {
    private SSLEngine engine() {
      var engine = context.get().createSSLEngine();
      engine.setUseClientMode(false);
      engine.setNeedClientAuth(clientCertificate);
      engine.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
      return engine;
    }
  }

  /** A listener that does not listen yet. */
  public MllpListener(Options options, MessageIntake intake, MllpThreads threads) {
    this(options, intake, threads, QUIET);
  }

  /** A listener that lets a connection make room which has been quiet for so long. */
  MllpListener(Options options, MessageIntake intake, MllpThreads threads, Duration quiet) {
    this.quiet = quiet;
    this.options = options;
    this.intake = intake;
    this.threads = threads;
  }

  /**
   * Begins to listen.
   *
   * @return the port
   * @throws IllegalStateException when the address cannot be listened on
   */
  public int start() {
    var bootstrap =
        new ServerBootstrap()
            .group(threads.loops())
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    converse(channel);
                  }
                });
    var bound = bootstrap.bind(options.address(), options.port()).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new CannotStart(
          "MLLP cannot listen on %s:%d (luer.mllp, listener %s): %s"
              .formatted(
                  options.address(), options.port(), options.name(), bound.cause().getMessage()));
    }
    server = bound.channel();
    return ((InetSocketAddress) bound.channel().localAddress()).getPort();
  }

  private void converse(SocketChannel channel) {
    var decoder = new MllpFrameDecoder(options.framing(), threads.room());
    var conversation = new Conversation(this, decoder);
    if (!admit(conversation)) {
      LOG.warn("{}: no connection left for {}", options.name(), channel.remoteAddress());
      var unused = channel.close();
      return;
    }
    var pipeline = channel.pipeline();
    try {
      options.tls().ifPresent(tls -> pipeline.addLast(ssl(tls)));
    } catch (RuntimeException e) {
      left(conversation);
      LOG.error("{}: no TLS: {}", options.name(), e.getClass().getName());
      var unused = channel.close();
      return;
    }
    pipeline.addLast(
        new IdleStateHandler(options.idle().toMillis(), 0, 0, TimeUnit.MILLISECONDS),
        decoder,
        new MllpFrameEncoder(),
        conversation);
  }

  private static SslHandler ssl(Tls tls) {
    var handler = new SslHandler(tls.engine());
    handler.setHandshakeTimeoutMillis(HANDSHAKE.toMillis());
    return handler;
  }

  private boolean admit(Conversation conversation) {
    Optional<Conversation> quiet = Optional.empty();
    synchronized (open) {
      if (stopping) {
        return false;
      }
      if (open.size() >= options.maxConnections()) {
        quiet = quietest();
        if (quiet.isEmpty()) {
          return false;
        }
        open.remove(quiet.get());
      }
      open.add(conversation);
    }
    quiet.ifPresent(Conversation::close);
    return true;
  }

  private Optional<Conversation> quietest() {
    long latest = System.nanoTime() - quiet.toNanos();
    Conversation found = null;
    for (var one : open) {
      var since = one.quietSince();
      if (since.isPresent() && since.get() - latest < 0) {
        latest = since.get();
        found = one;
      }
    }
    return Optional.ofNullable(found);
  }

  void left(Conversation conversation) {
    synchronized (open) {
      open.remove(conversation);
      open.notifyAll();
    }
  }

  /**
   * Tells of messages that could not be taken, once a second at most: senders try again at once.
   */
  void couldNotTake(Throwable why) {
    synchronized (untold) {
      untold.merge(Trouble.of(why), 1, Integer::sum);
      long now = System.nanoTime();
      if (now - lastTold < TimeUnit.SECONDS.toNanos(1)) {
        return;
      }
      lastTold = now;
      LOG.error(
          "{}: messages could not be taken, their connections were closed: {}",
          options.name(),
          untold);
      untold.clear();
    }
  }

  /** Connections now. */
  public int connections() {
    synchronized (open) {
      return open.size();
    }
  }

  String name() {
    return options.name();
  }

  MessageIntake intake() {
    return intake;
  }

  Executor workers(int bytes) {
    return threads.workers(bytes);
  }

  boolean stopping() {
    return stopping;
  }

  /**
   * Takes no new connection and no new message, lets what is being worked on be answered, and
   * closes.
   */
  @Override
  public void close() {
    stopping = true;
    if (server != null) {
      server.close().awaitUninterruptibly();
    }
    long end = System.nanoTime() + threads.stopWithin().toNanos();
    while (System.nanoTime() < end && anyBusy()) {
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    Set<Conversation> left;
    synchronized (open) {
      left = Set.copyOf(open);
    }
    left.forEach(Conversation::close);
  }

  private boolean anyBusy() {
    synchronized (open) {
      return open.stream().anyMatch(Conversation::busy);
    }
  }
}
