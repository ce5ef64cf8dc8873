package org.luer.gateway.mllp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.jspecify.annotations.Nullable;

/** TLS from PEM files, and in the form that Camel's endpoints take. */
public final class PemTls {
  private PemTls() {}

  /**
   * A context with an own certificate, trusted certificates, or both.
   *
   * @param trust null = what the Java platform trusts
   */
  public static SSLContext context(
      @Nullable Path certificate, @Nullable Path key, @Nullable Path trust) {
    try {
      return new TlsFiles(certificate, key, null, null, trust).context();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same in the form that Camel's endpoints take. */
  public static SSLContextParameters parameters(
      @Nullable Path certificate, @Nullable Path key, @Nullable Path trust) {
    return parameters(context(certificate, key, trust));
  }

  /** A context in the form that Camel's endpoints take. */
  public static SSLContextParameters parameters(SSLContext context) {
    return parameters(() -> context);
  }

  /** A context that is asked for when an endpoint is made. */
  public static SSLContextParameters parameters(Supplier<SSLContext> context) {
    return new SSLContextParameters() {
      @Override
      public SSLContext createSSLContext(org.apache.camel.CamelContext camel) {
        return context.get();
      }
    };
  }
}
