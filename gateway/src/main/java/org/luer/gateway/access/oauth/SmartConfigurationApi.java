package org.luer.gateway.access.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.luer.gateway.access.PublicAddress;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells SMART clients where to get a token and how; says only what is there. */
@RestController
class SmartConfigurationApi {
  /** What has no meaning where tokens come from elsewhere. */
  private static final Set<String> OURS =
      Set.of(
          "issuer",
          "jwks_uri",
          "authorization_endpoint",
          "introspection_endpoint",
          "revocation_endpoint",
          "grant_types_supported",
          "response_types_supported");

  private final PublicAddress address;
  private final OpenIdProvider provider;

  SmartConfigurationApi(PublicAddress address, OpenIdProvider provider) {
    this.address = address;
    this.provider = provider;
  }

  @GetMapping(
      path = "/fhir/.well-known/smart-configuration",
      produces = MediaType.APPLICATION_JSON_VALUE)
  Map<String, Object> tell() {
    var told = new LinkedHashMap<String, Object>();
    told.put("issuer", address.base());
    told.put("jwks_uri", address.base() + TokenEndpoint.KEYS);
    told.put("authorization_endpoint", address.base() + TokenEndpoint.AUTHORIZE);
    told.put("token_endpoint", address.base() + TokenEndpoint.PATH);
    told.put("introspection_endpoint", address.base() + TokenEndpoint.INTROSPECT);
    told.put("revocation_endpoint", address.base() + TokenEndpoint.REVOKE);
    told.put(
        "grant_types_supported",
        List.of("authorization_code", "refresh_token", "client_credentials"));
    told.put("response_types_supported", List.of("code"));
    told.put("token_endpoint_auth_methods_supported", List.of("private_key_jwt"));
    told.put("token_endpoint_auth_signing_alg_values_supported", List.of("RS384", "ES384"));
    told.put(
        "scopes_supported",
        List.of(
            "launch/patient",
            Client.OPENID,
            Client.FHIR_USER,
            Client.OFFLINE,
            "patient/*.rs",
            "system/*.c",
            "system/*.u",
            "system/*.cu",
            "system/*.rs"));
    told.put("code_challenge_methods_supported", List.of("S256"));
    told.put(
        "capabilities",
        List.of(
            "launch-standalone",
            "client-public",
            "client-confidential-asymmetric",
            "context-standalone-patient",
            "sso-openid-connect",
            "permission-offline",
            "permission-patient",
            "permission-v2"));
    provider.told().ifPresent(elsewhere -> instead(told, elsewhere));
    return told;
  }

  /** With an OpenID provider tokens are got there, in the ways that it tells. */
  private static void instead(Map<String, Object> told, JsonNode provider) {
    told.keySet().removeAll(OURS);
    told.put("scopes_supported", List.of("system/*.c", "system/*.u", "system/*.cu"));
    told.put("capabilities", List.of("client-confidential-asymmetric", "permission-v2"));
    for (var name :
        List.of(
            "issuer",
            "jwks_uri",
            "token_endpoint",
            "grant_types_supported",
            "token_endpoint_auth_methods_supported",
            "token_endpoint_auth_signing_alg_values_supported")) {
      if (provider.hasNonNull(name)) {
        told.put(name, provider.path(name));
      }
    }
  }

  /** It says only what is there, and now nobody knows. */
  @ExceptionHandler
  ResponseEntity<Void> away(AuthenticationServiceException unreachable) {
    return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
        .header(HttpHeaders.RETRY_AFTER, "15")
        .build();
  }
}
