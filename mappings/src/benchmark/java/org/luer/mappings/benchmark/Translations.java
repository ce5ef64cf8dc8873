package org.luer.mappings.benchmark;

import ca.uhn.fhir.parser.IParser;
import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.parser.PipeParser;
import ca.uhn.hl7v2.util.idgenerator.InMemoryIDGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.hl7.fhir.r4.model.Bundle;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.exchange.sessionreport.SessionReportHl7v2;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.hl7v2.MessageWriter;
import org.luer.mappings.receipt.Comparison;
import org.luer.mappings.receipt.MustCarry;
import org.luer.mappings.receipt.PathTable;
import org.luer.mappings.receipt.Receipt;
import org.luer.mappings.receipt.Rendering;
import org.luer.mappings.translation.ExchangeTables;
import org.luer.mappings.translation.Parcel;
import org.luer.mappings.translation.ParcelReceipts;
import org.luer.mappings.translation.ParcelRenderings;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * One set of each exchange, translated; beside each translation its floor: what HAPI alone needs to
 * parse and encode the same text.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Translations {
  private static final Dialect DIALECT = Dialect.DEFAULT;

  /** The exchange. */
  @Param({
    "sessionreport",
    "sessionsummary",
    "assessment",
    "orderintake",
    "referral",
    "appointment",
    "charges",
    "results",
    "patientfeed"
  })
  public String exchange = "sessionreport";

  private final ParcelReceipts receipts =
      new ParcelReceipts(
          Exchanges.ALL,
          name -> new ExchangeTables(new PathTable(List.of()), new MustCarry(Map.of())),
          "benchmark",
          DIALECT);
  private final IParser json = FhirJson.context().newJsonParser();
  private final PipeParser pipe = pipeParser();
  private Set<String> types = Set.of();
  private Parcel<?> parcel;
  private List<String> messages = List.of();
  private byte[] bytes = {};
  private String bundle = "";
  private Bundle across = new Bundle();

  /** Makes the texts; a set that does not come back is no measurement. */
  @Setup
  public void texts() throws IOException {
    types = exchange.equals("sessionreport") ? Set.of(SessionReportHl7v2.ORU_R01) : Set.of();
    parcel = Sets.of(exchange);
    messages = hl7v2();
    bytes = String.join("\n", messages).getBytes(StandardCharsets.UTF_8);
    bundle = FhirJson.encode(parcel.toFhir(DIALECT));
    across = ParcelRenderings.bundle(read(), DIALECT);
  }

  @Benchmark
  public List<String> toHl7v2() {
    return hl7v2();
  }

  @Benchmark
  public Receipt toHl7v2WithReceipt() {
    return outward(receipts.renderings().hl7v2(hl7v2()));
  }

  @Benchmark
  public String toFhir() {
    return FhirJson.encode(parcel.toFhir(DIALECT));
  }

  @Benchmark
  public List<Object> toFhirWithReceipt() {
    var made = parcel.toFhir(DIALECT);
    return List.of(FhirJson.encode(made), outward(receipts.renderings().fhir(made)));
  }

  @Benchmark
  public String hl7v2ToFhir() {
    return FhirJson.encode(ParcelRenderings.bundle(read(), DIALECT));
  }

  @Benchmark
  public List<Object> hl7v2ToFhirWithReceipt() {
    var read = read();
    var made = ParcelRenderings.bundle(read, DIALECT);
    var source = receipts.renderings().hl7v2(messages, read);
    return List.of(
        FhirJson.encode(made), receipts.inward(source, receipts.renderings().fhir(made)).stored());
  }

  @Benchmark
  public List<String> floorHl7v2() throws HL7Exception {
    var encoded = new ArrayList<String>();
    for (var message : messages) {
      encoded.add(pipe.encode(pipe.parse(message)));
    }
    return encoded;
  }

  @Benchmark
  public String floorFhir() {
    return json.encodeResourceToString(json.parseResource(Bundle.class, bundle));
  }

  @Benchmark
  public List<Object> floorAcross() throws HL7Exception {
    var done = new ArrayList<Object>();
    for (var message : messages) {
      done.add(pipe.parse(message));
    }
    done.add(json.encodeResourceToString(across));
    return done;
  }

  private Receipt outward(Rendering<Parcel<?>> target) {
    return receipts.outward(List.of(parcel), target, Comparison.Withheld.NOTHING).stored();
  }

  private List<String> hl7v2() {
    return parcel.toHl7v2(DIALECT, types).stream()
        .map(d -> MessageWriter.write(d, "", DIALECT).text())
        .toList();
  }

  private List<Parcel<?>> read() {
    return Exchanges.ALL.fromHl7v2(bytes, DIALECT).value().orElseThrow();
  }

  private static PipeParser pipeParser() {
    var context = new DefaultHapiContext();
    context.getParserConfiguration().setIdGenerator(new InMemoryIDGenerator());
    return context.getPipeParser();
  }
}
