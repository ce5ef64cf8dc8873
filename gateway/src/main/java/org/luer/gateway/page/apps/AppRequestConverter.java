package org.luer.gateway.page.apps;

import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.oauth.Client;
import org.luer.gateway.access.oauth.Clients;
import org.luer.gateway.page.PersonCaller;
import org.luer.gateway.smart.Scope;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2AuthorizationCodeRequestAuthenticationConverter;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * Reads what an app asks for and narrows it to what it may have: what is not served (scopes of
 * users) is left out, as the answer's {@code scope} says.
 */
final class AppRequestConverter implements AuthenticationConverter {
  /** The scope by which an app asks for the choice of a patient. */
  static final String LAUNCH = "launch/patient";

  private final AuthenticationConverter spring =
      new OAuth2AuthorizationCodeRequestAuthenticationConverter();
  private final Clients clients;

  AppRequestConverter(Clients clients) {
    this.clients = clients;
  }

  @Override
  public @Nullable Authentication convert(HttpServletRequest request) {
    if (!request.getMethod().equals("GET")) {
      return null;
    }
    if (!(spring.convert(request)
        instanceof OAuth2AuthorizationCodeRequestAuthenticationToken asked)) {
      return null;
    }
    return new OAuth2AuthorizationCodeRequestAuthenticationToken(
        asked.getAuthorizationUri(),
        asked.getClientId(),
        (Authentication) asked.getPrincipal(),
        asked.getRedirectUri(),
        asked.getState(),
        granted(asked.getClientId(), asked.getScopes(), clinician(asked)),
        asked.getAdditionalParameters());
  }

  /** Whether it is known which clinician the person is. */
  private static boolean clinician(OAuth2AuthorizationCodeRequestAuthenticationToken asked) {
    return asked.getPrincipal() instanceof PersonCaller caller && caller.person().npi() != null;
  }

  private Set<String> granted(String id, Set<String> asked, boolean clinician) {
    var client = clients.find(id);
    var app = client.map(Client::app);
    if (client.isEmpty() || app.isEmpty()) {
      return Set.of();
    }
    var data =
        asked.stream()
            .flatMap(text -> Scope.ofPatient(text).stream())
            .sorted(java.util.Comparator.comparing(Scope::text))
            .toList();
    var granted = new LinkedHashSet<>(Scope.granted(data, client.get().scopes()));
    if (!granted.isEmpty()) {
      List.of(LAUNCH, Client.OFFLINE).stream()
          .filter(asked::contains)
          .filter(scope -> scope.equals(LAUNCH) || app.get().offline())
          .forEach(granted::add);
      if (asked.contains(Client.OPENID)) {
        granted.add(Client.OPENID);
        if (clinician && asked.contains(Client.FHIR_USER)) {
          granted.add(Client.FHIR_USER);
        }
      }
    }
    return granted;
  }
}
