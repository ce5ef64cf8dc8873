package org.luer.gateway.access.oauth;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Audit;
import org.luer.gateway.access.Audit.Event;
import org.luer.gateway.access.Audit.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.jwt.JwtValidationException;

/**
 * Answers a refused request for a token (RFC 6749, 5.2) and records it. Nobody learns whether a
 * client exists; who holds its key learns all that is wrong.
 */
final class OAuthRefusals {
  private static final Logger LOG = LoggerFactory.getLogger(OAuthRefusals.class);
  private static final String UNPROVED =
      "The client is not known here, or the assertion is not signed by one of its keys with RS384 or ES384.";

  private final Audit audit;
  private final Clients clients;
  private final ObjectMapper json;

  OAuthRefusals(Audit audit, Clients clients, ObjectMapper json) {
    this.audit = audit;
    this.clients = clients;
    this.json = json;
  }

  void refuse(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
      throws IOException {
    var error = error(failure);
    var client = client(request);
    var known = client == null ? null : clients.find(client).map(Client::partner).orElse(null);
    audit.record(
        new Event(
            "token-refused",
            Outcome.REFUSED,
            client == null ? "unknown" : client,
            known,
            client,
            error.getErrorCode() + ": " + error.getDescription()));
    LOG.warn("A token was refused, {}: {}", error.getErrorCode(), error.getDescription());
    response.setStatus(
        error.getErrorCode().equals(OAuth2ErrorCodes.INVALID_CLIENT)
            ? HttpStatus.UNAUTHORIZED.value()
            : HttpStatus.BAD_REQUEST.value());
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    response.setHeader("Cache-Control", "no-store");
    json.writeValue(
        response.getOutputStream(),
        json.createObjectNode()
            .put("error", error.getErrorCode())
            .put("error_description", error.getDescription()));
  }

  private static OAuth2Error error(AuthenticationException failure) {
    if (failure.getCause() instanceof JwtValidationException invalid) {
      var all =
          invalid.getErrors().stream()
              .map(OAuth2Error::getDescription)
              .collect(Collectors.joining("; ", "The assertion was refused: ", "."));
      return new OAuth2Error(OAuth2ErrorCodes.INVALID_CLIENT, all, null);
    }
    if (!(failure instanceof OAuth2AuthenticationException refused)) {
      return new OAuth2Error(OAuth2ErrorCodes.INVALID_CLIENT, UNPROVED, null);
    }
    var error = refused.getError();
    var description = error.getDescription();
    if (error.getUri() == null && description != null) {
      return error; // our own words
    }
    var text =
        switch (error.getErrorCode()) {
          case OAuth2ErrorCodes.INVALID_CLIENT -> UNPROVED;
          case OAuth2ErrorCodes.UNSUPPORTED_GRANT_TYPE ->
              "grant_type must be client_credentials, or for apps authorization_code or refresh_token.";
          case OAuth2ErrorCodes.INVALID_REQUEST ->
              "A parameter is missing or there more than once; needed are grant_type, scope,"
                  + " client_assertion_type and client_assertion.";
          case OAuth2ErrorCodes.INVALID_GRANT ->
              "The code or refresh token is not good, or no longer, or was not given to who brings it here.";
          case OAuth2ErrorCodes.UNAUTHORIZED_CLIENT -> "The client may not use this grant_type.";
          case OAuth2ErrorCodes.INVALID_SCOPE -> "More was asked for than was granted.";
          default -> "The request was refused.";
        };
    return new OAuth2Error(error.getErrorCode(), text, null);
  }

  /** Who it is, or says it is. */
  private static @Nullable String client(HttpServletRequest request) {
    var known = SecurityContextHolder.getContext().getAuthentication();
    if (known != null && known.isAuthenticated()) {
      return known.getName();
    }
    try {
      return new AssertionConverter().convert(request).getName();
    } catch (OAuth2AuthenticationException e) {
      return request.getParameter("client_id");
    }
  }
}
