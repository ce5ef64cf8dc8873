package org.luer.gateway.access.oauth;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.luer.gateway.access.PublicAddress;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells apps how to believe who their person is (OpenID Connect Discovery 1.0). */
@RestController
class IdentityApi {
  private final PublicAddress address;
  private final IdentityKeys keys;
  private final OpenIdProvider provider;

  IdentityApi(PublicAddress address, IdentityKeys keys, OpenIdProvider provider) {
    this.address = address;
    this.keys = keys;
    this.provider = provider;
  }

  @GetMapping(path = TokenEndpoint.KEYS, produces = MediaType.APPLICATION_JSON_VALUE)
  String keys() {
    return keys.shown();
  }

  @GetMapping(path = TokenEndpoint.DISCOVERY, produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Map<String, Object>> discovery() {
    if (provider.told().isPresent()) {
      return ResponseEntity.notFound().build(); // who people are is said elsewhere
    }
    var told = new LinkedHashMap<String, Object>();
    told.put("issuer", address.base());
    told.put("authorization_endpoint", address.base() + TokenEndpoint.AUTHORIZE);
    told.put("token_endpoint", address.base() + TokenEndpoint.PATH);
    told.put("jwks_uri", address.base() + TokenEndpoint.KEYS);
    told.put("scopes_supported", List.of(Client.OPENID, Client.FHIR_USER));
    told.put("response_types_supported", List.of("code"));
    told.put("grant_types_supported", List.of("authorization_code", "refresh_token"));
    told.put("subject_types_supported", List.of("public"));
    told.put("id_token_signing_alg_values_supported", List.of("RS256"));
    told.put("token_endpoint_auth_methods_supported", List.of("private_key_jwt", "none"));
    told.put("code_challenge_methods_supported", List.of("S256"));
    told.put("claims_supported", List.of("iss", "sub", "aud", "iat", "exp", "nonce", "fhirUser"));
    return ResponseEntity.ok(told);
  }
}
