package org.luer.gateway.partner;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What must hold between the keys of the listeners. */
final class ListenerRules {
  private static final int LAST_PORT = 65_535;
  private static final int LEAST_MESSAGE = 1024;

  private final Settings settings;
  private final MllpSettings mllp;
  private final BiConsumer<String, String> refuse;

  ListenerRules(Settings settings, BiConsumer<String, String> refuse) {
    this.settings = settings;
    this.mllp = settings.mllp();
    this.refuse = refuse;
  }

  void check() {
    var tls = mllp.tls();
    port("luer.mllp.port", mllp.port());
    // with TLS off loopback the plaintext port stays on loopback
    plaintext("luer.mllp.address", mllp.address(), mllp.allowPlaintext() || tls != null);
    if (mllp.maxConnections() < 1) {
      refuse.accept("luer.mllp.max-connections", "must be 1 or more");
    }
    if (mllp.maxMessage() < LEAST_MESSAGE) {
      refuse.accept("luer.mllp.max-message", "must be 1024 or more");
    }
    if (tls != null) {
      port("luer.mllp.tls.port", tls.port());
      files("luer.mllp.tls", tls.certFile(), tls.keyFile(), tls.storeFile());
    }
    var http = settings.http().tls();
    if (http != null) {
      files("luer.http.tls", http.certFile(), http.keyFile(), http.storeFile());
    }
    var names = new HashSet<>(Set.of("mllp", "mllps"));
    for (int i = 0; i < mllp.listeners().size(); i++) {
      listener("luer.mllp.listeners[" + i + "]", mllp.listeners().get(i), names);
    }
    named(names);
  }

  private void files(
      String path, @Nullable Path certFile, @Nullable Path keyFile, @Nullable Path storeFile) {
    if ((certFile == null) != (keyFile == null)) {
      refuse.accept(path, "needs cert-file and key-file together");
    } else if ((certFile == null) == (storeFile == null)) {
      refuse.accept(path, "needs either cert-file and key-file, or store-file");
    }
  }

  private void listener(String path, MllpSettings.Listener one, Set<String> names) {
    port(path + ".port", one.port());
    if (!one.name().isEmpty() && !one.name().matches("[a-z0-9][a-z0-9-]{0,39}")) {
      refuse.accept(path + ".name", "must be lower-case letters, digits and hyphens, at most 40");
    } else if (!names.add(one.name()) && !one.name().isEmpty()) {
      refuse.accept(path + ".name", "is used twice: " + one.name());
    }
    if (one.tls() && mllp.tls() == null) {
      refuse.accept(path + ".tls", "needs the certificates of luer.mllp.tls");
    }
    var address = one.address() == null ? mllp.address() : one.address();
    plaintext(
        path + (one.address() == null ? "" : ".address"),
        address,
        one.tls() || one.allowPlaintext());
  }

  private void named(Set<String> names) {
    for (int i = 0; i < settings.partners().size(); i++) {
      var identify = settings.partners().get(i).identify();
      if (identify != null && identify.listener() != null && !names.contains(identify.listener())) {
        refuse.accept(
            "luer.partners[" + i + "].identify.listener",
            "names no listener: '" + identify.listener() + "'");
      }
    }
  }

  private void port(String path, int port) {
    if (port > LAST_PORT) {
      refuse.accept(path, "must be 0 to 65535");
    }
  }

  private void plaintext(String path, String address, boolean safe) {
    if (!address.isEmpty() && !safe && !SettingsRules.loopback(address)) {
      refuse.accept(path, SettingsRules.NEEDS_TLS);
    }
  }
}
