package org.luer.gateway.partner;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is worth an alert, and who is told. */
public record AlertSettings(
    @Key(value = "How often conditions are looked at", otherwise = "30s") Duration every,
    @Key(value = "Age of the oldest waiting delivery of a partner", otherwise = "15m")
        Duration queueAge,
    @Key(value = "Time in which a safety signal must have been taken", otherwise = "15m")
        Duration safetyAge,
    @Key(
            value = "Days before the end of a certificate from which its end is told",
            otherwise = "30")
        int certificateDays,
    @Key(value = "How often expected is compared with delivered", otherwise = "1m")
        Duration gapEvery,
    @Key(value = "How old a record may be to be looked at then", otherwise = "3d") Duration gapAge,
    @Key("Address that takes each change as JSON") @Nullable Webhook webhook,
    @Key("Mail server that takes each change") @Nullable Mail mail) {

  /** A program that is told. */
  public record Webhook(
      @Key("https address, or http on this machine") URI url,
      @Key("File that holds a bearer token for it") @Nullable Path tokenFile) {}

  /** People that are told. */
  public record Mail(
      @Key("Name or address of the SMTP server") String host,
      @Key(value = "Its port", otherwise = "587") int port,
      @Key(value = "Encrypt with STARTTLS; false only on this machine", otherwise = "true")
          boolean startTls,
      @Key("User at the server") @Nullable String username,
      @Key("File that holds the user's password") @Nullable Path passwordFile,
      @Key("Sender") String from,
      @Key("Receivers") List<String> to) {
    public Mail {
      to = List.copyOf(to);
    }
  }
}
