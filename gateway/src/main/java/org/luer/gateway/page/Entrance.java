package org.luer.gateway.page;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.people.Logins;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Finds out whose session the cookie is. */
public final class Entrance extends OncePerRequestFilter {
  private final Logins logins;
  private final Partners partners;
  private final SessionCookie cookies;

  Entrance(Logins logins, Partners partners, SessionCookie cookies) {
    this.logins = logins;
    this.partners = partners;
    this.cookies = cookies;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    try {
      cookies
          .read(request)
          .flatMap(logins::session)
          .flatMap(
              person ->
                  partners
                      .current()
                      .find(person.partner())
                      .map(partner -> new PersonCaller(person, partner)))
          .ifPresent(Entrance::enter);
    } catch (DataAccessException e) {
      response.setHeader(HttpHeaders.RETRY_AFTER, "5");
      Layout.tell(
          response,
          HttpStatus.SERVICE_UNAVAILABLE,
          "Not available at the moment",
          "Please try again in a minute.");
      return;
    }
    chain.doFilter(request, response);
  }

  private static void enter(PersonCaller caller) {
    var context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(caller);
    SecurityContextHolder.setContext(context);
  }
}
