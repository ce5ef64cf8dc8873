package org.luer.gateway.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Reads {@code Authorization: Bearer …} and finds out who calls. Without a known token the request
 * goes on as nobody's.
 */
final class BearerTokenFilter extends OncePerRequestFilter {
  private static final String SCHEME = "bearer ";

  private final List<TokenSource> tokens;
  private final Answers answers;

  BearerTokenFilter(List<TokenSource> tokens, Answers answers) {
    this.tokens = List.copyOf(tokens);
    this.answers = answers;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (inAddress(request.getQueryString())) {
      answers.write(
          request,
          response,
          HttpStatus.BAD_REQUEST,
          "A token belongs in the header Authorization, never in the address, where logs keep it.");
      return;
    }
    var header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header != null && header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      try {
        find(header.substring(SCHEME.length()).strip()).ifPresent(BearerTokenFilter::enter);
      } catch (DataAccessException e) {
        away(request, response, "The database is away; nothing was accepted.");
        return;
      } catch (AuthenticationServiceException e) {
        away(request, response, "The OpenID provider cannot be asked; nothing was accepted.");
        return;
      }
    }
    chain.doFilter(request, response);
  }

  private void away(HttpServletRequest request, HttpServletResponse response, String text)
      throws IOException {
    response.setHeader(HttpHeaders.RETRY_AFTER, "5");
    answers.write(request, response, HttpStatus.SERVICE_UNAVAILABLE, text);
  }

  private static boolean inAddress(@Nullable String query) {
    return query != null && ("&" + query.toLowerCase(Locale.ROOT)).contains("&access_token=");
  }

  private Optional<? extends Authentication> find(String token) {
    return tokens.stream()
        .<Authentication>flatMap(source -> source.find(token).stream())
        .findFirst();
  }

  private static void enter(Authentication caller) {
    var context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(caller);
    SecurityContextHolder.setContext(context);
  }
}
