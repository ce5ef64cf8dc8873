package org.luer.mappings.exchange.assessment;

import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.receipt.MustCarry;
import org.luer.mappings.receipt.PathTable;
import org.luer.mappings.receipt.Rendering;
import org.luer.mappings.translation.Before;
import org.luer.mappings.translation.ExchangeTables;
import org.luer.mappings.translation.Parcel;
import org.luer.mappings.translation.ParcelReceipts;

/** Receipts of assessments with the published tables. */
final class Receipts {
  static final ParcelReceipts RECEIPTS = of(Dialect.DEFAULT);

  private Receipts() {}

  static ParcelReceipts of(Dialect dialect) {
    return new ParcelReceipts(Exchanges.ALL, name -> tables(), "test", dialect);
  }

  static ExchangeTables tables() {
    return new ExchangeTables(
        PathTable.read(resource("paths-fhir.csv")).and(PathTable.read(resource("paths-hl7v2.csv"))),
        MustCarry.read(resource("must-carry.csv")));
  }

  private static Reader resource(String name) {
    var path = "/paths/assessment/" + name;
    return new InputStreamReader(
        Objects.requireNonNull(Receipts.class.getResourceAsStream(path), path),
        StandardCharsets.UTF_8);
  }

  static Parcel<AssessmentReport> parcel(AssessmentReport report) {
    return new Parcel<>(AssessmentExchange.INSTANCE, report);
  }

  static Rendering<Parcel<?>> rendering(String format, AssessmentReport report, Dialect dialect) {
    var renderings = of(dialect).renderings();
    return format.equals("fhir")
        ? renderings.fhir(parcel(report).toFhir(dialect))
        : renderings.hl7v2(Wire.texts(report, Before.nothing(), dialect));
  }
}
