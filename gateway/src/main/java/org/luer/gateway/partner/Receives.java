package org.luer.gateway.partner;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.support.CronExpression;

/** One endpoint of a partner and what goes there. */
public record Receives(
    @Key(
            "mllp://host:port, mllps://host:port, http:// or https:// address; file:///folder or sftp://host/folder with batch")
        URI transport,
    @Key("Wire format: hl7v2 or fhir") Format format,
    @Key("Receiving application and facility (MSH-5, MSH-6)") @Nullable Hd to,
    @Key("Exchange names") List<String> exchanges,
    @Key(
            value = "HL7 v2 message types, such as ORU_R01; left out = all of the exchange",
            otherwise = "[]")
        List<String> messages,
    @Key(
            value =
                "Whose records go there: clinic, or ids of partners whose records are passed on",
            otherwise = "clinic")
        List<String> from,
    @Key(value = "Connections at the same time", otherwise = "1") int connections,
    @Key(
            value = "patient: a patient's messages in order; feed: all messages in order",
            otherwise = "patient")
        Order order,
    @Key(value = "FHIR: transaction, single or document", otherwise = "transaction") Mode mode,
    @Key(
            value = "Permit an unencrypted connection to a host other than loopback",
            otherwise = "false")
        boolean allowPlaintext,
    @Key("Certificates that the partner's server is checked against, PEM") @Nullable Path trustFile,
    @Key("How the gateway identifies itself") @Nullable Auth auth,
    @Key("Files of messages at certain times; with a transport of file: or sftp:")
        @Nullable Batch batch) {

  public Receives {
    exchanges = List.copyOf(exchanges);
    messages = List.copyOf(messages);
    from = List.copyOf(from);
  }

  /** Wire formats. */
  public enum Format {
    HL7V2,
    FHIR
  }

  /** What is kept in order. */
  public enum Order {
    PATIENT,
    FEED
  }

  /** What a FHIR endpoint is given. */
  public enum Mode {
    TRANSACTION,
    SINGLE,
    DOCUMENT
  }

  /** When messages are collected into a file, and how the gateway is known to the SFTP server. */
  public record Batch(
      @Key("Times: second minute hour day month weekday, such as 0 0 2 * * *") String schedule,
      @Key("Time zone of the schedule; left out = the partner's zone") @Nullable ZoneId zone,
      @Key(value = "Messages in one file at most", otherwise = "1000") int most,
      @Key("SFTP: user name") @Nullable String user,
      @Key("SFTP: private key, PEM or OpenSSH; or password-file") @Nullable Path keyFile,
      @Key("SFTP: file that holds the password; or key-file") @Nullable Path passwordFile,
      @Key("SFTP: the server's key, as in OpenSSH's known_hosts") @Nullable Path knownHostsFile,
      @Key("The partner answers the files; a message is delivered when its answer came")
          @Nullable Answers answers) {

    /**
     * When a file is next due after a moment; empty when none is any more.
     *
     * @param partner whose schedule it is
     */
    public Optional<Instant> next(Partner partner, Instant after) {
      return Optional.ofNullable(CronExpression.parse(schedule).next(after.atZone(zone(partner))))
          .map(ZonedDateTime::toInstant);
    }

    /** The schedule's time zone: its own, else the partner's, else UTC. */
    public ZoneId zone(Partner partner) {
      return zone != null ? zone : Objects.requireNonNullElse(partner.zone(), ZoneOffset.UTC);
    }
  }

  /** Where a partner's answers to files come in. */
  public record Answers(
      @Key(
              "file:///folder, or sftp://host/folder with the user and keys of batch; left out = the folder of sends.files")
          @Nullable URI folder,
      @Key(value = "How often it is looked into", otherwise = "30s") Duration every,
      @Key(
              value = "A file that has not changed for so long is taken to be complete",
              otherwise = "10s")
          Duration settle,
      @Key(
              value = "Time in which each message must be answered; then an alert tells it",
              otherwise = "24h")
          Duration within) {}

  /** Application and facility. */
  public record Hd(
      @Key("Application") @Nullable String application,
      @Key("Facility") @Nullable String facility) {}

  /** Exactly one way to identify: SMART backend services, a bearer token, or a certificate. */
  public record Auth(
      @Key("SMART backend services") @Nullable Smart smart,
      @Key("File that holds a bearer token") @Nullable Path tokenFile,
      @Key("Client certificate, PEM") @Nullable Path certFile,
      @Key("Private key of the client certificate, PEM") @Nullable Path keyFile,
      @Key("Client certificate and its private key, PKCS12; in place of cert-file and key-file")
          @Nullable Path storeFile,
      @Key("File that holds the password of the store or of the key")
          @Nullable Path passwordFile) {}

  /** A client assertion at the partner's token endpoint. */
  public record Smart(
      @Key("Client id") String clientId,
      @Key("Private key, PEM or JWK") Path keyFile,
      @Key("Token endpoint") URI tokenUrl) {}
}
