package org.luer.gateway.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.pull.PartnerView.Seen;
import org.luer.gateway.pull.PartnerView.Shown;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.disclosure.Sensitivity;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.referral.Referral;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.concept.summary.SessionSummary;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.rendering.AssessmentScores;
import org.luer.mappings.rendering.SafetySignal;
import org.luer.mappings.rendering.Score;
import org.luer.mappings.rendering.Words;

/**
 * What the page shows of one patient: records that stand, and only those that the reader may have.
 *
 * @param sessions oldest first
 * @param assessments finished ones, oldest first
 * @param part2 whether some of it is under 42 CFR Part 2
 * @param redisclosure whether all of it may be passed on under the rules for everybody
 */
record PatientFile(
    Seen seen,
    Patient patient,
    List<InfusionSession> sessions,
    List<Assessment> assessments,
    List<SessionSummary> summaries,
    List<Referral> referrals,
    boolean part2,
    boolean redisclosure) {
  /** The kinds of records that it is made of. */
  static final Set<String> KINDS =
      Set.of("Patient", "InfusionSession", "Assessment", "SessionSummary", "Referral");

  PatientFile {
    sessions = List.copyOf(sessions);
    assessments = List.copyOf(assessments);
    summaries = List.copyOf(summaries);
    referrals = List.copyOf(referrals);
  }

  /**
   * The patient's file out of the records that the reader may have; empty without the patient's.
   */
  static Optional<PatientFile> of(Seen seen, List<Shown> shown) {
    var mine = shown.stream().filter(s -> s.version().patientId().equals(seen.id())).toList();
    var read = new ArrayList<ClinicRecord>();
    mine.forEach(s -> read(s).ifPresent(read::add));
    var standing =
        of(read, InfusionSession.class)
            .filter(s -> s.status() != InfusionSession.Status.ENTERED_IN_ERROR)
            .filter(s -> s.status() != InfusionSession.Status.PLANNED)
            .sorted(Comparator.comparing(PatientFile::order))
            .toList();
    var finished =
        of(read, Assessment.class)
            .filter(Assessment::complete)
            .sorted(Comparator.comparing(Assessment::authored, OffsetDateTime.timeLineOrder()))
            .toList();
    return of(read, Patient.class)
        .findFirst()
        .map(
            patient ->
                new PatientFile(
                    seen,
                    patient,
                    standing,
                    finished,
                    of(read, SessionSummary.class).toList(),
                    of(read, Referral.class)
                        .filter(r -> r.status() != Referral.Status.ENTERED_IN_ERROR)
                        .toList(),
                    mine.stream().anyMatch(s -> s.classes().contains(Sensitivity.PART_2)),
                    mine.stream().allMatch(Shown::redisclosure)));
  }

  private static <T> Stream<T> of(List<ClinicRecord> all, Class<T> type) {
    return all.stream().filter(type::isInstance).map(type::cast);
  }

  private static Optional<ClinicRecord> read(Shown shown) {
    try {
      return ClinicRecords.read(ClinicJson.mapper().readTree(shown.version().content()), "")
          .value();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record in the journal is not JSON", e);
    }
  }

  /** The name that the patient is known by. */
  String name() {
    return patient.names().isEmpty() ? "Without a name" : Words.name(patient.names().get(0));
  }

  /** All scores, oldest first. */
  List<Score> scores() {
    return AssessmentScores.scores(assessments);
  }

  /** Scores by instrument, oldest first. */
  Map<String, List<Score>> series() {
    var series = new LinkedHashMap<String, List<Score>>();
    scores().forEach(s -> series.computeIfAbsent(s.instrument(), i -> new ArrayList<>()).add(s));
    return series;
  }

  /**
   * The signals that nothing newer has answered: those of the newest finished form of each
   * instrument.
   */
  List<SafetySignal> openSignals() {
    var newest = new LinkedHashMap<String, Assessment>();
    assessments.forEach(a -> newest.put(a.instrument(), a));
    return AssessmentScores.signals(List.copyOf(newest.values()));
  }

  /** Signals of older forms. */
  List<SafetySignal> earlierSignals() {
    var open = openSignals();
    return AssessmentScores.signals(assessments).stream().filter(s -> !open.contains(s)).toList();
  }

  /** The summary of a session. */
  Optional<SessionSummary> summary(InfusionSession session) {
    return summaries.stream().filter(s -> session.id().equals(s.sessionId())).findFirst();
  }

  /** When a session's infusion began, at the latest when the session was first seen to. */
  static @Nullable OffsetDateTime begin(InfusionSession session) {
    return Stream.concat(
            session.timeline().stream().map(e -> e.at()),
            session.readings().stream().map(r -> r.takenAt()))
        .min(OffsetDateTime.timeLineOrder())
        .orElse(null);
  }

  private static long order(InfusionSession session) {
    var begin = begin(session);
    return begin == null ? Long.MAX_VALUE : begin.toEpochSecond();
  }

  /** When infusions began, oldest first. */
  List<OffsetDateTime> infusions() {
    return sessions.stream()
        .filter(s -> s.timeline().stream().anyMatch(e -> e.type().runs()))
        .flatMap(
            s ->
                s.timeline().stream().map(e -> e.at()).min(OffsetDateTime.timeLineOrder()).stream())
        .toList();
  }

  static OffsetDateTime at(OffsetDateTime time, ZoneId zone) {
    return time.atZoneSameInstant(zone).toOffsetDateTime();
  }
}
