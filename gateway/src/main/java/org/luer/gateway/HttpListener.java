package org.luer.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.database.CannotStart;
import org.luer.gateway.partner.HttpSettings;
import org.luer.gateway.partner.Tls;

/** The HTTP listener of the settings in Spring's own keys. */
final class HttpListener {
  private static final String BUNDLE = "http";

  /**
   * How long files must have been quiet before they are read anew: a pair is renewed one by one.
   */
  private static final String QUIET = "1s";

  private HttpListener() {}

  static List<String> arguments(HttpSettings http) {
    var arguments =
        new ArrayList<>(
            List.of("--server.address=" + http.address(), "--server.port=" + http.port()));
    if (http.tls() != null) {
      arguments.add("--server.ssl.bundle=" + BUNDLE);
      arguments.add("--server.ssl.enabled-protocols=TLSv1.3,TLSv1.2");
      arguments.add("--spring.ssl.bundle.watch.file.quiet-period=" + QUIET);
      arguments.addAll(bundle(http.tls()));
    }
    return arguments;
  }

  private static List<String> bundle(Tls tls) {
    var arguments = new ArrayList<String>();
    var secret = secret(tls.passwordFile());
    if (tls.storeFile() != null) {
      var path = "--spring.ssl.bundle.jks." + BUNDLE;
      arguments.add(path + ".reload-on-update=true");
      arguments.add(path + ".keystore.type=PKCS12");
      arguments.add(path + ".keystore.location=" + location(tls.storeFile()));
      if (secret != null) {
        arguments.add(path + ".keystore.password=" + secret);
      }
    } else {
      var path = "--spring.ssl.bundle.pem." + BUNDLE;
      arguments.add(path + ".reload-on-update=true");
      arguments.add(path + ".keystore.verify-keys=true");
      arguments.add(
          path + ".keystore.certificate=" + location(Objects.requireNonNull(tls.certFile())));
      arguments.add(
          path + ".keystore.private-key=" + location(Objects.requireNonNull(tls.keyFile())));
      if (secret != null) {
        arguments.add(path + ".keystore.private-key-password=" + secret);
      }
    }
    return arguments;
  }

  private static @Nullable String secret(@Nullable Path file) {
    try {
      return file == null ? null : Files.readString(file).strip();
    } catch (IOException e) {
      throw new CannotStart("The password file of luer.http.tls cannot be read: " + file, e);
    }
  }

  private static String location(Path file) {
    return "file:" + file.toAbsolutePath();
  }
}
