package org.luer.gateway.partner;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The MLLP listeners: plaintext, and TLS when certificates are set. */
public record MllpSettings(
    @Key(value = "Address to listen on", otherwise = "127.0.0.1") String address,
    @Key(value = "Plaintext port; 0 takes a free one", otherwise = "2575") int port,
    @Key(value = "Permit unencrypted MLLP on an address other than loopback", otherwise = "false")
        boolean allowPlaintext,
    @Key(value = "Largest message in bytes", otherwise = "20971520") int maxMessage,
    @Key("Serve MLLP over TLS as well; off loopback then only over TLS") @Nullable MllpTls tls) {

  /** Where the plaintext listener may listen: loopback, unless plaintext beyond it is permitted. */
  public String plaintextAddress() {
    return allowPlaintext || SettingsRules.loopback(address) ? address : "127.0.0.1";
  }

  /** Certificates of the TLS listener; a trust file makes the client's certificate compulsory. */
  public record MllpTls(
      @Key(value = "TLS port; 0 takes a free one", otherwise = "2576") int port,
      @Key("Certificate chain, PEM") Path certFile,
      @Key("Private key, PEM") Path keyFile,
      @Key("Certificates that partners' certificates are checked against, PEM")
          @Nullable Path trustFile) {}
}
