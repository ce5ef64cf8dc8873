package org.luer.gateway.access.oauth;

import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenIntrospection;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenIntrospectionAuthenticationToken;

/** A partner's client learns what the tokens of this partner are good for, and of no other's. */
final class OwnTokens implements AuthenticationProvider {
  private final AuthenticationProvider all;
  private final Clients clients;

  OwnTokens(AuthenticationProvider all, Clients clients) {
    this.all = all;
    this.clients = clients;
  }

  @Override
  public @Nullable Authentication authenticate(Authentication authentication) {
    var told = all.authenticate(authentication);
    if (told instanceof OAuth2TokenIntrospectionAuthenticationToken answer
        && answer.getTokenClaims().isActive()
        && !partner(answer.getTokenClaims().getClientId()).equals(partner(answer.getName()))) {
      return new OAuth2TokenIntrospectionAuthenticationToken(
          answer.getToken(),
          (Authentication) answer.getPrincipal(),
          OAuth2TokenIntrospection.builder().build());
    }
    return told;
  }

  private String partner(@Nullable String client) {
    return client == null ? "" : clients.find(client).map(Client::partner).orElse("");
  }

  @Override
  public boolean supports(Class<?> authentication) {
    return all.supports(authentication);
  }
}
