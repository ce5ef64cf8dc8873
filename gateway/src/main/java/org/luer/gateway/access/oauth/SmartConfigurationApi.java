package org.luer.gateway.access.oauth;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.luer.gateway.access.PublicAddress;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells SMART clients where to get a token and how; says only what is there. */
@RestController
class SmartConfigurationApi {
  private final PublicAddress address;

  SmartConfigurationApi(PublicAddress address) {
    this.address = address;
  }

  @GetMapping(
      path = "/fhir/.well-known/smart-configuration",
      produces = MediaType.APPLICATION_JSON_VALUE)
  Map<String, Object> tell() {
    var told = new LinkedHashMap<String, Object>();
    told.put("token_endpoint", address.base() + TokenEndpoint.PATH);
    told.put("grant_types_supported", List.of("client_credentials"));
    told.put("token_endpoint_auth_methods_supported", List.of("private_key_jwt"));
    told.put("token_endpoint_auth_signing_alg_values_supported", List.of("RS384", "ES384"));
    told.put("scopes_supported", List.of("system/*.c", "system/*.u", "system/*.cu"));
    // required by the standard, also of a server without an authorization endpoint
    told.put("code_challenge_methods_supported", List.of("S256"));
    told.put("capabilities", List.of("client-confidential-asymmetric", "permission-v2"));
    return told;
  }
}
