package org.luer.gateway.partner;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The MLLP listeners: plaintext, TLS when certificates are set, and more by name. */
public record MllpSettings(
    @Key(value = "Address to listen on", otherwise = "127.0.0.1") String address,
    @Key(value = "Plaintext port; 0 takes a free one", otherwise = "2575") int port,
    @Key(value = "Permit unencrypted MLLP on an address other than loopback", otherwise = "false")
        boolean allowPlaintext,
    @Key(
            value = "Largest message in bytes; a larger one is answered AR (CR)",
            otherwise = "33554432")
        int maxMessage,
    @Key(value = "Connections of each listener at the same time", otherwise = "256")
        int maxConnections,
    @Key(
            value = "How long a begun message may stay silent before its connection is closed",
            otherwise = "30s")
        Duration frameTimeout,
    @Key(value = "How long a message may take from first byte to last", otherwise = "5m")
        Duration messageTimeout,
    @Key(value = "How long a connection may stay without a message", otherwise = "1h")
        Duration idleTimeout,
    @Key("Serve MLLP over TLS as well; off loopback then only over TLS") @Nullable MllpTls tls,
    @Key(value = "Further listeners, such as one for each feed of a hospital", otherwise = "[]")
        List<Listener> listeners) {

  public MllpSettings {
    listeners = List.copyOf(listeners);
  }

  /** Where the plaintext listener may listen: loopback, unless plaintext beyond it is permitted. */
  public String plaintextAddress() {
    return allowPlaintext || SettingsRules.loopback(address) ? address : "127.0.0.1";
  }

  /** Certificates of the TLS listeners; a trust file makes the client's certificate compulsory. */
  public record MllpTls(
      @Key(value = "TLS port; 0 takes a free one", otherwise = "2576") int port,
      @Key("Certificate chain, PEM, with key-file; or store-file") @Nullable Path certFile,
      @Key("Private key, PEM") @Nullable Path keyFile,
      @Key("Certificate chain and private key, PKCS12") @Nullable Path storeFile,
      @Key("File that holds the password of the store or of the key") @Nullable Path passwordFile,
      @Key(
              "Certificates that partners' certificates are checked against, PEM, or PKCS12 under the same password")
          @Nullable Path trustFile) {}

  /** One more listener. */
  public record Listener(
      @Key("Name, for identify.listener of partners; lower-case letters, digits, hyphen")
          String name,
      @Key("Address to listen on; left out = that of luer.mllp") @Nullable String address,
      @Key("Port; 0 takes a free one") int port,
      @Key(value = "Encrypt, with the certificates of luer.mllp.tls", otherwise = "false")
          boolean tls,
      @Key(value = "Permit it unencrypted on an address other than loopback", otherwise = "false")
          boolean allowPlaintext) {}
}
