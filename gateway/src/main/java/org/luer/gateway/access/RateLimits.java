package org.luer.gateway.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.luer.gateway.partner.HttpSettings;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Bounds how often a partner's client, or an address that shows no known token, may ask: 429 and
 * Retry-After. The clinic's own tokens are not bounded, nor is the health check. Each node counts
 * for itself.
 */
public final class RateLimits extends OncePerRequestFilter {
  private static final int MANY = 100_000;

  private final Answers answers;
  private final int perClient;
  private final int perStranger;
  private final Cache<String, Bucket> buckets =
      Caffeine.newBuilder().maximumSize(MANY).expireAfterAccess(Duration.ofMinutes(5)).build();

  /** Limits by these settings. */
  public RateLimits(HttpSettings http, Answers answers) {
    this.answers = answers;
    this.perClient = http.perClient();
    this.perStranger = http.perStranger();
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return request.getRequestURI().equals("/actuator/health");
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    var caller = SecurityContextHolder.getContext().getAuthentication();
    if (caller instanceof Caller) {
      chain.doFilter(request, response);
      return;
    }
    var bucket =
        caller instanceof PartnerCaller partner
            ? bucket("client/" + partner.client(), perClient)
            : bucket("address/" + request.getRemoteAddr(), perStranger);
    var probe = bucket.tryConsumeAndReturnRemaining(1);
    if (probe.isConsumed()) {
      chain.doFilter(request, response);
      return;
    }
    long seconds = 1 + TimeUnit.NANOSECONDS.toSeconds(probe.getNanosToWaitForRefill());
    response.setHeader(HttpHeaders.RETRY_AFTER, String.format(Locale.ROOT, "%d", seconds));
    answers.write(
        request,
        response,
        HttpStatus.TOO_MANY_REQUESTS,
        "Too many requests; come again after the time in Retry-After.");
  }

  private Bucket bucket(String who, int perMinute) {
    return buckets.get(
        who,
        key ->
            Bucket.builder()
                .addLimit(
                    limit ->
                        limit.capacity(perMinute).refillGreedy(perMinute, Duration.ofMinutes(1)))
                .build());
  }
}
