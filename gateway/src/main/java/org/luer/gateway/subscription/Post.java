package org.luer.gateway.subscription;

import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.luer.gateway.delivery.FhirAnswer;

/**
 * Posts a notification. Only an answer of the 200s, read to its end in time, counts; a redirection
 * is not followed, for nobody has examined where it leads. What the endpoint says in its answer is
 * not kept.
 */
final class Post {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final EndpointRules rules;
  private final Clock clock;

  Post(EndpointRules rules, Clock clock) {
    this.rules = rules;
    this.clock = clock;
  }

  /**
   * What became of it.
   *
   * @param error empty = it was taken; else in plain words what happened
   * @param pause that the endpoint asked for
   */
  record Answer(Optional<String> error, Optional<Duration> pause) {
    static final Answer TAKEN = new Answer(Optional.empty(), Optional.empty());

    static Answer failed(String error) {
      return new Answer(Optional.of(error), Optional.empty());
    }
  }

  /**
   * Sends it; holds no thread while the endpoint takes its time. Never completes with a failure.
   */
  CompletableFuture<Answer> send(Wish wish, String body) {
    var against = rules.against(wish.endpoint());
    if (against.isPresent()) {
      return CompletableFuture.completedFuture(
          Answer.failed("The endpoint " + against.get() + "."));
    }
    var request =
        HttpRequest.newBuilder(wish.endpoint())
            .header("Content-Type", "application/fhir+json")
            .header("Accept", "application/fhir+json")
            .POST(BodyPublishers.ofString(body));
    wish.headers().forEach(h -> request.header(h.name(), h.value()));
    CompletableFuture<HttpResponse<Void>> call;
    try {
      call = http.sendAsync(request.build(), BodyHandlers.discarding());
    } catch (IllegalArgumentException e) {
      return CompletableFuture.completedFuture(
          Answer.failed("A header of the subscription cannot be sent."));
    }
    return call.copy()
        .orTimeout(wish.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (response, failure) -> {
              call.cancel(true);
              return failure == null ? answer(response) : failed(failure);
            });
  }

  private Answer answer(HttpResponse<Void> response) {
    int status = response.statusCode();
    if (status >= 200 && status < 300) {
      return Answer.TAKEN;
    }
    var pause =
        status == 429 || status == 503
            ? FhirAnswer.wait(response.headers().firstValue("Retry-After"), clock.instant())
            : Optional.<Duration>empty();
    var text = String.format(Locale.ROOT, "The endpoint answered HTTP %d.", status);
    return new Answer(Optional.of(text), pause);
  }

  private static Answer failed(Throwable failure) {
    var cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof TimeoutException) {
      return Answer.failed("The endpoint did not answer in time.");
    }
    if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
      return Answer.failed("The endpoint cannot be reached.");
    }
    if (cause instanceof SSLException) {
      return Answer.failed("There is no TLS connection to the endpoint.");
    }
    return Answer.failed("The connection to the endpoint ended before its answer.");
  }
}
