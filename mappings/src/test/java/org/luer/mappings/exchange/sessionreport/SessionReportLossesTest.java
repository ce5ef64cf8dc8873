package org.luer.mappings.exchange.sessionreport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.generator.SessionReports;
import org.luer.mappings.hl7v2.Hl7v2Message;
import org.luer.mappings.losses.DeclaredLosses;

/** What a session report loses is declared. */
class SessionReportLossesTest extends DeclaredLosses<SessionReport> {
  private static final Set<String> BOTH =
      Set.of(SessionReportHl7v2.ORU_R01, SessionReportHl7v2.RAS_O17);

  @Override
  protected String exchange() {
    return "sessionreport";
  }

  @Override
  protected Stream<SessionReport> sets() {
    var examples = Reports.cases().stream().map(Reports::of).toList();
    var wild = LongStream.range(0, 60).mapToObj(seed -> SessionReports.of(seed, 80));
    var dense = LongStream.range(0, 8).mapToObj(seed -> SessionReports.of(seed, 95));
    var excess = Stream.concat(examples.stream(), dense).map(SessionReportLossesTest::excess);
    return Stream.of(examples.stream(), wild, excess)
        .flatMap(s -> s)
        .map(SessionReportLossesTest::carried);
  }

  /** Of the order only its identity travels. */
  private static SessionReport carried(SessionReport report) {
    var order = report.order();
    return new SessionReport(
        report.clinic(),
        report.patient(),
        order == null ? null : order.identity(),
        report.session());
  }

  @Override
  protected List<ClinicRecord> records(SessionReport set) {
    return SessionReportRecords.records(set);
  }

  @Override
  protected SessionReport throughFhir(SessionReport set) {
    var json = FhirJson.encode(SessionReportFhir.toFhir(set, Predecessor.NONE, Dialect.DEFAULT));
    var bundle = FhirJson.parseBundle(json).value().orElseThrow();
    return SessionReportFhir.fromFhir(bundle, Dialect.DEFAULT).value().orElseThrow().get(0);
  }

  @Override
  protected SessionReport throughHl7v2(SessionReport set, String version) {
    var dialect = Dialect.DEFAULT.withVersion(version);
    var texts =
        SessionReportHl7v2.toHl7v2(set, Predecessor.NONE, dialect, BOTH).stream()
            .map(Hl7v2Message::text)
            .toList();
    return SessionReportHl7v2.fromHl7v2(texts, dialect).value().orElseThrow().get(0);
  }

  /** More lines, codings and orders of lists than the generator makes. */
  private static SessionReport excess(SessionReport report) {
    var clinic = ClinicRecords.tree(report.clinic());
    var patient = ClinicRecords.tree(report.patient());
    var session = ClinicRecords.tree(report.session());
    lines(clinic);
    lines(patient);
    patient.path("race").forEach(SessionReportLossesTest::codings);
    codings(patient.path("ethnicity"));
    codings(patient.path("maritalStatus"));
    patient.path("contacts").forEach(c -> codings(c.path("relationship")));
    codings(session.path("companion").path("relationship"));
    home(clinic.path("addresses"));
    home(clinic.path("telecoms"));
    mixed(patient);
    reverse(session.path("discharge").path("criteria"));
    sort(session.path("readings"));
    return new SessionReport(
        read(clinic, Organization.class),
        read(patient, Patient.class),
        report.order(),
        read(session, InfusionSession.class));
  }

  private static void lines(ObjectNode party) {
    for (var address : party.path("addresses")) {
      ((ObjectNode) address).putArray("lines").add("first").add("second").add("third");
    }
  }

  private static void codings(JsonNode coded) {
    if (coded instanceof ObjectNode one && one.has("code")) {
      var also = one.putArray("also");
      for (var code : List.of("K-1", "K-2", "K-3")) {
        also.addObject()
            .put("system", "https://clinic.example.org/fhir/CodeSystem/kic-item")
            .put("code", code);
      }
    }
  }

  private static void home(JsonNode list) {
    list.forEach(one -> ((ObjectNode) one).put("use", "home"));
  }

  /** A number at work before one at home. */
  private static void mixed(ObjectNode patient) {
    var telecoms = patient.putArray("telecoms");
    telecoms.addObject().put("system", "phone").put("use", "work").put("value", "+1-608-555-0121");
    telecoms.addObject().put("system", "phone").put("use", "home").put("value", "+1-608-555-0122");
  }

  private static void reverse(JsonNode list) {
    if (list instanceof ArrayNode array) {
      var elements = new ArrayList<JsonNode>();
      array.forEach(e -> elements.add(0, e));
      array.removeAll().addAll(elements);
    }
  }

  /** By kind, so that the two blood pressures of one time stand apart. */
  private static void sort(JsonNode list) {
    if (list instanceof ArrayNode array) {
      var elements = new ArrayList<JsonNode>();
      array.forEach(elements::add);
      elements.sort(Comparator.comparing(e -> e.path("kind").asText()));
      array.removeAll().addAll(elements);
    }
  }

  private static <T extends ClinicRecord> T read(ObjectNode tree, Class<T> type) {
    return type.cast(ClinicRecords.read(tree, "").value().orElseThrow());
  }
}
