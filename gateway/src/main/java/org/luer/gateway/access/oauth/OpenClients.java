package org.luer.gateway.access.oauth;

import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;

/**
 * Apps that can keep no secret, where they bring no code: what they bring instead, a token, proves
 * enough. A code is the business of Spring's provider, which compares the verifier.
 */
final class OpenClients implements AuthenticationProvider {
  private final Clients clients;

  OpenClients(Clients clients) {
    this.clients = clients;
  }

  @Override
  public @Nullable Authentication authenticate(Authentication authentication) {
    var client = (OAuth2ClientAuthenticationToken) authentication;
    if (!ClientAuthenticationMethod.NONE.equals(client.getClientAuthenticationMethod())
        || "authorization_code"
            .equals(client.getAdditionalParameters().get(OAuth2ParameterNames.GRANT_TYPE))) {
      return null;
    }
    var registered = clients.findByClientId(client.getPrincipal().toString());
    if (registered == null
        || !registered.getClientAuthenticationMethods().contains(ClientAuthenticationMethod.NONE)) {
      throw AssertionConverter.refusal(
          OAuth2ErrorCodes.INVALID_CLIENT,
          "The client is not known here, or must prove who it is with a signed assertion.");
    }
    return new OAuth2ClientAuthenticationToken(registered, ClientAuthenticationMethod.NONE, null);
  }

  @Override
  public boolean supports(Class<?> authentication) {
    return OAuth2ClientAuthenticationToken.class.isAssignableFrom(authentication);
  }
}
