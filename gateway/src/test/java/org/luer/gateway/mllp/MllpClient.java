package org.luer.gateway.mllp;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A sender of the test over a real socket, which may misbehave. */
public final class MllpClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;

  private final Socket socket;
  private final InputStream in;

  private MllpClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /** A connection in plain text. */
  public static MllpClient to(int port) throws IOException {
    return new MllpClient(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /** An encrypted connection. */
  public static MllpClient to(int port, SSLContext context, String... protocols)
      throws IOException {
    var socket =
        (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    try {
      if (protocols.length > 0) {
        socket.setEnabledProtocols(protocols);
      }
      socket.startHandshake();
      return new MllpClient(socket);
    } catch (IOException | RuntimeException refused) {
      socket.close();
      throw refused;
    }
  }

  /** A message as it stands on the wire. */
  public static byte[] framed(String message) {
    return ("\u000b" + message + "\u001c\r").getBytes(StandardCharsets.UTF_8);
  }

  /** Writes bytes as they are. */
  public MllpClient write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** Writes text as it is. */
  public MllpClient write(String text) throws IOException {
    return write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends one message. */
  public MllpClient send(String message) throws IOException {
    return write(framed(message));
  }

  /** Sends one message and gives its answer. */
  public String ask(String message) throws IOException {
    return send(message).answer().orElseThrow(() -> new IOException("closed without an answer"));
  }

  /** The next answer; empty when the connection ends instead. */
  public Optional<String> answer() throws IOException {
    try {
      int first = in.read();
      if (first < 0) {
        return Optional.empty();
      }
      if (first != MllpFrameDecoder.VT) {
        throw new IOException("not a frame: " + first);
      }
      var out = new ByteArrayOutputStream();
      for (int b = in.read(); b != MllpFrameDecoder.FS; b = in.read()) {
        if (b < 0) {
          throw new IOException("half an answer");
        }
        out.write(b);
      }
      if (in.read() != MllpFrameDecoder.CR) {
        throw new IOException("FS without CR");
      }
      return Optional.of(out.toString(StandardCharsets.UTF_8));
    } catch (SocketException reset) {
      return Optional.empty();
    }
  }

  /** The protocol that was agreed on. */
  public String protocol() {
    return ((SSLSocket) socket).getSession().getProtocol();
  }

  /** Says that nothing more will come, and goes on reading. */
  public MllpClient endOutput() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** Breaks the connection off (RST). */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
