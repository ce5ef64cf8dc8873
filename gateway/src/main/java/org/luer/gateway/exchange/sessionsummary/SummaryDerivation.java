package org.luer.gateway.exchange.sessionsummary;

import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.intake.RecordFactsReader;
import org.luer.gateway.journal.Derivation;
import org.luer.gateway.journal.RecordFacts;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Records;
import org.luer.gateway.partner.ClinicSettings;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.partner.Settings;
import org.luer.gateway.partner.Voice;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.disclosure.Sensitivities;
import org.luer.mappings.concept.disclosure.Sensitivity;
import org.luer.mappings.concept.document.DocumentRelation;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.rendering.AssessmentScores;
import org.luer.mappings.rendering.Edition;
import org.luer.mappings.rendering.Fonts;
import org.luer.mappings.rendering.SafetySignal;
import org.luer.mappings.rendering.SessionSummaries;
import org.luer.mappings.rendering.SummaryInput;
import org.springframework.stereotype.Component;

/**
 * Writes the summary of a session once it is signed, a new version of it when the session is
 * amended, and its withdrawal when the session is void. Only while some partner receives summaries.
 */
@Component
public final class SummaryDerivation implements Derivation {
  private static final String EXCHANGE = "sessionsummary";
  private static final String KIND = "SessionSummary";

  private final Records records;
  private final Partners partners;
  private final ClinicSettings clinic;

  /** Summaries of the clinic's sessions. */
  public SummaryDerivation(Records records, Partners partners, Settings settings) {
    this.records = records;
    this.partners = partners;
    this.clinic = settings.clinic();
  }

  @Override
  public List<RecordFacts> of(RecordVersion version) {
    if (!version.kind().equals("InfusionSession") || !wanted()) {
      return List.of();
    }
    var before = records.latest(KIND, version.id());
    return read(version, InfusionSession.class)
        .filter(s -> s.status() != InfusionSession.Status.PLANNED)
        .filter(s -> before.isPresent() || due(s))
        .flatMap(s -> summary(s, before.orElse(null)))
        .stream()
        .toList();
  }

  private boolean wanted() {
    return partners.current().all().stream()
        .flatMap(p -> p.receives().stream())
        .anyMatch(r -> r.exchanges().contains(EXCHANGE));
  }

  private static boolean due(InfusionSession session) {
    return session.signed() && session.status() == InfusionSession.Status.COMPLETED;
  }

  private Optional<RecordFacts> summary(InfusionSession session, @Nullable RecordVersion before) {
    var patient =
        records.latest("Patient", session.patientId()).flatMap(v -> read(v, Patient.class));
    var at = at(session);
    if (patient.isEmpty() || at == null) {
      return Optional.empty();
    }
    var order =
        Optional.ofNullable(session.orderId())
            .flatMap(id -> records.latest("InfusionOrder", id))
            .flatMap(v -> read(v, InfusionOrder.class))
            .orElse(null);
    var earlier = earlier(session);
    var answered = answered(session, at);
    var input =
        new SummaryInput(
            Voice.organization(clinic),
            patient.get(),
            order,
            session,
            earlier,
            AssessmentScores.scores(answered),
            signals(answered, earlier),
            List.of(),
            edition(session, at, before));
    var made = SessionSummaries.of(input, Fonts.shipped(), clinic.base());
    var tree = ClinicRecords.tree(made);
    return Optional.of(RecordFactsReader.of(made, tree.toString()));
  }

  /** When the session was recorded, else signed: no clock, so that a repetition is the same. */
  private static @Nullable OffsetDateTime at(InfusionSession session) {
    var signature = session.signature();
    var amendment = session.amendment();
    return Stream.of(
            session.recordedAt(),
            amendment == null ? null : amendment.at(),
            signature == null ? null : signature.at())
        .filter(Objects::nonNull)
        .max(OffsetDateTime.timeLineOrder())
        .orElse(null);
  }

  private List<InfusionSession> earlier(InfusionSession session) {
    var mine = begin(session);
    return records.about(session.patientId(), "clinic", Set.of("InfusionSession")).stream()
        .flatMap(v -> read(v, InfusionSession.class).stream())
        .filter(s -> !s.id().equals(session.id()))
        .filter(s -> s.status() == InfusionSession.Status.COMPLETED)
        .filter(s -> mine != null && before(s, mine))
        .sorted(Comparator.comparing(s -> s.timeline().get(0).at()))
        .toList();
  }

  private static boolean before(InfusionSession session, OffsetDateTime time) {
    var begin = begin(session);
    return begin != null && begin.isBefore(time);
  }

  private static @Nullable OffsetDateTime begin(InfusionSession session) {
    return session.timeline().isEmpty() ? null : session.timeline().get(0).at();
  }

  /** The summary goes to whoever may have the session: what fewer may have stays out of it. */
  private List<Assessment> answered(InfusionSession session, OffsetDateTime until) {
    var part2 = partners.current().part2Programs().contains(Partners.CLINIC);
    return records.about(session.patientId(), "clinic", Set.of("Assessment")).stream()
        .filter(v -> !part2 || !Sensitivities.of(v.content()).contains(Sensitivity.SUBSTANCE_USE))
        .flatMap(v -> read(v, Assessment.class).stream())
        .filter(a -> !a.authored().isAfter(until))
        .toList();
  }

  /** Those answered since the session before this one. */
  private static List<SafetySignal> signals(
      List<Assessment> answered, List<InfusionSession> earlier) {
    var since = earlier.isEmpty() ? null : begin(earlier.get(earlier.size() - 1));
    return AssessmentScores.signals(
        answered.stream().filter(a -> since == null || a.authored().isAfter(since)).toList());
  }

  private Edition edition(
      InfusionSession session, OffsetDateTime at, @Nullable RecordVersion before) {
    var version = before == null ? 1 : before.version() + 1;
    var signature = session.signature();
    var amendment = session.amendment();
    var relations =
        before == null
            ? List.<DocumentRelation>of()
            : List.of(
                new DocumentRelation(
                    DocumentRelation.Kind.REPLACES, number(session, before.version())));
    return new Edition(
        session.id(),
        version,
        number(session, version),
        at,
        signature == null ? null : signature.by(),
        relations,
        amendment == null ? null : amendment.reason());
  }

  private Identifier number(InfusionSession session, int version) {
    return new Identifier(session.id() + "-S" + version, clinic.application(), null, null);
  }

  private static <T extends ClinicRecord> Optional<T> read(RecordVersion version, Class<T> type) {
    try {
      return ClinicRecords.read(ClinicJson.mapper().readTree(version.content()), "")
          .value()
          .filter(type::isInstance)
          .map(type::cast);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalStateException("a record in the journal is not JSON", e);
    }
  }
}
