package org.luer.gateway.access.oauth;

import com.nimbusds.jwt.JWTParser;
import jakarta.servlet.http.HttpServletRequest;
import java.text.ParseException;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * Reads who a client says it is. SMART clients send no {@code client_id}: it stands in the
 * assertion (RFC 7521, 4.2).
 */
final class AssertionConverter implements AuthenticationConverter {
  private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  private static final ClientAuthenticationMethod METHOD = new ClientAuthenticationMethod(TYPE);
  private static final int LONGEST = 16_384;

  @Override
  public Authentication convert(HttpServletRequest request) {
    if (request.getQueryString() != null) {
      throw refusal(
          OAuth2ErrorCodes.INVALID_REQUEST,
          "Parameters belong in the body (application/x-www-form-urlencoded), never in the URL.");
    }
    var assertion = one(request, "client_assertion");
    if (!one(request, "client_assertion_type").equals(TYPE)) {
      throw refusal(OAuth2ErrorCodes.INVALID_CLIENT, "client_assertion_type must be " + TYPE + ".");
    }
    var id = subject(assertion);
    var said = request.getParameter("client_id");
    if (said != null && !said.equals(id)) {
      throw refusal(
          OAuth2ErrorCodes.INVALID_CLIENT, "client_id differs from the assertion's subject.");
    }
    return new OAuth2ClientAuthenticationToken(
        id, METHOD, assertion, ClientConverter.proof(request));
  }

  private static String subject(String assertion) {
    try {
      var subject =
          assertion.length() > LONGEST ? null : JWTParser.parse(assertion).getJWTClaimsSet();
      if (subject != null && subject.getSubject() != null && !subject.getSubject().isBlank()) {
        return subject.getSubject();
      }
    } catch (ParseException e) {
      throw refusal(OAuth2ErrorCodes.INVALID_CLIENT, "client_assertion is not a JSON Web Token.");
    }
    throw refusal(OAuth2ErrorCodes.INVALID_CLIENT, "client_assertion names no subject (sub).");
  }

  private static String one(HttpServletRequest request, String name) {
    var values = request.getParameterValues(name);
    if (values == null || values.length == 0 || values[0].isBlank()) {
      throw refusal(
          OAuth2ErrorCodes.INVALID_CLIENT,
          name + " is missing; clients prove who they are with a signed assertion.");
    }
    if (values.length > 1) {
      throw refusal(OAuth2ErrorCodes.INVALID_REQUEST, name + " is there more than once.");
    }
    return values[0];
  }

  static OAuth2AuthenticationException refusal(String code, String text) {
    return new OAuth2AuthenticationException(new OAuth2Error(code, text, null));
  }
}
