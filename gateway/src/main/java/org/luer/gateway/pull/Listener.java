package org.luer.gateway.pull;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.luer.gateway.partner.Dialect;

/**
 * What a partner wants to hear before a record is signed, as its dialect says.
 *
 * @param live planned and running sessions too
 * @param unsigned those that are over but unsigned too
 */
record Listener(boolean live, boolean unsigned) {

  /** Every one that there can be. */
  static Stream<Listener> all() {
    return Stream.of(true, false)
        .flatMap(live -> Stream.of(new Listener(live, true), new Listener(live, false)));
  }

  /** The one that a partner is. */
  static Listener of(Dialect dialect) {
    return new Listener(dialect.live(), dialect.unsigned() == Dialect.Unsigned.SEND);
  }

  /** As the index writes it. */
  String code() {
    return (unsigned ? "unsigned" : "signed") + (live ? " live" : "");
  }

  /** A dialect that says so, and nothing else of its own. */
  Dialect dialect() {
    return new Dialect(
        "2.5.1",
        Dialect.Layout.A,
        StandardCharsets.UTF_8,
        null,
        Duration.ofSeconds(30),
        false,
        Dialect.Ambiguous.RESEND,
        Duration.ofSeconds(2),
        Duration.ofMinutes(5),
        live,
        unsigned ? Dialect.Unsigned.SEND : Dialect.Unsigned.HOLD,
        false,
        Dialect.Documents.BOTH,
        false);
  }
}
