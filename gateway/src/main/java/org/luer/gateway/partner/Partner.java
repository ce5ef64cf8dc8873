package org.luer.gateway.partner;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.smart.Scope;

/** One organization or person that receives from the clinic or sends to it. */
public record Partner(
    @Key("Short id: lower-case letters, digits, hyphen") String id,
    @Key("What the partner is: hospital, insurer, psychiatrist, pharmacy") Kind kind,
    @Key("Name that operators see") String name,
    @Key("Time zone of its times that carry none") @Nullable ZoneId zone,
    @Key("The authority of its patient identifiers") @Nullable Authority authority,
    @Key(value = "National provider identifiers it acts under", otherwise = "[]") List<String> npi,
    @Key("How a message over MLLP is recognised as its own") @Nullable Identify identify,
    @Key("Its client at the token endpoint") @Nullable Client client,
    @Key(value = "What it may send", otherwise = "") Sends sends,
    @Key(value = "Where it takes messages; one map or a list", otherwise = "[]")
        List<Receives> receives,
    @Key(value = "Whose data it may have: own, referred, all", otherwise = "own") Patients patients,
    @Key(
            value =
                "Whether it is a substance-use treatment program: what it sends is passed on only by directive (42 CFR Part 2)",
            otherwise = "false")
        boolean part2,
    @Key("How it speaks") Dialect dialect,
    @Key("Of an insurer: whose claims it takes and how it is asked") Insurer insurer,
    @Key("How patiently it is served") DeliveryRules delivery,
    @Key("How long its messages are kept, where it differs from luer.retention")
        RetentionSettings.Ages retention) {

  public Partner {
    npi = List.copyOf(npi);
    receives = List.copyOf(receives);
  }

  /**
   * Where application answers to its messages go that follow a commit answer: the endpoint that
   * names the exchange {@code acknowledgement}, else the first one for HL7 v2.
   */
  public Optional<Receives> takesAnswers() {
    var hl7v2 = receives.stream().filter(r -> r.format() == Receives.Format.HL7V2).toList();
    return hl7v2.stream()
        .filter(r -> r.exchanges().contains("acknowledgement"))
        .findFirst()
        .or(() -> hl7v2.stream().findFirst());
  }

  /** The endpoint that takes claims; empty when it takes none. */
  public Optional<Receives> takesClaims() {
    return receives.stream()
        .filter(r -> r.format() == Receives.Format.FHIR && r.exchanges().contains("claim"))
        .findFirst();
  }

  /** What a partner is. */
  public enum Kind {
    HOSPITAL,
    INSURER,
    PSYCHIATRIST,
    PHARMACY
  }

  /** Whose data a partner may have: patients it knows, patients it referred, everyone. */
  public enum Patients {
    OWN,
    REFERRED,
    ALL
  }

  /** Assigning authority: a namespace, an OID or both. */
  public record Authority(
      @Key("Namespace (CX.4.1)") @Nullable String namespace,
      @Key("OID (CX.4.2)") @Nullable String oid) {}

  /** MSH-3 and MSH-4 of what it sends, the certificate it presents, the listener it calls. */
  public record Identify(
      @Key("Namespace in MSH-3") @Nullable String application,
      @Key("Namespace in MSH-4") @Nullable String facility,
      @Key(
              value =
                  "SHA-256 fingerprint of its TLS certificate, hexadecimal; two while it is renewed",
              otherwise = "[]")
          List<String> certificate,
      @Key("Name of the listener that it sends to: mllp, mllps or one of luer.mllp.listeners")
          @Nullable String listener) {
    public Identify {
      certificate = List.copyOf(certificate);
    }
  }

  /** A machine client of the FHIR interface. */
  public record Client(
      @Key("Client id") String id,
      @Key("File with its public keys, a JSON Web Key Set; or jwks-url") @Nullable Path jwksFile,
      @Key("Address of its public keys, https or on this machine; or jwks-file")
          @Nullable URI jwksUrl,
      @Key(value = "Scopes it may ask for, such as system/*.cu", otherwise = "[]")
          List<String> scopes) {
    public Client {
      scopes = scopes.stream().flatMap(text -> Scope.split(text).stream()).toList();
    }
  }

  /** Exchanges that are taken from a partner, and the folder that its files come in. */
  public record Sends(
      @Key(value = "Exchange names", otherwise = "[]") List<String> exchanges,
      @Key("Silence after which an alert tells that its feed is silent; left out = never")
          @Nullable Duration silentAfter,
      @Key("Files of HL7 v2 messages, batches among them") @Nullable Files files) {
    public Sends {
      exchanges = List.copyOf(exchanges);
    }
  }

  /** Where a partner's files come in: a folder of this machine or of an SFTP server. */
  public record Files(
      @Key("Folder of this machine; or sftp") @Nullable Path folder,
      @Key("Folder of an SFTP server; or folder") @Nullable Sftp sftp,
      @Key(value = "How often it is looked into", otherwise = "30s") Duration every,
      @Key(
              value = "A file that has not changed for so long is taken to be complete",
              otherwise = "10s")
          Duration settle,
      @Key(value = "Largest file in bytes", otherwise = "104857600") int maxFile) {}

  /** A folder of an SFTP server, whose key must be known. */
  public record Sftp(
      @Key("sftp://host:port/folder") URI address,
      @Key("User name") String user,
      @Key("Private key, PEM or OpenSSH; or password-file") @Nullable Path keyFile,
      @Key("File that holds the password; or key-file") @Nullable Path passwordFile,
      @Key("The server's key, as in OpenSSH's known_hosts") Path knownHostsFile) {}
}
