package org.luer.mappings.exchange.orderintake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Systems;
import org.luer.mappings.core.Translation;
import org.luer.mappings.hl7v2.MessageWriter;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.hl7v2.Segments;
import org.luer.mappings.translation.Before;

/** What the tests of orders share: partners, files, one way there and back. */
final class Orders {
  static final OrderIntakeExchange EXCHANGE = OrderIntakeExchange.INSTANCE;

  /** The hospital of the hand-written references. */
  static final Dialect RGH =
      new Dialect(
          "rgh",
          Systems.DEFAULT_BASE,
          "2.5.1",
          Dialect.VitalsLayout.TIME_POINTS,
          ZoneId.of("America/Chicago"),
          false,
          new Dialect.Party(
              "LUER",
              null,
              "NLKC",
              "2.16.840.1.113883.19.4",
              "NLKPID",
              "2.16.840.1.113883.19.4.2.1"),
          new Dialect.Party(
              "EPIC",
              "2.16.840.1.113883.19.3.1",
              "RGH",
              "2.16.840.1.113883.19.3",
              "RGHMRN",
              "2.16.840.1.113883.19.3.2.1"),
          "P");

  private Orders() {}

  static String file(String name) {
    try (var in =
        Objects.requireNonNull(Orders.class.getResourceAsStream("/reference/" + name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static Segments segments(String text) {
    return PreParser.read(text).value().orElseThrow();
  }

  static Translation<List<OrderIntake>> read(String text) {
    return EXCHANGE.fromHl7v2(List.of(segments(text)), RGH);
  }

  /** The only order of a message, which must be accepted. */
  static OrderIntake one(String text) {
    var read = read(text);
    return read.value().orElseThrow(() -> new AssertionError(read.issues().toString())).get(0);
  }

  static String write(OrderIntake set, Before<OrderIntake> before, Dialect dialect, String type) {
    return MessageWriter.write(
            EXCHANGE.toHl7v2(set, before, dialect, Set.of(type)).get(0), "", dialect)
        .text();
  }
}
