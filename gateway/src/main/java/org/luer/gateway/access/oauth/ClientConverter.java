package org.luer.gateway.access.oauth;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * Reads who a client says it is: by its assertion, or, an app that can keep no secret, by its id
 * alone. Such a one proves by the code's verifier (RFC 7636) that it is the one that asked. SMART
 * lets it leave even the id out where it brings a refresh token (SMART App Launch 2, 2.0.12).
 */
final class ClientConverter implements AuthenticationConverter {
  private final AssertionConverter assertions = new AssertionConverter();
  private final AppGrants grants;

  ClientConverter(AppGrants grants) {
    this.grants = grants;
  }

  @Override
  public @Nullable Authentication convert(HttpServletRequest request) {
    if (request.getParameter("client_assertion") != null
        || request.getParameter("client_assertion_type") != null
        || "client_credentials".equals(request.getParameter(OAuth2ParameterNames.GRANT_TYPE))
        || request.getQueryString() != null) { // which is refused there
      return assertions.convert(request);
    }
    var id =
        Optional.ofNullable(request.getParameter(OAuth2ParameterNames.CLIENT_ID))
            .or(() -> holder(request));
    if (id.isEmpty()) {
      return assertions.convert(request);
    }
    return new OAuth2ClientAuthenticationToken(
        id.get(), ClientAuthenticationMethod.NONE, null, proof(request));
  }

  private Optional<String> holder(HttpServletRequest request) {
    var token = request.getParameter(OAuth2ParameterNames.REFRESH_TOKEN);
    if (token == null
        || !"refresh_token".equals(request.getParameter(OAuth2ParameterNames.GRANT_TYPE))) {
      return Optional.empty();
    }
    return Optional.of(
        grants
            .holder(token)
            .orElseThrow(
                () ->
                    AssertionConverter.refusal(
                        OAuth2ErrorCodes.INVALID_GRANT, "The refresh token is not good here.")));
  }

  /** What the code's verifier is compared with. */
  static Map<String, Object> proof(HttpServletRequest request) {
    var proof = new TreeMap<String, Object>();
    for (var name : new String[] {"grant_type", "code", "code_verifier"}) {
      var values = request.getParameterValues(name);
      if (values != null && values.length > 1) {
        throw AssertionConverter.refusal(
            OAuth2ErrorCodes.INVALID_REQUEST, name + " is there more than once.");
      }
      if (values != null) {
        proof.put(name, values[0]);
      }
    }
    return proof;
  }
}
