package org.luer.conformance.kit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A hospital's MLLP listener outside the gateway: takes what comes, remembers it, answers as told.
 */
public final class MllpHospital implements AutoCloseable {
  private final ServerSocket listener;
  private final List<String> received = new CopyOnWriteArrayList<>();
  private volatile UnaryOperator<String> answer = MllpHospital::accept;

  /** Listens on a free loopback port. */
  public MllpHospital() throws IOException {
    this(0);
  }

  /** Listens on this loopback port. */
  public MllpHospital(int port) throws IOException {
    listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    daemon(this::listen);
  }

  /** The port. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Every message received, in order. */
  public List<String> received() {
    return List.copyOf(received);
  }

  /**
   * How to answer from now on: message to acknowledgement; an empty answer closes the connection
   * without one.
   */
  public void answerWith(UnaryOperator<String> how) {
    answer = how;
  }

  /** An application accept for this message. */
  public static String accept(String message) {
    return acknowledgement(message, "AA", field(message, "MSH", 9));
  }

  /** An acknowledgement with this code for this control id. */
  public static String acknowledgement(String message, String code, String controlId) {
    return "MSH|^~\\&|"
        + String.join(
            "|",
            field(message, "MSH", 4),
            field(message, "MSH", 5),
            field(message, "MSH", 2),
            field(message, "MSH", 3),
            field(message, "MSH", 6),
            "",
            "ACK",
            "A" + controlId,
            "P",
            "2.5.1")
        + "\rMSA|"
        + code
        + "|"
        + controlId
        + "\r";
  }

  /**
   * The n-th piece between field separators of the first such segment; for MSH the n-th piece is
   * field n + 1.
   */
  public static String field(String message, String segment, int n) {
    for (String line : message.split("\r", -1)) {
      if (line.startsWith(segment + "|")) {
        var fields = line.split("\\|", -1);
        return n < fields.length ? fields[n] : "";
      }
    }
    return "";
  }

  /** Sends one message to a listener and returns the answer. */
  public static String send(int port, String message) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(30_000);
      return exchange(
          socket.getOutputStream(), new BufferedInputStream(socket.getInputStream()), message);
    }
  }

  /** Sends one message over an open connection; the answer, empty when the connection ended. */
  public static String exchange(OutputStream out, InputStream in, String message)
      throws IOException {
    write(out, message);
    var answered = read(in);
    return answered == null ? "" : answered;
  }

  private void listen() {
    while (!listener.isClosed()) {
      try {
        var socket = listener.accept();
        daemon(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket;
        var in = new BufferedInputStream(socket.getInputStream());
        var out = socket.getOutputStream()) {
      for (var message = read(in); message != null; message = read(in)) {
        received.add(message);
        var reply = answer.apply(message);
        if (reply.isEmpty()) {
          return;
        }
        write(out, reply);
      }
    } catch (IOException gone) {
      // the gateway closed the connection; it will come again
    }
  }

  /** Writes one frame. */
  public static void write(OutputStream out, String message) throws IOException {
    var bytes = new ByteArrayOutputStream();
    bytes.write(0x0b);
    bytes.write(message.getBytes(StandardCharsets.UTF_8));
    bytes.write(0x1c);
    bytes.write(0x0d);
    out.write(bytes.toByteArray());
    out.flush();
  }

  /** Reads one frame; null at the end of the stream. */
  public static @Nullable String read(InputStream in) throws IOException {
    var bytes = new ByteArrayOutputStream();
    for (int b = in.read(); b != -1; b = in.read()) {
      if (b == 0x1c) {
        in.read();
        return bytes.toString(StandardCharsets.UTF_8);
      }
      if (b != 0x0b) {
        bytes.write(b);
      }
    }
    return null;
  }

  private static void daemon(Runnable work) {
    var thread = new Thread(work, "kit-hospital");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
