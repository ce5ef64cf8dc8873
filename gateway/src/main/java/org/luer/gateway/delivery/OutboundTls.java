package org.luer.gateway.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.mllp.PemTls;
import org.luer.gateway.partner.Receives;

/**
 * TLS contexts of partners. A file that was changed makes a new context for the next connection, so
 * that a renewed certificate needs no restart.
 */
public final class OutboundTls {
  private final Map<Key, SSLContext> contexts = new ConcurrentHashMap<>();

  /**
   * The files of one endpoint, PEM.
   *
   * @param trust what its server is checked against; null = what the Java platform trusts
   * @param certificate what the gateway shows; null = nothing
   * @param key private key of it
   */
  public record Pem(@Nullable Path trust, @Nullable Path certificate, @Nullable Path key) {
    /** Nothing of its own. */
    public static final Pem NONE = new Pem(null, null, null);

    /** Those that the settings name for an endpoint. */
    public static Pem of(Receives receives) {
      var auth = receives.auth();
      return new Pem(
          receives.trustFile(),
          auth == null ? null : auth.certFile(),
          auth == null ? null : auth.keyFile());
    }

    boolean none() {
      return trust == null && certificate == null;
    }

    private List<Path> all() {
      return Stream.of(
              Optional.ofNullable(trust),
              Optional.ofNullable(certificate),
              Optional.ofNullable(key))
          .flatMap(Optional::stream)
          .toList();
    }
  }

  /** One of the files cannot be read, or holds no certificate or key. */
  static final class UnusableCertificate extends IOException {
    private static final long serialVersionUID = 1L;

    UnusableCertificate(Exception cause) {
      super(cause);
    }
  }

  /** The files as they are now. */
  private record Key(Pem files, List<String> states) {}

  /**
   * The context for these files.
   *
   * @throws UnusableCertificate if one of them cannot be read or holds no certificate or key
   */
  SSLContext context(Pem files) throws UnusableCertificate {
    var key = key(files);
    var known = contexts.get(key);
    if (known != null) {
      return known;
    }
    try {
      var made = PemTls.context(files.certificate(), files.key(), files.trust());
      contexts.keySet().removeIf(old -> old.files().equals(files));
      contexts.put(key, made);
      return made;
    } catch (RuntimeException e) {
      throw new UnusableCertificate(e);
    }
  }

  /** A name that changes when the files do. */
  static String name(Pem files) throws UnusableCertificate {
    return Integer.toHexString(key(files).hashCode());
  }

  private static Key key(Pem files) throws UnusableCertificate {
    var states = new ArrayList<String>();
    try {
      for (var path : files.all()) {
        states.add(path + " " + Files.getLastModifiedTime(path) + " " + Files.size(path));
      }
    } catch (IOException e) {
      throw new UnusableCertificate(e);
    }
    return new Key(files, List.copyOf(states));
  }
}
