package org.luer.gateway.mllp;

import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/** TLS from PEM files, by Spring's SSL bundles. */
public final class PemTls {
  private PemTls() {}

  /**
   * A context with an own certificate, trusted certificates, or both.
   *
   * @param trust null = what the Java platform trusts
   */
  public static SSLContext context(
      @Nullable Path certificate, @Nullable Path key, @Nullable Path trust) {
    var own =
        certificate == null || key == null
            ? null
            : PemSslStoreDetails.forCertificate(location(certificate))
                .withPrivateKey(location(key));
    var others = trust == null ? null : PemSslStoreDetails.forCertificate(location(trust));
    return SslBundle.of(new PemSslStoreBundle(own, others)).createSslContext();
  }

  /** The same in the form that Camel's endpoints take. */
  public static SSLContextParameters parameters(
      @Nullable Path certificate, @Nullable Path key, @Nullable Path trust) {
    return parameters(context(certificate, key, trust));
  }

  /** A context in the form that Camel's endpoints take. */
  public static SSLContextParameters parameters(SSLContext context) {
    return new SSLContextParameters() {
      @Override
      public SSLContext createSSLContext(org.apache.camel.CamelContext camel) {
        return context;
      }
    };
  }

  private static String location(Path file) {
    return "file:" + file.toAbsolutePath();
  }
}
