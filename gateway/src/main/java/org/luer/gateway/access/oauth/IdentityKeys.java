package org.luer.gateway.access.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.database.PrivateFiles;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;

/**
 * The keys by which apps believe who their person is (OpenID Connect): RSA, in {@code identity.key}
 * of each node's data directory (0600), made when it is first needed. The public ones of all nodes
 * are in the database, so that each node tells them.
 */
final class IdentityKeys {
  private static final int BITS = 2048;

  private final Path file;
  private final JdbcClient jdbc;
  private final Clock clock;
  private @Nullable RSAKey own;

  /**
   * Keys of the node that has this data directory.
   *
   * @param directory the data directory
   */
  IdentityKeys(Path directory, JdbcClient jdbc, Clock clock) {
    this.file = directory.resolve("identity.key");
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Signs with this node's key. */
  JwtEncoder encoder() {
    return new NimbusJwtEncoder((selector, context) -> selector.select(new JWKSet(own())));
  }

  /** The public keys of all nodes, as a JSON Web Key Set. */
  String shown() {
    own();
    var keys =
        jdbc.sql("select jwk from identity_key order by begun_at, kid").query(String.class).list();
    return "{\"keys\":[" + String.join(",", keys) + "]}";
  }

  /** The key of this node, told to the others before anything is signed with it. */
  private synchronized RSAKey own() {
    var known = own;
    if (known == null) {
      known = read();
      jdbc.sql(
              "insert into identity_key (kid, jwk, begun_at) values (:kid, :jwk, :now)"
                  + " on conflict do nothing")
          .param("kid", known.getKeyID())
          .param("jwk", known.toPublicJWK().toJSONString())
          .param("now", clock.instant().atOffset(ZoneOffset.UTC))
          .update();
      own = known;
    }
    return known;
  }

  private RSAKey read() {
    try {
      if (!Files.exists(file)) {
        var made =
            new RSAKeyGenerator(BITS).keyUse(KeyUse.SIGNATURE).keyIDFromThumbprint(true).generate();
        PrivateFiles.write(file, made.toJSONString() + "\n");
      }
      return JWK.parse(Files.readString(file)).toRSAKey();
    } catch (ParseException | ClassCastException e) {
      throw new IllegalStateException("identity.key of the data directory is not a key", e);
    } catch (JOSEException e) {
      throw new IllegalStateException("every JDK makes RSA keys", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
