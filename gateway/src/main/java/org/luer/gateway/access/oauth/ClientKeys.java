package org.luer.gateway.access.oauth;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.file.Files;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.luer.gateway.access.oauth.Client.Keys;

/**
 * Finds the public keys of clients. Keys at an address are kept for five minutes; an unknown key id
 * has them fetched again at once, but not more than twice in half a minute.
 */
final class ClientKeys {
  private static final Duration KEPT = Duration.ofMinutes(5);
  private static final Duration FETCH = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofSeconds(30);
  private static final int PATIENCE = 5_000;
  private static final int LARGEST = 256 * 1024;

  private final Map<URI, JWKSource<SecurityContext>> fetched = new ConcurrentHashMap<>();

  /** The keys of a client; what cannot be read has none. */
  JWKSource<SecurityContext> of(Client client) {
    var keys = client.keys();
    if (keys instanceof Keys.At at) {
      return fetched.computeIfAbsent(at.address(), ClientKeys::fetching);
    }
    if (keys instanceof Keys.None) {
      return new ImmutableJWKSet<>(new JWKSet());
    }
    try {
      var json =
          keys instanceof Keys.InFile in
              ? Files.readString(in.file())
              : ((Keys.Inline) keys).json();
      return new ImmutableJWKSet<>(JWKSet.parse(json).toPublicJWKSet());
    } catch (IOException | ParseException e) {
      return new ImmutableJWKSet<>(new JWKSet());
    }
  }

  private static JWKSource<SecurityContext> fetching(URI address) {
    try {
      return JWKSourceBuilder.create(
              address.toURL(), new DefaultResourceRetriever(PATIENCE, PATIENCE, LARGEST))
          .cache(KEPT.toMillis(), FETCH.toMillis())
          .rateLimited(PAUSE.toMillis())
          .refreshAheadCache(false)
          .retrying(true)
          .build();
    } catch (MalformedURLException e) {
      throw new IllegalStateException("the address was examined when the client was added", e);
    }
  }
}
