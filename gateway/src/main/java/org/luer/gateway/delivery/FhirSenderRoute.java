package org.luer.gateway.delivery;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.luer.gateway.delivery.OutboundTls.UnusableCertificate;
import org.luer.gateway.delivery.Outcome.Kind;
import org.luer.gateway.delivery.Shipment.Call;
import org.luer.gateway.delivery.Shipment.Result;
import org.luer.gateway.trace.Traces;

/**
 * Posts a {@link Shipment} as a FHIR transaction, or as its {@link FhirConversation} says, and
 * reads the answer.
 *
 * <p>What cannot be made conditional is searched for before it is sent a second time ({@link
 * FhirProbe}). The whole exchange, the body of the answer included, ends with the answer time.
 */
public final class FhirSenderRoute extends RouteBuilder {
  /** Takes a {@link Shipment}, gives a {@link Result}. */
  public static final String SEND = "direct:fhir-send";

  private static final String FHIR_JSON = "application/fhir+json";

  private final Map<Reach, HttpClient> clients = new ConcurrentHashMap<>();
  private final OutboundTls tls = new OutboundTls();
  private final Clock clock;

  /** What makes a client: how long it waits for a connection, and how it encrypts. */
  private record Reach(long connectMillis, SSLContext tls) {}

  /** A sender that measures Retry-After by this clock. */
  public FhirSenderRoute(Clock clock) {
    this.clock = clock;
  }

  @Override
  public void configure() {
    errorHandler(noErrorHandler());
    from(SEND).routeId("fhir-send").process(this::send);
  }

  private void send(Exchange exchange) throws InterruptedException {
    var shipment = exchange.getMessage().getBody(Shipment.class);
    var call = shipment.call();
    var probes = call == null ? FhirProbe.of(shipment.payload()) : List.<FhirProbe>of();
    var twice = call != null || !probes.isEmpty();
    Result result;
    try {
      result =
          call != null
              ? converse(shipment, call)
              : shipment.again() ? sendAgain(shipment, probes) : post(shipment, probes);
    } catch (ExecutionException e) {
      result = failure(Objects.requireNonNullElse(e.getCause(), e), twice);
    } catch (TimeoutException e) {
      result = unknown(twice, "no-answer", "sent, but no answer came in time");
    } catch (UnusableCertificate e) {
      result =
          none(
              Kind.HELD, "no-certificate", "the certificate files for this partner cannot be used");
    } catch (IOException e) {
      result = none(Kind.HELD, "no-token", "the token file for this partner cannot be read");
    }
    exchange.getMessage().setBody(result);
  }

  /** Asks first for what must not exist twice. */
  private Result sendAgain(Shipment shipment, List<FhirProbe> probes)
      throws InterruptedException, ExecutionException, TimeoutException, IOException {
    Map<String, String> found = new LinkedHashMap<>();
    for (var probe : probes) {
      var uri = URI.create(base(shipment) + "/" + probe.search());
      var response = call(shipment, request(shipment, uri).GET().build());
      if (response.statusCode() != 200) {
        return none(
            Kind.AMBIGUOUS,
            "cannot-ask",
            "whether it arrived could not be asked: HTTP " + response.statusCode());
      }
      probe.find(response.body()).ifPresent(place -> found.put(probe.fullUrl(), place));
    }
    if (found.isEmpty()) {
      return post(shipment, probes);
    }
    return found.size() == probes.size()
        ? new Result(Outcome.delivered(found), new byte[0])
        : none(Kind.HELD, "partly-there", "the partner has a part of a transaction");
  }

  /** Asks first when the partner may have it, then posts. */
  private Result converse(Shipment shipment, Call call)
      throws InterruptedException, ExecutionException, TimeoutException, IOException {
    var with = call.with();
    var sent = shipment.payload();
    if (shipment.again() || call.only()) {
      var question = with.question(call.partner(), sent);
      if (question.isPresent()) {
        var answer = ask(shipment, question.get());
        var known = with.known(call.partner(), sent, answer, clock.instant());
        if (known.isPresent()) {
          return new Result(known.get(), answer.body());
        }
      }
      if (call.only()) {
        var code = question.isPresent() ? "unknown-there" : "not-asked";
        return none(Kind.HELD, code, "the partner says nothing of it");
      }
    }
    var answer = answer(shipment, json(shipment, with.path(call.partner(), sent), sent));
    return new Result(with.posted(call.partner(), sent, answer, clock.instant()), answer.body());
  }

  private FhirConversation.Answer ask(Shipment shipment, FhirConversation.Question question)
      throws InterruptedException, ExecutionException, TimeoutException, IOException {
    var uri = URI.create(base(shipment) + "/" + question.path());
    return answer(
        shipment,
        question.body().isPresent()
            ? json(shipment, question.path(), question.body().get())
            : request(shipment, uri).GET().build());
  }

  private HttpRequest json(Shipment shipment, String path, byte[] body) throws IOException {
    return request(shipment, URI.create(base(shipment) + "/" + path))
        .header("Content-Type", FHIR_JSON)
        .POST(BodyPublishers.ofByteArray(body))
        .build();
  }

  private FhirConversation.Answer answer(Shipment shipment, HttpRequest request)
      throws InterruptedException, ExecutionException, TimeoutException, UnusableCertificate {
    var response = call(shipment, request);
    return new FhirConversation.Answer(
        response.statusCode(), response.body(), response.headers().firstValue("Retry-After"));
  }

  private SSLContext context(Shipment.Settings settings) throws UnusableCertificate {
    try {
      return settings.pem().none() ? SSLContext.getDefault() : tls.context(settings.pem());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // the platform's own
    }
  }

  private Result post(Shipment shipment, List<FhirProbe> probes)
      throws InterruptedException, ExecutionException, TimeoutException, IOException {
    var request =
        request(shipment, URI.create(base(shipment)))
            .header("Content-Type", FHIR_JSON)
            .POST(BodyPublishers.ofByteArray(shipment.payload()))
            .build();
    var response = call(shipment, request);
    var outcome =
        FhirAnswer.interpret(
            shipment.payload(),
            response.statusCode(),
            response.body(),
            response.headers().firstValue("Retry-After"),
            clock.instant());
    if (response.statusCode() >= 500 && response.statusCode() != 503 && !probes.isEmpty()) {
      outcome = Outcome.of(Kind.AMBIGUOUS, outcome.code(), outcome.text());
    }
    return new Result(outcome, response.body());
  }

  private HttpRequest.Builder request(Shipment shipment, URI uri) throws IOException {
    var request = HttpRequest.newBuilder(uri).header("Accept", FHIR_JSON);
    if ("https".equalsIgnoreCase(uri.getScheme())) {
      Traces.traceparent().ifPresent(parent -> request.header("traceparent", parent));
    }
    var token = shipment.settings().tokenFile();
    if (token.isPresent()) {
      request.header("Authorization", "Bearer " + Files.readString(token.get()).strip());
    }
    return request;
  }

  private HttpResponse<byte[]> call(Shipment shipment, HttpRequest request)
      throws InterruptedException, ExecutionException, TimeoutException, UnusableCertificate {
    var settings = shipment.settings();
    var client =
        clients.computeIfAbsent(
            new Reach(settings.connect().toMillis(), context(settings)),
            reach ->
                HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(settings.connect())
                    .sslContext(reach.tls())
                    .build());
    var call = client.sendAsync(request, BodyHandlers.ofByteArray());
    try {
      return call.get(settings.answer().toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      call.cancel(true);
    }
  }

  private static String base(Shipment shipment) {
    var base = shipment.to().toString();
    return base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
  }

  private static Result failure(Throwable cause, boolean twice) {
    if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
      return none(Kind.RETRYING, "no-connection", "the partner cannot be reached");
    }
    if (cause instanceof javax.net.ssl.SSLException) {
      return none(Kind.RETRYING, "no-tls", "no TLS connection to the partner");
    }
    return unknown(twice, "connection-lost", "sent, but the connection ended before an answer");
  }

  /** Lost answers: safe to send again when every entry is conditional. */
  private static Result unknown(boolean twice, String code, String text) {
    return none(twice ? Kind.AMBIGUOUS : Kind.RETRYING, code, text);
  }

  private static Result none(Kind kind, String code, String text) {
    return new Result(Outcome.of(kind, code, text), new byte[0]);
  }
}
