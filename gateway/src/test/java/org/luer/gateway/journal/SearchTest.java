package org.luer.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.luer.gateway.database.TestDatabase;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Search in a journal of many messages: 60,000, or as many as {@code -Dsearch.messages} says; the
 * profile {@code search} says a million and prints plans and times.
 */
@SuppressWarnings("NullAway.Init") // by JUnit
class SearchTest {
  private static final int MANY = Integer.getInteger("search.messages", 60_000);
  private static final boolean PROFILE = MANY >= 1_000_000;
  private static final Pattern TIME = Pattern.compile("Execution Time: ([0-9.]+) ms");

  private static HikariDataSource database;
  private static Messages messages;

  @BeforeAll
  static void fill() {
    database = TestDatabase.migrated();
    var jdbc = JdbcClient.create(database);
    messages = new Messages(jdbc);
    // 20 partners, 5,000 patients, mostly delivered; one of a thousand is stuck, in many words
    jdbc.sql(
            "insert into message (id, direction, exchange, type, partner, patient, order_id, visit_id,"
                + " record_kind, record_id, record_version, control_id, state, reason_code, reason_text,"
                + " attempts, lane_patient, stream, position, media_type, received_at, changed_at)"
                + " select 'M' || lpad(n::text, 12, '0'), case when n % 2 = 0 then 'in' else 'out' end,"
                + " 'sessionreport', 'ORU_R01', 'partner-' || n % 20, 'patient-' || n % 5000,"
                + " 'order-' || n % 20000, 'visit-' || n % 30000, 'InfusionSession', 's' || n, 1,"
                + " 'C' || n,"
                + " case when n % 2 = 0 then 'received' when n % 1000 = 1 then 'held'"
                + "   when n % 1000 = 3 then 'rejected' else 'delivered' end,"
                + " case when n % 1000 in (1, 3) then 'ack' end,"
                + " case when n % 1000 = 1 then 'the partner answered AE at PID^1^' || n % 40"
                + "   when n % 1000 = 3 then 'the partner answered AR, code ' || n % 300 end,"
                + " 1, 'patient-' || n % 5000, 'clinical', n, 'text/plain',"
                + " timestamptz '2026-01-01 00:00Z' + n * interval '1 second',"
                + " timestamptz '2026-01-01 00:00Z' + n * interval '1 second'"
                + " from generate_series(1, :many) n")
        .param("many", MANY)
        .update();
    jdbc.sql("vacuum analyze message").update();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void everyCriterionUsesAnIndex() {
    var recent = Instant.parse("2026-01-01T00:00:00Z").plus(Duration.ofSeconds(MANY - 100));
    var filters = new LinkedHashMap<String, MessageFilter>();
    filters.put("patient", filter("patient-77", null, null, null, null, List.of(), null, null));
    filters.put("order", filter(null, "order-77", null, null, null, List.of(), null, null));
    filters.put("visit", filter(null, null, "visit-77", null, null, List.of(), null, null));
    filters.put("control id", filter(null, null, null, "C4711", null, List.of(), null, null));
    filters.put("partner", filter(null, null, null, null, "partner-7", List.of(), null, null));
    filters.put("state held", filter(null, null, null, null, null, List.of("held"), null, null));
    filters.put(
        "states held, rejected",
        filter(null, null, null, null, null, List.of("held", "rejected"), null, null));
    filters.put(
        "state delivered", filter(null, null, null, null, null, List.of("delivered"), null, null));
    filters.put(
        "partner and state",
        filter(null, null, null, null, "partner-1", List.of("held"), null, null));
    filters.put(
        "words of the reason",
        filter(null, null, null, null, null, List.of(), "answered AR 103", null));
    filters.put("since", filter(null, null, null, null, null, List.of(), null, recent));
    filters.put("everything", filter(null, null, null, null, null, List.of(), null, null));
    var slow = new LinkedHashMap<String, String>();
    filters.forEach(
        (name, filter) -> {
          messages.list(filter); // the first one reads from disk
          var plan = String.join("\n", messages.plan(filter));
          assertThat(plan).as(name).contains("Index").doesNotContain("Seq Scan on message");
          assertThat(messages.list(filter).items()).as(name).isNotEmpty();
          if (PROFILE) {
            var time = TIME.matcher(plan);
            assertThat(time.find()).isTrue();
            System.out.printf(
                "| %s | %s ms | %s |%n", name, time.group(1), index(plan)); // the report
            if (Double.parseDouble(time.group(1)) > 50) {
              slow.put(name, plan);
            }
          }
        });
    assertThat(slow).isEmpty();
  }

  /** Only in the profile's report: the scans of a plan. */
  private static String index(String plan) {
    return Pattern.compile("[A-Za-z ]*Scan[^(]*")
        .matcher(plan)
        .results()
        .map(r -> r.group().strip())
        .distinct()
        .reduce((a, b) -> a + "; " + b)
        .orElse("");
  }

  @Test
  void wordsOfTheReasonFindWhatHoldsAllOfThem() {
    var found = messages.list(filter(null, null, null, null, null, List.of(), "AE answered", null));
    assertThat(found.items())
        .isNotEmpty()
        .allSatisfy(m -> assertThat(String.valueOf(m.reason())).contains("answered AE"));
    assertThat(
            messages
                .list(filter(null, null, null, null, null, List.of(), "AE unheard-of", null))
                .items())
        .isEmpty();
  }

  @Test
  void pagesOfASearchAreCompleteAndWithoutRepetition() {
    var filter = filter("patient-77", null, null, null, null, List.of(), null, null);
    var ids = new ArrayList<String>();
    var page = messages.list(filter.page(null, 2));
    page.items().forEach(m -> ids.add(m.id()));
    while (page.next() != null) {
      page = messages.list(filter.page(page.next(), 2));
      page.items().forEach(m -> ids.add(m.id()));
    }
    assertThat(ids)
        .doesNotHaveDuplicates()
        .isSortedAccordingTo(java.util.Comparator.reverseOrder())
        .hasSize(MANY / 5000);
  }

  private static MessageFilter filter(
      @Nullable String patient,
      @Nullable String order,
      @Nullable String visit,
      @Nullable String controlId,
      @Nullable String partner,
      List<String> states,
      @Nullable String text,
      @Nullable Instant since) {
    return new MessageFilter(
        patient, order, visit, controlId, partner, states, text, null, since, null, 100);
  }
}
