package org.luer.gateway.access.oauth;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.util.Set;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;

/** Verifies assertions with the client's own keys, RS384 or ES384 and nothing else. */
final class AssertionDecoders implements JwtDecoderFactory<RegisteredClient> {
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(JWSAlgorithm.RS384, JWSAlgorithm.ES384);

  private final Clients clients;
  private final ClientKeys keys;
  private final AssertionRules rules;

  AssertionDecoders(Clients clients, ClientKeys keys, AssertionRules rules) {
    this.clients = clients;
    this.keys = keys;
    this.rules = rules;
  }

  @Override
  public JwtDecoder createDecoder(RegisteredClient registered) {
    var client =
        clients
            .find(registered.getClientId())
            .orElseThrow(() -> new BadJwtException("the client is gone"));
    var processor = new DefaultJWTProcessor<SecurityContext>();
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys.of(client)));
    processor.setJWTClaimsSetVerifier((claims, context) -> {}); // our rules tell every reason
    var decoder = new NimbusJwtDecoder(processor);
    decoder.setJwtValidator(rules.of(client));
    return decoder;
  }
}
