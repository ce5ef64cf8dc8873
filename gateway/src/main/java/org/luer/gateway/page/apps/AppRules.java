package org.luer.gateway.page.apps;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.PublicAddress;
import org.luer.gateway.access.oauth.Client;
import org.luer.gateway.access.oauth.Clients;
import org.luer.gateway.page.PersonCaller;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationValidator;

/**
 * What an app's request must say beside what Spring examines (PKCE): where it takes the person
 * back, exactly as registered; {@code state}; {@code aud}, this FHIR interface; a scope that it may
 * have. A person's app is one of the person's own practice.
 */
final class AppRules implements Consumer<OAuth2AuthorizationCodeRequestAuthenticationContext> {
  private final Clients clients;
  private final PublicAddress address;

  AppRules(Clients clients, PublicAddress address) {
    this.clients = clients;
    this.address = address;
  }

  @Override
  public void accept(OAuth2AuthorizationCodeRequestAuthenticationContext context) {
    OAuth2AuthorizationCodeRequestAuthenticationToken asked = context.getAuthentication();
    if (asked.getRedirectUri() == null) {
      throw refusal(OAuth2ErrorCodes.INVALID_REQUEST, "redirect_uri is missing.", null);
    }
    OAuth2AuthorizationCodeRequestAuthenticationValidator.DEFAULT_REDIRECT_URI_VALIDATOR.accept(
        context);
    var reasons = reasons(asked);
    if (!reasons.isEmpty()) {
      throw refusal(OAuth2ErrorCodes.INVALID_REQUEST, String.join(" ", reasons), asked);
    }
    if (asked.getScopes().isEmpty()) {
      throw refusal(
          OAuth2ErrorCodes.INVALID_SCOPE,
          "None of these scopes can be granted; ask for such as patient/*.rs.",
          asked);
    }
    if (asked.getPrincipal() instanceof PersonCaller caller
        && !clients
            .find(asked.getClientId())
            .map(Client::partner)
            .equals(java.util.Optional.of(caller.partner().id()))) {
      throw refusal(OAuth2ErrorCodes.ACCESS_DENIED, "The app belongs to another practice.", asked);
    }
  }

  private List<String> reasons(OAuth2AuthorizationCodeRequestAuthenticationToken asked) {
    var reasons = new ArrayList<String>();
    if (asked.getState() == null || asked.getState().isBlank()) {
      reasons.add("state is missing.");
    }
    var more = asked.getAdditionalParameters();
    if (!(more.get("aud") instanceof String aud)
        || !address.is(aud.replaceFirst("/+$", ""), "/fhir")) {
      reasons.add("aud must be " + address.fhir() + ".");
    }
    if (more.containsKey("launch")) {
      reasons.add("There is no launch from within an EHR here: leave out launch.");
    }
    return reasons;
  }

  static OAuth2AuthorizationCodeRequestAuthenticationException refusal(
      String code, String text, @Nullable OAuth2AuthorizationCodeRequestAuthenticationToken asked) {
    return new OAuth2AuthorizationCodeRequestAuthenticationException(
        new OAuth2Error(code, text, null), asked);
  }
}
