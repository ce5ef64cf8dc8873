package org.luer.gateway.delivery;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A receiver on a real socket that answers as it is told, well or badly. */
public final class MllpPeer implements AutoCloseable {
  /** What to do with one received message. */
  public interface Behaviour {
    void on(String message, Socket socket) throws IOException, InterruptedException;
  }

  /** Takes every message. */
  public static final Behaviour ALL_WELL = (m, s) -> ack(s, "AA", controlId(m));

  private static final int FIRST_PORT = 20_000;
  private static final int PORTS = 9_000;

  /** Another start in each process: tests run in several at a time. */
  private static final AtomicInteger NEXT_PORT =
      new AtomicInteger((int) (ProcessHandle.current().pid() * 97 % PORTS));

  private final ServerSocket server;
  private final Behaviour behaviour;
  public final List<String> received = new CopyOnWriteArrayList<>();
  public final AtomicInteger connections = new AtomicInteger();

  /** Listens at once, on a free port when {@code port} is 0. */
  public MllpPeer(int port, Behaviour behaviour) throws IOException {
    this(bound(port), behaviour);
  }

  /** Listens on this socket. */
  public MllpPeer(ServerSocket server, Behaviour behaviour) {
    this.server = server;
    this.behaviour = behaviour;
    var thread = new Thread(this::accept, "mllp-peer");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * A port that was free a moment ago: nobody listens there yet. It is none of those that the
   * system gives to whoever asks for any, so that no other test of this machine gets it before it
   * is used.
   */
  public static int freePort() {
    while (true) {
      int port = FIRST_PORT + Math.floorMod(NEXT_PORT.getAndIncrement(), PORTS);
      try (var free = bound(port)) {
        return free.getLocalPort();
      } catch (IOException e) {
        // somebody listens there: the next one
      }
    }
  }

  /**
   * A port at which nobody listens: connections are refused. It stays taken until the peer comes,
   * so that nobody else can listen there meanwhile.
   */
  public static final class Away implements AutoCloseable {
    private final Socket placeholder = new Socket();
    private final int port;

    public Away() throws IOException {
      placeholder.setReuseAddress(true);
      placeholder.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      port = placeholder.getLocalPort();
    }

    public int port() {
      return port;
    }

    /** The peer that listens there from now on. */
    public MllpPeer comes(Behaviour behaviour) throws IOException {
      placeholder.close();
      return new MllpPeer(port, behaviour);
    }

    @Override
    public void close() throws IOException {
      placeholder.close();
    }
  }

  private static ServerSocket bound(int port) throws IOException {
    var server = new ServerSocket();
    server.setReuseAddress(true);
    server.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return server;
  }

  public int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var socket = server.accept();
        connections.incrementAndGet();
        var thread = new Thread(() -> serve(socket), "mllp-peer-connection");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket;
        var in = new BufferedInputStream(socket.getInputStream())) {
      for (var message = frame(in); !message.isEmpty(); message = frame(in)) {
        received.add(message);
        behaviour.on(message, socket);
      }
    } catch (IOException e) {
      // the other side went away
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String frame(InputStream in) throws IOException {
    var out = new ByteArrayOutputStream();
    for (int b = in.read(); b != 0x1c; b = in.read()) {
      if (b < 0) {
        return "";
      }
      if (b != 0x0b) {
        out.write(b);
      }
    }
    in.read();
    return out.toString(StandardCharsets.UTF_8);
  }

  /** MSH-10 of a message. */
  public static String controlId(String message) {
    return message.split("\r", 2)[0].split("\\|", -1)[9];
  }

  /** Sends one framed acknowledgement. */
  public static void ack(Socket socket, String code, String controlId) throws IOException {
    var text =
        "\u000bMSH|^~\\&|H|H|L|L|20260101||ACK|1|P|2.5.1\rMSA|"
            + code
            + "|"
            + controlId
            + "\r\u001c\r";
    raw(socket, text);
  }

  /** Sends this text as it is. */
  public static void raw(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
