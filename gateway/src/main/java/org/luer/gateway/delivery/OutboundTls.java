package org.luer.gateway.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.mllp.TlsFiles;
import org.luer.gateway.partner.Receives;

/**
 * TLS contexts of partners. A file that was changed makes a new context for the next connection, so
 * that a renewed certificate needs no restart.
 */
public final class OutboundTls {
  private final Map<Key, SSLContext> contexts = new ConcurrentHashMap<>();

  /**
   * The files of one endpoint.
   *
   * @param trust what its server is checked against; null = what the Java platform trusts
   * @param certificate what the gateway shows, PEM; null = nothing, or what is in the store
   * @param key private key of it
   * @param store certificate and key, PKCS12
   * @param password file that holds the password of the store or of the key
   */
  public record Pem(
      @Nullable Path trust,
      @Nullable Path certificate,
      @Nullable Path key,
      @Nullable Path store,
      @Nullable Path password) {
    /** Nothing of its own. */
    public static final Pem NONE = new Pem(null, null, null);

    /** PEM files alone. */
    public Pem(@Nullable Path trust, @Nullable Path certificate, @Nullable Path key) {
      this(trust, certificate, key, null, null);
    }

    /** Those that the settings name for an endpoint. */
    public static Pem of(Receives receives) {
      var auth = receives.auth();
      return new Pem(
          receives.trustFile(),
          auth == null ? null : auth.certFile(),
          auth == null ? null : auth.keyFile(),
          auth == null ? null : auth.storeFile(),
          auth == null ? null : auth.passwordFile());
    }

    boolean none() {
      return trust == null && certificate == null && store == null;
    }

    /** The same as the files of one side of TLS. */
    public TlsFiles files() {
      return new TlsFiles(certificate, key, store, password, trust);
    }

    private List<Path> all() {
      return files().all();
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
      var made = files.files().context();
      contexts.keySet().removeIf(old -> old.files().equals(files));
      contexts.put(key, made);
      return made;
    } catch (IOException | RuntimeException e) {
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
