package org.luer.gateway.intake.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.luer.gateway.access.Answers;
import org.luer.gateway.partner.HttpSettings;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Bounds what is taken in at the same time, by number and by bytes: what comes on top of it is told
 * at once to come again (503, Retry-After), before its body is read. A request that does not say
 * how long it is counts as the longest. Nothing is turned away while nothing else is under way.
 */
final class Pressure extends OncePerRequestFilter {
  static final String RETRY_SECONDS = "1";
  private static final Set<String> BRING = Set.of("PUT", "POST", "PATCH");

  private final Answers answers;
  private final int longest;
  private final int mostRequests;
  private final long mostBytes;
  private int requests;
  private long bytes;

  Pressure(HttpSettings http, Answers answers) {
    this.answers = answers;
    this.longest = http.maxBody();
    this.mostRequests = http.maxRequests();
    this.mostBytes = Math.max(http.maxPending(), longest);
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !BRING.contains(request.getMethod());
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    long declared = request.getContentLengthLong();
    long size = declared < 0 ? longest : Math.min(declared, longest);
    if (!enter(size)) {
      response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
      answers.write(
          request,
          response,
          HttpStatus.SERVICE_UNAVAILABLE,
          "Too much is under way at the moment; send the request again.");
      return;
    }
    try {
      chain.doFilter(request, response);
    } finally {
      leave(size);
    }
  }

  private synchronized boolean enter(long size) {
    if (requests >= mostRequests || (requests > 0 && bytes + size > mostBytes)) {
      return false;
    }
    requests++;
    bytes += size;
    return true;
  }

  private synchronized void leave(long size) {
    requests--;
    bytes -= size;
  }
}
