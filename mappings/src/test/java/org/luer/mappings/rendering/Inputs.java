package org.luer.mappings.rendering;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Identifier;

/** What summaries are made of in tests: the session of the published example, with scores. */
public final class Inputs {
  private static final String CASE =
      "examples/sessionreport/rate-reduced-for-blood-pressure/clinic/";

  private Inputs() {}

  /** The first infusion of the example, with scores of two visits and one safety signal. */
  public static SummaryInput example() {
    return input(record("session", InfusionSession.class), scores(), signals());
  }

  /** The same without order, scores and signals. */
  public static SummaryInput bare(InfusionSession session) {
    return new SummaryInput(
        record("organization", Organization.class),
        record("patient", Patient.class),
        null,
        session,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        edition(session));
  }

  static SummaryInput input(
      InfusionSession session, List<Score> scores, List<SafetySignal> signals) {
    return new SummaryInput(
        record("organization", Organization.class),
        record("patient", Patient.class),
        record("order", InfusionOrder.class),
        session,
        List.of(),
        scores,
        signals,
        List.of(
            "Infusion 2 on 14 Mar 2025, 10:00.",
            "Safety plan reviewed with the patient; call on 12 Mar."),
        edition(session));
  }

  private static Edition edition(InfusionSession session) {
    var signature = session.signature();
    return new Edition(
        "SUM-" + session.id(),
        1,
        new Identifier("NLK-DOC-5120", "NLKDOC", null, null),
        OffsetDateTime.parse("2025-03-11T13:05:00-05:00"),
        signature == null ? null : signature.by(),
        List.of(),
        null);
  }

  static List<Score> scores() {
    return List.of(
        score("PHQ-9", "2025-02-18T09:10:00-06:00", 21, 27),
        score("PHQ-9", "2025-03-04T09:15:00-06:00", 17, 27),
        score("PHQ-9", "2025-03-11T09:40:00-05:00", 14, 27),
        score("GAD-7", "2025-02-18T09:15:00-06:00", 15, 21),
        score("GAD-7", "2025-03-04T09:20:00-06:00", 15, 21),
        score("GAD-7", "2025-03-11T09:45:00-05:00", 16, 21),
        score("PCL-5", "2025-03-11T09:50:00-05:00", 38, 80));
  }

  private static Score score(String instrument, String at, int total, int max) {
    return new Score(
        instrument,
        OffsetDateTime.parse(at),
        BigDecimal.valueOf(total),
        BigDecimal.valueOf(max),
        null,
        null);
  }

  static List<SafetySignal> signals() {
    return List.of(
        new SafetySignal(
            "PHQ-9 item 9",
            OffsetDateTime.parse("2025-03-11T09:40:00-05:00"),
            "Thoughts of being better off dead on several days; C-SSRS screen completed",
            "alert"));
  }

  /** A record of the example. */
  public static <T extends ClinicRecord> T record(String file, Class<T> type) {
    var read = ClinicRecords.read(text(CASE + file + ".json")).value().orElseThrow();
    return type.cast(read.get(0));
  }

  private static String text(String resource) {
    var in = Inputs.class.getClassLoader().getResourceAsStream(resource);
    try (var open = Objects.requireNonNull(in, resource)) {
      return new String(open.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
