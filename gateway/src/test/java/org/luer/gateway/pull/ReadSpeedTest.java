package org.luer.gateway.pull;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.synthetic.SyntheticAssessments;
import org.luer.mappings.synthetic.SyntheticClinic;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How long reads take beside a floor of the same run: one indexed select of the same resources and
 * HAPI's encoding of them, in turn with the reads. What the reader gets is rendered before, as it
 * is in a running gateway. {@code -Dread.patients=200} is the run that src/docs/benchmarks.md
 * quotes and the only one whose times are judged; the usual one shows that both do the same.
 */
@SuppressWarnings("NullAway.Init") // by JUnit
class ReadSpeedTest {
  private static final int JUDGED = 200;
  private static final int PATIENTS = Integer.getInteger("read.patients", 4);
  private static final int ROUNDS = PATIENTS >= JUDGED ? 600 : 40;
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final List<String> IDS = new ArrayList<>();
  private static PullGateway gateway;

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    gateway = new PullGateway(home, "");
    for (long seed = 1; seed <= PATIENTS; seed++) {
      var series = SyntheticClinic.series(seed);
      gateway.put(series.patient());
      gateway.put(series.order());
      series.sessions().forEach(gateway::put);
      SyntheticAssessments.of(seed).stream().map(r -> r.assessment()).forEach(gateway::put);
    }
    gateway.matches("all", "Patient?_count=500").forEach(p -> IDS.add(p.substring(8)));
    var ahead = gateway.context.getBean(Ahead.class);
    while (ahead.waiting() > 0) {
      ahead.work(Duration.ofSeconds(1)); // the timer's work, which it does in the background
    }
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private record Times(double median, double p99) {
    private static Times of(List<Long> nanoseconds) {
      var sorted = nanoseconds.stream().mapToLong(n -> n).sorted().toArray();
      return new Times(sorted[sorted.length / 2] / 1e6, sorted[(int) (sorted.length * 0.99)] / 1e6);
    }
  }

  /** A search and its floor, taken in turn; the answers of both hold the same. */
  private static void compare(
      String name, String search, String select, int most, double median, double p99)
      throws Exception {
    var read = new ArrayList<Long>();
    var floor = new ArrayList<Long>();
    int resources = 0;
    for (int round = -ROUNDS / 4; round < ROUNDS; round++) {
      var patient = IDS.get(Math.floorMod(round * 7, IDS.size()));
      long began = System.nanoTime();
      var answer = get(search.formatted(patient));
      long took = System.nanoTime() - began;
      began = System.nanoTime();
      var encoded = floor(select, patient, most);
      long least = System.nanoTime() - began;
      if (round >= 0) {
        read.add(took);
        floor.add(least);
      }
      int entries = PullGateway.JSON.readTree(answer).path("entry").size();
      assertThat(PullGateway.JSON.readTree(encoded).path("entry")).hasSize(entries).isNotEmpty();
      resources = entries;
    }
    var ours = Times.of(read);
    var least = Times.of(floor);
    System.out.printf(
        Locale.ROOT,
        "%s: %d resources, median %.1f ms, floor %.1f ms (%.2f), p99 %.1f ms, floor %.1f ms (%.2f)%n",
        name,
        resources,
        ours.median(),
        least.median(),
        ours.median() / least.median(),
        ours.p99(),
        least.p99(),
        ours.p99() / least.p99());
    if (PATIENTS >= JUDGED) {
      assertThat(ours.median()).as(name).isLessThanOrEqualTo(median * least.median());
      assertThat(ours.p99()).as(name).isLessThanOrEqualTo(p99 * least.p99());
    }
  }

  private static String get(String path) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(gateway.address + "/fhir/" + path))
            .header("Authorization", "Bearer " + gateway.token("all"))
            .build();
    var answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  /** What cannot be done with less: find the rows, read them, encode them. */
  private static String floor(String select, String patient, int most) throws Exception {
    Callable<List<String>> rows =
        () ->
            gateway
                .context
                .getBean(JdbcClient.class)
                .sql(
                    "select r.content from fhir_index i join fhir_rendition r on r.reader = 'all'"
                        + " and r.type = i.type and r.id = i.id and r.kind = i.kind and r.record = i.record"
                        + " where i.patient = (select p.patient from fhir_index p where p.type = 'Patient'"
                        + " and p.id = :patient limit 1) and "
                        + select
                        + " limit "
                        + most)
                .param("patient", patient)
                .query(String.class)
                .list();
    var bundle = new Bundle().setType(Bundle.BundleType.SEARCHSET);
    for (var content : rows.call()) {
      bundle
          .addEntry()
          .setResource((Resource) FhirJson.context().newJsonParser().parseResource(content));
    }
    return FhirJson.encodeLoosely(bundle);
  }

  @Test
  void vitalSignsOfAPatientSinceADay() throws Exception {
    compare(
        "Observation?patient=&category=vital-signs&date=ge",
        "Observation?patient=%s&category=vital-signs&date=ge2026-01-01&_count=50",
        "i.type = 'Observation' and i.keys && array['category=vital-signs']"
            + " and (i.dates -> 'date' ->> 1)::bigint >= 1767225600000",
        50,
        2,
        3);
  }

  @Test
  void questionnairesOfAPatient() throws Exception {
    compare(
        "QuestionnaireResponse?patient=",
        "QuestionnaireResponse?patient=%s&_count=50",
        "i.type = 'QuestionnaireResponse'",
        50,
        2,
        3);
  }

  @Test
  void everythingOfAPatient() throws Exception {
    compare(
        "$everything",
        "Patient/%s/$everything?_count=500",
        "i.type not in ('Binary', 'Task') and not exists (select 1 from fhir_index b where b.type = i.type"
            + " and b.id = i.id and b.patient = i.patient"
            + " and (b.tier, b.last_updated, b.kind, b.record) > (i.tier, i.last_updated, i.kind, i.record))",
        500,
        1.5,
        3);
  }
}
