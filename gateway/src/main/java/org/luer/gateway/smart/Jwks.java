package org.luer.gateway.smart;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.net.URI;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/** The public keys of a client, as a JSON Web Key Set (RFC 7517). */
public final class Jwks {
  private static final int SHORTEST_RSA = 2048;

  private Jwks() {}

  /** Everything that keeps this text from being a client's keys; empty when nothing does. */
  public static List<String> problems(String json) {
    final JWKSet set;
    try {
      set = JWKSet.parse(json);
    } catch (ParseException e) {
      return List.of("is not a JSON Web Key Set");
    }
    var problems = new ArrayList<String>();
    var ids = new HashSet<String>();
    var usable = 0;
    for (var key : set.getKeys()) {
      if (key.isPrivate()) {
        problems.add("holds a private key; only the public part may leave the client");
      }
      if (key.getKeyID() == null || key.getKeyID().isBlank()) {
        problems.add("holds a key without kid");
      } else if (!ids.add(key.getKeyID())) {
        problems.add("holds two keys of the same kid");
      }
      usable += usable(key) ? 1 : 0;
    }
    if (usable == 0) {
      problems.add("holds no key for RS384 (RSA, 2048 bits or more) or ES384 (EC, P-384)");
    }
    return problems.stream().distinct().toList();
  }

  private static boolean usable(JWK key) {
    if (key.getKeyUse() != null && !key.getKeyUse().equals(KeyUse.SIGNATURE)) {
      return false;
    }
    try {
      return (key instanceof RSAKey rsa
              && rsa.toRSAPublicKey().getModulus().bitLength() >= SHORTEST_RSA)
          || (key instanceof ECKey ec && Curve.P_384.equals(ec.getCurve()));
    } catch (JOSEException e) {
      return false;
    }
  }

  /** Whether keys may be fetched from there: over TLS, or from this machine. */
  public static boolean fetchable(URI address) {
    var scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    var host = String.valueOf(address.getHost());
    return address.getHost() != null
        && (scheme.equals("https")
            || (scheme.equals("http")
                && (host.equalsIgnoreCase("localhost")
                    || host.matches("127(\\.[0-9]{1,3}){3}")
                    || host.equals("[::1]"))));
  }
}
