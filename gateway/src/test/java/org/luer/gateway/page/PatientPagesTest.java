package org.luer.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.access.PublicAddress;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.people.People;
import org.luer.gateway.pull.PartnerView;
import org.luer.gateway.pull.PullGateway;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the page shows, to whom, and what audit says of it: over HTTP. */
@SuppressWarnings("NullAway.Init") // by JUnit
class PatientPagesTest {
  private static final String ASSESSED = "assessment/phq-9-with-a-positive-suicide-item";
  private static final String INFUSED = "sessionreport/rate-reduced-for-blood-pressure";
  private static final Pattern LINK = Pattern.compile("href=\"(/my/patients/[^\"]+)\"");
  private static PullGateway gateway;

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    gateway = Visitor.gateway(home);
    gateway.putExample(ASSESSED);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static String id(String example) {
    return PullGateway.example(example).stream()
        .filter(r -> r.path("kind").asText().equals("Patient"))
        .findFirst()
        .orElseThrow()
        .path("id")
        .asText();
  }

  private static List<String> audited(String email) {
    return gateway
        .context
        .getBean(JdbcClient.class)
        .sql(
            "select event || ' ' || coalesce(patient, '-') || ' ' || coalesce(record, query) from audit_event"
                + " where actor = :email and address is not null order by id")
        .param("email", email)
        .query(String.class)
        .list();
  }

  @Test
  void aPatientIsShownToWhoMaySeeHerAndToNobodyElse() throws Exception {
    var mine = Visitor.of(gateway, "all", "sees@example.org");
    var list = mine.get("/my").body();
    var path = Visitor.find(LINK, list);
    assertThat(list).contains("open safety signal");
    assertThat(path).as("no number of the clinic in an address").doesNotContain(id(ASSESSED));
    var page = mine.get(path);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body())
        .contains(
            "Safety signals",
            "PHQ-9 item 9",
            "America/Chicago",
            "<h1",
            "Records may be incomplete");
    assertThat(audited("sees@example.org"))
        .contains(
            "resources-searched " + id(ASSESSED) + " Patient",
            "resource-read " + id(ASSESSED) + " Patient" + path.substring("/my/patients".length()));
    var stranger = Visitor.of(gateway, "stranger", "stranger@example.org");
    assertThat(stranger.get("/my").body()).contains("There is no patient yet");
    var refused = stranger.get(path);
    var absent = stranger.get("/my/patients/none");
    assertThat(refused.statusCode()).isEqualTo(404);
    var form = Pattern.compile("value=\"[^\"]+\"");
    assertThat(form.matcher(refused.body()).replaceAll(""))
        .as("as for one that does not exist")
        .isEqualTo(form.matcher(absent.body()).replaceAll(""));
    assertThat(audited("stranger@example.org"))
        .contains("read-refused - Patient" + path.substring("/my/patients".length()));
    directive("\"decision\":\"forbid\",\"partners\":[\"all\"]");
    assertThat(mine.get(path).statusCode()).isEqualTo(404);
    assertThat(mine.get("/my").body()).doesNotContain(path);
    directive("\"decision\":\"forbid\",\"partners\":[\"all\"],\"status\":\"entered-in-error\"");
    assertThat(mine.get(path).statusCode()).isEqualTo(200);
  }

  private static void directive(String fields) throws Exception {
    gateway.put(
        new ObjectMapper()
            .readTree(
                "{\"kind\":\"DisclosureDirective\",\"id\":\"D-1\",\"patientId\":\"%s\",%s}"
                    .formatted(id(ASSESSED), fields)));
  }

  @Test
  void whoMaySeeSomethingNewIsToldOnceADayAndNothingOfWhoseItIs() throws Exception {
    var seer = Visitor.of(gateway, "all", "told@example.org");
    Visitor.of(gateway, "stranger", "untold@example.org");
    var silent = Visitor.of(gateway, "all", "silent@example.org");
    silent.get("/my/settings");
    assertThat(silent.post("/my/settings", Map.of()).statusCode()).isEqualTo(303);
    var jdbc = gateway.context.getBean(JdbcClient.class);
    var sent = new ArrayList<String>();
    var news =
        new News(
            gateway.context.getBean(People.class),
            gateway.context.getBean(Partners.class),
            gateway.context.getBean(PartnerView.class),
            gateway.context.getBean(PublicAddress.class),
            "Northlake",
            (to, subject, text) -> sent.add(to + subject + text));
    jdbc.sql("update person set told_at = now() where email not like '%told@example.org'").update();
    news.look();
    assertThat(sent).as("all is as it was at the login").isEmpty();
    gateway.putExample(ASSESSED, "-N");
    news.look();
    news.look();
    assertThat(sent).singleElement().asString().startsWith("[told@example.org]").contains("/my");
    assertThat(sent.get(0)).doesNotContain(id(ASSESSED), "ZZTEST", "PHQ");
    assertThat(seer.get("/my").statusCode()).isEqualTo(200);
    jdbc.sql("update person set told_at = told_at - interval '1 day'").update();
    sent.clear();
    gateway.putExample(ASSESSED, "-M");
    news.look();
    assertThat(sent).anyMatch(m -> m.startsWith("[told@example.org]"));
    assertThat(sent).noneMatch(m -> m.contains("untold") || m.contains("silent"));
  }

  @Test
  void aSessionHasItsFigureItsTablesAndItsSummary() {
    gateway.putExample(INFUSED, "-S");
    var patient = gateway.matches("all", "Patient?identifier=" + id(INFUSED) + "-S").get(0);
    var path = "/my/patients/" + patient.substring("Patient/".length());
    var reader = Visitor.of(gateway, "all", "sessions@example.org");
    var page = reader.get(path).body();
    assertThat(page)
        .contains("aria-label=\"Chart of vital signs", "<svg", "Systolic, mmHg", "Rate change");
    var pdf =
        Visitor.find(Pattern.compile("href=\"(/my/patients/[^\"]+/summaries/[^\"]+)\""), page);
    var summary = reader.get(pdf);
    assertThat(summary.statusCode()).isEqualTo(200);
    assertThat(summary.headers().firstValue("Content-Type")).contains("application/pdf");
    assertThat(summary.body()).startsWith("%PDF");
    assertThat(audited("sessions@example.org"))
        .anySatisfy(
            e -> assertThat(e).startsWith("resource-read " + id(INFUSED) + "-S SessionSummary/"));
    var stranger = Visitor.of(gateway, "stranger", "pdf@example.org");
    assertThat(stranger.get(pdf).statusCode()).isEqualTo(404);
    assertThat(reader.get(path + "/summaries/none").statusCode()).isEqualTo(404);
  }

  @Test
  void aPageNeedsALogin() {
    var nobody = new Visitor(gateway);
    for (var path :
        List.of("/my", "/my/patients/x", "/my/settings", "/my/patients/x/summaries/y")) {
      var answer = nobody.get(path);
      assertThat(answer.statusCode()).as(path).isEqualTo(303);
      assertThat(answer.headers().firstValue("Location")).contains("/my/login");
    }
  }
}
