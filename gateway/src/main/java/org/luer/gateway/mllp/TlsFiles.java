package org.luer.gateway.mllp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/**
 * The files of one side of TLS: PEM, or PKCS12.
 *
 * @param certificate chain, PEM, with key; or store
 * @param key private key, PEM
 * @param store certificate chain and private key, PKCS12
 * @param password file that holds the password of the store or of the key
 * @param trust certificates that the other side is checked against, PEM or PKCS12; null = what the
 *     Java platform trusts
 */
public record TlsFiles(
    @Nullable Path certificate,
    @Nullable Path key,
    @Nullable Path store,
    @Nullable Path password,
    @Nullable Path trust) {
  private static final String PEM = "-----BEGIN ";

  /** All files that are named. */
  public List<Path> all() {
    return Stream.of(certificate, key, store, password, trust).filter(Objects::nonNull).toList();
  }

  /**
   * A context of the files as they are now.
   *
   * @throws IOException if one of them cannot be read or holds something else, or if the key is not
   *     that of the certificate, as in the middle of a renewal
   */
  public SSLContext context() throws IOException {
    try {
      var secret = secret();
      var keys = keys(secret);
      KeyPairs.check(keys, secret);
      var stores = SslStoreBundle.of(keys, secret, trusted(secret));
      return SslBundle.of(stores, SslBundleKey.of(secret)).createSslContext();
    } catch (RuntimeException | GeneralSecurityException e) {
      throw new IOException("the TLS files cannot be used", e);
    }
  }

  /**
   * The certificates in the files: own first, then those that are trusted.
   *
   * @throws IOException if one of them cannot be read or holds something else
   */
  public List<Held> certificates() throws IOException {
    try {
      var secret = secret();
      var held = new ArrayList<Held>();
      add(held, keys(secret), Role.OWN);
      add(held, trusted(secret), Role.TRUSTED);
      return held;
    } catch (RuntimeException | GeneralSecurityException e) {
      throw new IOException("the TLS files cannot be used", e);
    }
  }

  /** What a certificate is there for. */
  public enum Role {
    OWN,
    TRUSTED
  }

  /** A certificate of the files. */
  public record Held(Role role, X509Certificate certificate) {}

  private static void add(List<Held> held, @Nullable KeyStore store, Role role)
      throws GeneralSecurityException {
    if (store == null) {
      return;
    }
    for (var alias : Collections.list(store.aliases())) {
      var chain = store.getCertificateChain(alias);
      var all =
          chain == null
              ? new java.security.cert.Certificate[] {store.getCertificate(alias)}
              : chain;
      for (var one : all) {
        if (one instanceof X509Certificate x509) {
          held.add(new Held(role, x509));
        }
      }
    }
  }

  private @Nullable String secret() throws IOException {
    return password == null ? null : Files.readString(password).strip();
  }

  private @Nullable KeyStore keys(@Nullable String secret)
      throws IOException, GeneralSecurityException {
    if (store != null) {
      return pkcs12(store, secret);
    }
    if (certificate == null || key == null) {
      return null;
    }
    var details =
        PemSslStoreDetails.forCertificate(location(certificate))
            .withPrivateKey(location(key))
            .withPrivateKeyPassword(secret)
            .withPassword(secret);
    return new PemSslStoreBundle(details, null).getKeyStore();
  }

  private @Nullable KeyStore trusted(@Nullable String secret)
      throws IOException, GeneralSecurityException {
    if (trust == null) {
      return null;
    }
    return isPem(trust)
        ? new PemSslStoreBundle(null, PemSslStoreDetails.forCertificate(location(trust)))
            .getTrustStore()
        : pkcs12(trust, secret);
  }

  private static boolean isPem(Path file) throws IOException {
    return new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1)
        .contains(PEM);
  }

  private static KeyStore pkcs12(Path file, @Nullable String secret)
      throws IOException, GeneralSecurityException {
    return KeyStore.getInstance(file.toFile(), secret == null ? null : secret.toCharArray());
  }

  private static String location(Path file) {
    return "file:" + file.toAbsolutePath();
  }
}
