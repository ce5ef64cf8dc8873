package org.luer.gateway.intake;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.luer.mappings.exchange.sessionreport.SessionReportReceipts;
import org.luer.mappings.receipt.MustCarry;
import org.luer.mappings.receipt.PathTable;

/** The published tables of each exchange: where each leaf belongs, and what must arrive. */
public final class ExchangeTables {
  private ExchangeTables() {}

  /**
   * The receipts of session reports.
   *
   * @param mapping version of the mapping, named in each receipt
   */
  public static SessionReportReceipts sessionReport(String mapping) {
    var folder = "/paths/sessionreport/";
    return new SessionReportReceipts(
        read(folder + "paths-fhir.csv", PathTable::read)
            .and(read(folder + "paths-hl7v2.csv", PathTable::read)),
        read(folder + "must-carry.csv", MustCarry::read),
        mapping);
  }

  private static <T> T read(String resource, Function<Reader, T> reader) {
    try (var in = ExchangeTables.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is not among the conformance artifacts");
      }
      return reader.apply(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException broken) {
      throw new UncheckedIOException(resource, broken);
    }
  }
}
