package org.luer.gateway.page.apps;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Audit;
import org.luer.gateway.access.Audit.Event;
import org.luer.gateway.access.Audit.Outcome;
import org.luer.gateway.access.oauth.Client;
import org.luer.gateway.access.oauth.Clients;
import org.luer.gateway.page.Layout;
import org.luer.gateway.page.PersonCaller;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/**
 * Tells an app why it gets nothing (RFC 6749, 4.1.2.1): at the address that is registered for it,
 * and where it named another, the person instead.
 */
final class AppFailures implements AuthenticationFailureHandler {
  private final Clients clients;
  private final Audit audit;

  AppFailures(Clients clients, Audit audit) {
    this.clients = clients;
    this.audit = audit;
  }

  @Override
  public void onAuthenticationFailure(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
      throws IOException {
    var error = ((OAuth2AuthenticationException) failure).getError();
    var code = error.getErrorCode();
    // Spring's own descriptions name the parameter, and repeat no value
    var text = String.valueOf(error.getDescription());
    var asked =
        failure instanceof OAuth2AuthorizationCodeRequestAuthenticationException known
            ? known.getAuthorizationCodeRequestAuthentication()
            : null;
    record(asked, code + ": " + text);
    var back = asked == null ? null : back(asked);
    if (asked == null || back == null) {
      Layout.tell(
          response,
          HttpStatus.BAD_REQUEST,
          "The app's request cannot be answered",
          "Tell whoever made the app: " + code + ", " + text);
      return;
    }
    var to =
        UriComponentsBuilder.fromUriString(back)
            .queryParam("error", encoded(code))
            .queryParam("error_description", encoded(text));
    if (asked.getState() != null) {
      to.queryParam("state", encoded(asked.getState()));
    }
    response.setStatus(HttpStatus.FOUND.value());
    response.setHeader(HttpHeaders.LOCATION, to.build(true).toUriString());
  }

  private static String encoded(String text) {
    return UriUtils.encode(text, StandardCharsets.UTF_8);
  }

  private @Nullable String back(OAuth2AuthorizationCodeRequestAuthenticationToken asked) {
    return clients
        .find(asked.getClientId())
        .map(Client::app)
        .filter(
            app ->
                app.redirects().stream().anyMatch(r -> r.toString().equals(asked.getRedirectUri())))
        .map(app -> asked.getRedirectUri())
        .orElse(null);
  }

  private void record(
      @Nullable OAuth2AuthorizationCodeRequestAuthenticationToken asked, String reason) {
    var client = asked == null ? null : clients.find(asked.getClientId()).orElse(null);
    var caller = SecurityContextHolder.getContext().getAuthentication();
    audit.record(
        new Event(
            "app-refused",
            Outcome.REFUSED,
            caller instanceof PersonCaller person ? person.getName() : "somebody",
            client == null ? null : client.partner(),
            client == null ? null : client.id(),
            reason));
  }
}
