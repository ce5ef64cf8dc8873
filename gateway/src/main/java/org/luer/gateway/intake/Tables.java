package org.luer.gateway.intake;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.luer.mappings.receipt.MustCarry;
import org.luer.mappings.receipt.PathTable;
import org.luer.mappings.translation.ExchangeTables;

/** The published tables of each exchange, read when they are first asked for. */
public final class Tables {
  private static final Map<String, ExchangeTables> LOADED = new ConcurrentHashMap<>();

  private Tables() {}

  /** The tables of an exchange. */
  public static ExchangeTables of(String exchange) {
    return LOADED.computeIfAbsent(exchange, Tables::load);
  }

  private static ExchangeTables load(String exchange) {
    var folder = "/paths/" + exchange + "/";
    return new ExchangeTables(
        read(folder + "paths-fhir.csv", PathTable::read)
            .and(read(folder + "paths-hl7v2.csv", PathTable::read)),
        read(folder + "must-carry.csv", MustCarry::read));
  }

  private static <T> T read(String resource, Function<Reader, T> reader) {
    try (var in = Tables.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is not among the conformance artifacts");
      }
      return reader.apply(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException broken) {
      throw new UncheckedIOException(resource, broken);
    }
  }
}
