package org.luer.conformance.kit.load;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import org.luer.conformance.kit.MllpHospital;

/** A hospital that accepts everything and only counts. */
final class Counter implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
  private final AtomicInteger count = new AtomicInteger();
  private volatile boolean open = true;

  Counter() throws IOException {
    start(this::listen);
  }

  int port() {
    return listener.getLocalPort();
  }

  int count() {
    return count.get();
  }

  /** Waits until so many have come. */
  void await(int all) throws InterruptedException {
    while (count() < all) {
      Thread.sleep(5);
    }
  }

  /** Whether messages are taken; else every connection is closed at once. */
  void open(boolean taken) {
    open = taken;
  }

  private void listen() {
    while (!listener.isClosed()) {
      try {
        var socket = listener.accept();
        if (!open) {
          socket.close();
          continue;
        }
        start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      var in = new BufferedInputStream(socket.getInputStream());
      for (var text = MllpHospital.read(in); text != null; text = MllpHospital.read(in)) {
        MllpHospital.write(socket.getOutputStream(), MllpHospital.accept(text));
        count.incrementAndGet();
      }
    } catch (IOException gone) {
      // the other side closed
    }
  }

  private static void start(Runnable work) {
    var thread = new Thread(work, "kit-counter");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
