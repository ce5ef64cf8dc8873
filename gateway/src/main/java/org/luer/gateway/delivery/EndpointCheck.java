package org.luer.gateway.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.delivery.OutboundTls.UnusableCertificate;
import org.luer.gateway.mllp.Hl7v2Text;

/**
 * Tries an endpoint of a partner step by step, as the gateway would reach it: name, TCP, TLS with
 * the certificate's dates, and, when asked, one message.
 */
public final class EndpointCheck {
  private static final Duration SOON = Duration.ofDays(30);
  private static final Set<String> ENCRYPTED = Set.of("mllps", "https");
  private static final int START = 0x0b;
  private static final int END = 0x1c;
  private static final int LONGEST_ANSWER = 1 << 20;

  private final Clock clock;
  private final Duration patience;
  private final OutboundTls tls = new OutboundTls();

  /** A check that waits so long for each step. */
  public EndpointCheck(Clock clock, Duration patience) {
    this.clock = clock;
    this.patience = patience;
  }

  /** How a step went. */
  public enum Grade {
    OK,
    WARNING,
    FAILED
  }

  /**
   * One step.
   *
   * @param name address, TCP, TLS, certificate, own certificate, message
   * @param text what was found or what to do; nothing of a patient
   */
  public record Step(String name, Grade grade, String text) {}

  /**
   * The steps as far as they go; the one after a failed one is not tried.
   *
   * @param message bytes of an HL7 v2 message to send, for MLLP only; null = none
   */
  public List<Step> run(URI to, OutboundTls.Pem pem, byte @Nullable [] message) {
    var steps = new ArrayList<Step>();
    if (pem.certificate() != null) {
      steps.add(own(pem.certificate()));
    }
    try {
      var address = InetAddress.getByName(to.getHost());
      steps.add(new Step("address", Grade.OK, address.getHostAddress()));
      connect(to, address, pem, message, steps);
    } catch (UnknownHostException e) {
      steps.add(new Step("address", Grade.FAILED, "the name " + to.getHost() + " is not known"));
    }
    return steps;
  }

  private void connect(
      URI to,
      InetAddress address,
      OutboundTls.Pem pem,
      byte @Nullable [] message,
      List<Step> steps) {
    int port = port(to);
    try (var plain = new Socket()) {
      var started = System.nanoTime();
      plain.connect(new InetSocketAddress(address, port), millis());
      plain.setSoTimeout(millis());
      steps.add(
          new Step(
              "TCP",
              Grade.OK,
              "port %d, %d ms"
                  .formatted(port, Duration.ofNanos(System.nanoTime() - started).toMillis())));
      var socket = encrypted(to) ? handshake(to, plain, pem, steps) : Optional.of(plain);
      if (socket.isPresent() && message != null) {
        steps.add(send(socket.get(), message));
      }
    } catch (SocketTimeoutException e) {
      steps.add(new Step("TCP", Grade.FAILED, "port " + port + ": no answer in time"));
    } catch (IOException e) {
      steps.add(new Step("TCP", Grade.FAILED, "port " + port + ": refused or unreachable"));
    }
  }

  private Optional<Socket> handshake(URI to, Socket plain, OutboundTls.Pem pem, List<Step> steps) {
    try {
      var context = pem.none() ? SSLContext.getDefault() : tls.context(pem);
      var socket =
          (SSLSocket) context.getSocketFactory().createSocket(plain, to.getHost(), port(to), true);
      var parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      var session = socket.getSession();
      steps.add(new Step("TLS", Grade.OK, session.getProtocol() + ", " + session.getCipherSuite()));
      if (session.getPeerCertificates()[0] instanceof X509Certificate shown) {
        steps.add(dates("certificate", shown));
      }
      return Optional.of(socket);
    } catch (UnusableCertificate e) {
      steps.add(new Step("TLS", Grade.FAILED, "trust-file, cert-file or key-file cannot be used"));
    } catch (SSLException e) {
      steps.add(
          new Step(
              "TLS",
              Grade.FAILED,
              "no agreement: " + Optional.ofNullable(e.getMessage()).orElse("no reason given")));
    } catch (IOException e) {
      steps.add(new Step("TLS", Grade.FAILED, "the connection ended in the handshake"));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // the platform's own
    }
    return Optional.empty();
  }

  private Step own(Path file) {
    try (var in = java.nio.file.Files.newInputStream(file)) {
      var certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      return dates("own certificate", certificate);
    } catch (IOException | CertificateException e) {
      return new Step("own certificate", Grade.FAILED, file + " cannot be read");
    }
  }

  private Step dates(String name, X509Certificate certificate) {
    var now = clock.instant();
    var from = certificate.getNotBefore().toInstant();
    var until = certificate.getNotAfter().toInstant();
    var text =
        "%s, valid from %s to %s"
            .formatted(certificate.getSubjectX500Principal().getName(), from, until);
    return new Step(name, grade(now, from, until), text);
  }

  private static Grade grade(Instant now, Instant from, Instant until) {
    if (now.isBefore(from) || now.isAfter(until)) {
      return Grade.FAILED;
    }
    return now.plus(SOON).isAfter(until) ? Grade.WARNING : Grade.OK;
  }

  private Step send(Socket socket, byte[] message) {
    try {
      var out = socket.getOutputStream();
      out.write(START);
      out.write(message);
      out.write(END);
      out.write('\r');
      out.flush();
      var answer = answer(socket.getInputStream());
      var controlId = Hl7v2Text.of(message).map(m -> m.field("MSH", 10)).orElse("");
      var outcome = AckInterpreter.interpret(controlId, answer, false);
      return new Step(
          "message",
          outcome.kind() == Outcome.Kind.DELIVERED ? Grade.OK : Grade.FAILED,
          outcome.code() + ": " + outcome.text());
    } catch (SocketTimeoutException e) {
      return new Step("message", Grade.FAILED, "sent, but no answer came in time");
    } catch (IOException e) {
      return new Step("message", Grade.FAILED, "the connection ended before an answer");
    }
  }

  private static byte[] answer(InputStream in) throws IOException {
    var bytes = new java.io.ByteArrayOutputStream();
    for (int b = in.read(); b != END; b = in.read()) {
      if (b < 0 || bytes.size() > LONGEST_ANSWER) {
        throw new IOException("no whole answer");
      }
      if (b != START) {
        bytes.write(b);
      }
    }
    return bytes.toByteArray();
  }

  private static boolean encrypted(URI to) {
    return ENCRYPTED.contains(to.getScheme().toLowerCase(Locale.ROOT));
  }

  private static int port(URI to) {
    if (to.getPort() > 0) {
      return to.getPort();
    }
    return encrypted(to) ? 443 : 80;
  }

  private int millis() {
    return (int) patience.toMillis();
  }
}
