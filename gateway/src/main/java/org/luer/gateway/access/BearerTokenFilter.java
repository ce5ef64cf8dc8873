package org.luer.gateway.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Reads {@code Authorization: Bearer …} and finds out who calls. Without a known token the request
 * goes on as nobody's.
 */
final class BearerTokenFilter extends OncePerRequestFilter {
  private static final String SCHEME = "bearer ";

  private final Tokens tokens;
  private final ProblemWriter problems;

  BearerTokenFilter(Tokens tokens, ProblemWriter problems) {
    this.tokens = tokens;
    this.problems = problems;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    var header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header != null && header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      try {
        tokens.find(header.substring(SCHEME.length()).strip()).ifPresent(BearerTokenFilter::enter);
      } catch (DataAccessException e) {
        response.setHeader(HttpHeaders.RETRY_AFTER, "5");
        problems.write(
            response,
            HttpStatus.SERVICE_UNAVAILABLE,
            "The database is away; nothing was accepted.");
        return;
      }
    }
    chain.doFilter(request, response);
  }

  private static void enter(Caller caller) {
    var context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(caller);
    SecurityContextHolder.setContext(context);
  }
}
