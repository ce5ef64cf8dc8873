package org.luer.gateway.access.oauth;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.smart.Scope;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * Reads a request for client credentials and narrows what it asks for to what the client may have;
 * refused only when nothing is left, or a scope is none.
 */
final class ScopeConverter implements AuthenticationConverter {
  private final Clients clients;

  ScopeConverter(Clients clients) {
    this.clients = clients;
  }

  @Override
  public @Nullable Authentication convert(HttpServletRequest request) {
    if (!"client_credentials".equals(request.getParameter("grant_type"))) {
      return null;
    }
    var principal =
        (OAuth2ClientAuthenticationToken) SecurityContextHolder.getContext().getAuthentication();
    var scopes = request.getParameterValues("scope");
    if (scopes == null || scopes.length != 1 || scopes[0].isBlank()) {
      throw AssertionConverter.refusal(
          OAuth2ErrorCodes.INVALID_SCOPE, "scope is needed, once, such as system/*.cu.");
    }
    var asked = asked(scopes[0]);
    var own = clients.find(principal.getName()).map(Client::scopes).orElse(List.of());
    var granted = Scope.granted(asked, own);
    if (granted.isEmpty()) {
      throw AssertionConverter.refusal(
          OAuth2ErrorCodes.INVALID_SCOPE, "The client may have none of these scopes.");
    }
    return new OAuth2ClientCredentialsAuthenticationToken(principal, granted, Map.of());
  }

  private static List<Scope> asked(String text) {
    var asked = new ArrayList<Scope>();
    for (var one : Scope.split(text)) {
      asked.add(
          Scope.of(one)
              .orElseThrow(
                  () ->
                      AssertionConverter.refusal(
                          OAuth2ErrorCodes.INVALID_SCOPE,
                          "Scopes here have the form system/Type.cruds or system/*.cruds.")));
    }
    return asked;
  }
}
