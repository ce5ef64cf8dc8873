package org.luer.gateway.mllp;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads and the memory that all MLLP listeners of a process share. */
public final class MllpThreads implements AutoCloseable {
  private static final int LOOPS = 2;

  private final EventLoopGroup loops =
      new NioEventLoopGroup(LOOPS, new DefaultThreadFactory("mllp-io", true));
  private final ThreadPoolExecutor workers;
  private final ThreadPoolExecutor largeWorkers;
  private final Room room = new Room();
  private final Duration stopWithin;

  /**
   * Threads for listeners.
   *
   * @param messagesAtOnce how many messages are worked on at the same time, and as many large ones
   *     beside them; the others wait, in their order of arrival, at most one of each connection
   * @param stopWithin how long a stop waits for answers that are outstanding
   */
  public MllpThreads(int messagesAtOnce, Duration stopWithin) {
    this.stopWithin = stopWithin;
    this.workers = pool(messagesAtOnce, "mllp-work");
    this.largeWorkers = pool(messagesAtOnce, "mllp-large");
  }

  private static ThreadPoolExecutor pool(int threads, String name) {
    var pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new DefaultThreadFactory(name, true));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  EventLoopGroup loops() {
    return loops;
  }

  /** Who works on a message of so many bytes: small ones do not wait for large ones. */
  Executor workers(int bytes) {
    return bytes <= Room.SMALL ? workers : largeWorkers;
  }

  Room room() {
    return room;
  }

  Duration stopWithin() {
    return stopWithin;
  }

  /** Ends the threads; the listeners are closed before. */
  @Override
  public void close() {
    workers.shutdown();
    largeWorkers.shutdown();
    var unused = loops.shutdownGracefully(0, 2, TimeUnit.SECONDS);
  }
}
