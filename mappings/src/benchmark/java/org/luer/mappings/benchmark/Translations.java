package org.luer.mappings.benchmark;

import ca.uhn.fhir.parser.IParser;
import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.parser.PipeParser;
import ca.uhn.hl7v2.util.idgenerator.InMemoryIDGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.hl7.fhir.r4.model.Bundle;
import org.luer.mappings.concept.infusion.TimelineEvent;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.exchange.sessionreport.SessionReportExchange;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.exchange.sessionreport.Predecessor;
import org.luer.mappings.exchange.sessionreport.SessionReport;
import org.luer.mappings.exchange.sessionreport.SessionReportFhir;
import org.luer.mappings.exchange.sessionreport.SessionReportHl7v2;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.receipt.Comparison;
import org.luer.mappings.receipt.MustCarry;
import org.luer.mappings.receipt.PathTable;
import org.luer.mappings.receipt.Receipt;
import org.luer.mappings.receipt.Rendering;
import org.luer.mappings.synthetic.SyntheticClinic;
import org.luer.mappings.translation.ExchangeTables;
import org.luer.mappings.translation.Parcel;
import org.luer.mappings.translation.ParcelReceipts;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A session of 20 readings and 4 rate changes, translated; beside each translation its floor: what HAPI alone needs to parse
 * and encode the same text.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Translations {
  private static final int READINGS = 20;
  private static final Dialect DIALECT = Dialect.DEFAULT;
  private static final Set<String> ORU = Set.of(SessionReportHl7v2.ORU_R01);

  private final ParcelReceipts receipts =
      new ParcelReceipts(
          Exchanges.ALL,
          name -> new ExchangeTables(new PathTable(List.of()), new MustCarry(Map.of())),
          "benchmark",
          DIALECT);
  private final IParser json = FhirJson.context().newJsonParser();
  private final PipeParser pipe = pipeParser();
  private SessionReport report = session();
  private String oru = "";
  private String bundle = "";
  private Bundle across = new Bundle();

  /** Makes the texts. */
  @Setup
  public void texts() {
    report = session();
    oru = oru();
    bundle = FhirJson.encode(bundle());
    across = SessionReportFhir.toFhir(read().get(0), Predecessor.NONE, DIALECT);
  }

  @Benchmark
  public String sessionToOru() {
    return oru();
  }

  @Benchmark
  public Receipt sessionToOruWithReceipt() {
    return outward(receipts.renderings().hl7v2(List.of(oru())));
  }

  @Benchmark
  public String sessionToBundle() {
    return FhirJson.encode(bundle());
  }

  @Benchmark
  public List<Object> sessionToBundleWithReceipt() {
    var made = bundle();
    return List.of(
        FhirJson.encode(made),
        outward(receipts.renderings().fhir(made)));
  }

  @Benchmark
  public String oruToBundle() {
    return FhirJson.encode(SessionReportFhir.toFhir(read().get(0), Predecessor.NONE, DIALECT));
  }

  @Benchmark
  public List<Object> oruToBundleWithReceipt() {
    var read = read();
    var made = SessionReportFhir.toFhir(read.get(0), Predecessor.NONE, DIALECT);
    return List.of(
        FhirJson.encode(made),
        receipts
            .inward(
                receipts.renderings().hl7v2(List.of(oru), List.of(parcel(read.get(0)))),
                receipts.renderings().fhir(made))
            .stored());
  }

  private Receipt outward(Rendering<Parcel<?>> target) {
    return receipts.outward(List.of(parcel(report)), target, Comparison.Withheld.NOTHING).stored();
  }

  private static Parcel<?> parcel(SessionReport report) {
    return new Parcel<>(SessionReportExchange.INSTANCE, report);
  }

  @Benchmark
  public String floorOru() throws HL7Exception {
    return pipe.encode(pipe.parse(oru));
  }

  @Benchmark
  public String floorBundle() {
    return json.encodeResourceToString(json.parseResource(Bundle.class, bundle));
  }

  @Benchmark
  public Object floorAcross() throws HL7Exception {
    return List.of(pipe.parse(oru), json.encodeResourceToString(across));
  }

  private String oru() {
    return SessionReportHl7v2.toHl7v2(report, Predecessor.NONE, DIALECT, ORU).get(0).text();
  }

  private Bundle bundle() {
    return SessionReportFhir.toFhir(report, Predecessor.NONE, DIALECT);
  }

  private List<SessionReport> read() {
    return SessionReportHl7v2.fromHl7v2(List.of(oru), DIALECT).value().orElseThrow();
  }

  private static PipeParser pipeParser() {
    var context = new DefaultHapiContext();
    context.getParserConfiguration().setIdGenerator(new InMemoryIDGenerator());
    return context.getPipeParser();
  }

  /** The 105-minute session cut to 20 readings, with four rate changes. */
  private static SessionReport session() {
    var whole = SyntheticClinic.session105Minutes();
    var tree = ClinicJson.mapper().<com.fasterxml.jackson.databind.node.ObjectNode>valueToTree(whole.session());
    var readings = tree.withArray("/readings");
    while (readings.size() > READINGS) {
      readings.remove(readings.size() - 1);
    }
    tree.set("timeline", ClinicJson.mapper().valueToTree(timeline(whole.session())));
    try {
      var session = ClinicJson.mapper().treeToValue(tree, InfusionSession.class);
      return new SessionReport(whole.clinic(), whole.patient(), whole.order(), session);
    } catch (com.fasterxml.jackson.core.JsonProcessingException impossible) {
      throw new IllegalStateException("the cut session is valid", impossible);
    }
  }

  private static List<TimelineEvent> timeline(InfusionSession session) {
    var start = session.timeline().get(0);
    var stop = session.timeline().get(session.timeline().size() - 1);
    var events = new ArrayList<TimelineEvent>(List.of(start));
    for (int i = 1; i <= 4; i++) {
      events.add(
          new TimelineEvent(
              TimelineEvent.Type.RATE_CHANGE,
              start.at().plusMinutes(10L * i),
              Quantity.of(String.valueOf(50 + i), "mL/h"),
              null,
              null,
              start.by(),
              null));
    }
    events.add(stop);
    return events;
  }
}
