package org.luer.mappings.concept.adverseevent;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Enums;
import org.luer.mappings.fhir.FactReader;
import org.luer.mappings.fhir.FactWriter;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Times;

/**
 * {@link AdverseEvent} to and from an R4 AdverseEvent; what that has no element for (end, actions,
 * remark) in an Observation AE-COURSE with the same term and onset.
 *
 * <p>Mapped: identifier, actuality, event, date, seriousness, severity, outcome, suspectEntity. A
 * void one keeps its term and onset only and says so in event.text and as record-lifecycle. Ignored
 * when read: category, detected, resultingCondition, contributor.
 */
public final class AdverseEventFhir {
  private static final String SERIOUSNESS =
      "http://terminology.hl7.org/CodeSystem/adverse-event-seriousness";
  private static final String SEVERITY =
      "http://terminology.hl7.org/CodeSystem/adverse-event-severity";
  private static final String OUTCOME =
      "http://terminology.hl7.org/CodeSystem/adverse-event-outcome";
  private static final String ACTION = "kic-ae-action";
  private static final String LIFECYCLE = "record-lifecycle";
  private static final String VOID = "ENTERED IN ERROR";

  private AdverseEventFhir() {}

  /**
   * Writes the adverse events.
   *
   * @param suspect the administration that is suspected
   */
  public static void toFhir(
      List<AdverseEvent> events, @Nullable Reference suspect, FactWriter facts) {
    for (var event : events) {
      var key = key(event);
      course(event, key, facts);
      var written = new org.hl7.fhir.r4.model.AdverseEvent();
      written.setMeta(facts.out().clinical(null));
      var system = facts.out().sid("adverse-event");
      written.getIdentifier().setSystem(system).setValue(facts.session() + "-" + key);
      written.setActuality(org.hl7.fhir.r4.model.AdverseEvent.AdverseEventActuality.ACTUAL);
      written.setEvent(Codings.of(event.term()));
      written.setSubject(facts.subject()).setEncounter(facts.encounter());
      written.setDateElement(Times.dateTime(event.onset()));
      if (facts.isVoid()) {
        voided(written, facts.out().own(LIFECYCLE));
      } else {
        judged(event, written);
        if (suspect != null) {
          written.addSuspectEntity().setInstance(suspect);
        }
        written.setLocation(facts.place());
      }
      account(event.told(), written, facts);
      facts.called(written);
      facts.out().put(written, system, facts.session() + "-" + key);
    }
  }

  private static void account(
      EventAccount told, org.hl7.fhir.r4.model.AdverseEvent written, FactWriter facts) {
    if (told.number() != null) {
      written.setIdentifier(Identifiers.of(told.number(), facts.out().base()));
    }
    if (told.category() != null) {
      written.addCategory().setText(told.category());
    }
    if (told.by() != null) {
      written.setRecorder(facts.person(told.by()));
    }
    if (told.detectedAt() != null) {
      written.setDetectedElement(Times.dateTime(told.detectedAt()));
    }
    if (told.recordedAt() != null) {
      written.setRecordedDateElement(Times.dateTime(told.recordedAt()));
    }
    if ((told.cause() != null || told.relatedness() != null) && written.hasSuspectEntity()) {
      var causality = written.getSuspectEntityFirstRep().addCausality();
      causality.setProductRelatedness(told.relatedness());
      if (told.cause() != null) {
        causality.setAssessment(Codings.of(told.cause()));
      }
    }
  }

  private static @Nullable EventAccount account(
      org.hl7.fhir.r4.model.AdverseEvent written, FactReader facts) {
    var path = facts.path(written);
    var causality =
        written.getSuspectEntity().stream().flatMap(s -> s.getCausality().stream()).findFirst();
    return new EventAccount(
            null,
            written.getCategory().stream()
                .filter(c -> c.hasText())
                .findFirst()
                .map(c -> c.getText())
                .orElse(null),
            written.hasRecorder() ? facts.by(List.of(written.getRecorder()), written) : null,
            facts.time(
                written.hasDetected() ? written.getDetectedElement() : null, path + ".detected"),
            facts.time(
                written.hasRecordedDate() ? written.getRecordedDateElement() : null,
                path + ".recordedDate"),
            causality.flatMap(c -> Codings.read(c.getAssessment())).orElse(null),
            causality.map(c -> c.getProductRelatedness()).orElse(null))
        .orNull();
  }

  private static String key(AdverseEvent event) {
    var term = event.term();
    return Times.key(event.onset())
        + "-"
        + Ids.uuid(term.codings().toString(), String.valueOf(term.text()))
            .toString()
            .substring(0, 8);
  }

  private static void judged(AdverseEvent event, org.hl7.fhir.r4.model.AdverseEvent written) {
    if (event.serious() != null) {
      var code = event.serious() ? "Serious" : "Non-serious";
      written.setSeriousness(Codings.concept(SERIOUSNESS, code, code));
    }
    if (event.severity() != null) {
      written.setSeverity(Codings.concept(SEVERITY, event.severity().code(), null));
    }
    if (event.outcome() != null) {
      written.setOutcome(Codings.concept(OUTCOME, event.outcome().code(), null));
    }
  }

  /** Turns an AdverseEvent into its void form: R4 has no status for it. */
  public static void voided(org.hl7.fhir.r4.model.AdverseEvent written, String lifecycle) {
    var text = written.getEvent().getText();
    written.getEvent().setText(text == null ? VOID : VOID + ": " + text);
    written.getMeta().addTag(Codings.coding(lifecycle, "entered-in-error", "Entered in error"));
    written.setSeriousness(null).setSeverity(null).setOutcome(null).setSuspectEntity(null);
  }

  private static void course(AdverseEvent event, String key, FactWriter facts) {
    var judged = event.severity() != null || event.serious() != null || event.outcome() != null;
    if (event.end() == null
        && event.actions().isEmpty()
        && event.note() == null
        && !(facts.isVoid() && judged)) {
      return;
    }
    var written = facts.finding("AE-COURSE", null).setValue(Codings.of(event.term()));
    written.setEffective(Times.period(event.onset(), event.end()));
    for (var action : event.actions()) {
      facts
          .component(written, "AE-ACTION")
          .setValue(Codings.concept(facts.out().own(ACTION), action.code(), null));
    }
    if (facts.isVoid()) {
      judgement(event, written, facts);
    }
    if (event.note() != null) {
      written.addNote().setText(event.note());
    }
    facts.add(written, "course-" + key);
  }

  /** What the void form of an AdverseEvent must not say any more. */
  private static void judgement(AdverseEvent event, Observation course, FactWriter facts) {
    if (event.severity() != null) {
      facts
          .component(course, "AE-SEVERITY")
          .setValue(Codings.concept(SEVERITY, event.severity().code(), null));
    }
    if (event.serious() != null) {
      facts.component(course, "AE-SERIOUS").setValue(new BooleanType(event.serious()));
    }
    if (event.outcome() != null) {
      facts
          .component(course, "AE-OUTCOME")
          .setValue(Codings.concept(OUTCOME, event.outcome().code(), null));
    }
  }

  /** Reads the adverse events of the session. */
  public static List<AdverseEvent> fromFhir(
      List<org.hl7.fhir.r4.model.AdverseEvent> all, FactReader facts) {
    var courses = new ArrayList<>(facts.findings("AE-COURSE"));
    var events = new ArrayList<AdverseEvent>();
    for (var written : all) {
      if (written.getActuality()
          != org.hl7.fhir.r4.model.AdverseEvent.AdverseEventActuality.ACTUAL) {
        facts
            .issues()
            .error(
                IssueCode.NOT_USABLE,
                facts.path(written) + ".actuality",
                "only actual events are read");
      }
      read(written, courses, facts).ifPresent(events::add);
    }
    return events;
  }

  private static Optional<AdverseEvent> read(
      org.hl7.fhir.r4.model.AdverseEvent written, List<Observation> courses, FactReader facts) {
    var path = facts.path(written);
    var lifecycle = Systems.own(facts.in().base(), LIFECYCLE);
    var named = written.getEvent().copy();
    if (written.getMeta().getTag(lifecycle, "entered-in-error") != null && named.hasText()) {
      var text = named.getText();
      named.setText(text.length() <= VOID.length() ? null : text.substring(VOID.length() + 2));
    }
    var term = Codings.read(named);
    if (term.isEmpty()) {
      facts.issues().error(IssueCode.REQUIRED, path + ".event", "is missing");
    }
    var onset = facts.needed(written.hasDate() ? written.getDateElement() : null, path + ".date");
    if (term.isEmpty() || onset.isEmpty()) {
      return Optional.empty();
    }
    var course = course(term.get(), onset.get(), courses, facts);
    return Optional.of(
        new AdverseEvent(
            term.get(),
            onset.get(),
            course.map(c -> end(c, facts)).orElse(null),
            Enums.read(
                    AdverseEvent.Severity.values(),
                    AdverseEvent.Severity::code,
                    code(written.getSeverity(), SEVERITY, course, "AE-SEVERITY", facts))
                .orElse(null),
            serious(written, course, facts),
            course.map(c -> actions(c, facts)).orElse(List.of()),
            Enums.read(
                    AdverseEvent.Outcome.values(),
                    AdverseEvent.Outcome::code,
                    code(written.getOutcome(), OUTCOME, course, "AE-OUTCOME", facts))
                .orElse(null),
            course
                .filter(Observation::hasNote)
                .map(c -> c.getNoteFirstRep().getText())
                .orElse(null),
            account(written, facts)));
  }

  private static @Nullable String code(
      CodeableConcept written,
      String system,
      Optional<Observation> course,
      String component,
      FactReader facts) {
    return Codings.codeIn(written, system)
        .or(
            () ->
                course.flatMap(
                    c ->
                        facts.value(c, component) instanceof CodeableConcept kept
                            ? Codings.codeIn(kept, system)
                            : Optional.empty()))
        .orElse(null);
  }

  private static @Nullable Boolean serious(
      org.hl7.fhir.r4.model.AdverseEvent written, Optional<Observation> course, FactReader facts) {
    var code = Codings.codeIn(written.getSeriousness(), SERIOUSNESS);
    return code.isPresent()
        ? (Boolean) "Serious".equalsIgnoreCase(code.get())
        : course.map(c -> facts.truth(facts.value(c, "AE-SERIOUS"))).orElse(null);
  }

  private static Optional<Observation> course(
      Coded term, OffsetDateTime onset, List<Observation> courses, FactReader facts) {
    for (var course : courses) {
      var begin =
          course.getEffective() instanceof Period period
              ? facts.time(period.getStartElement(), facts.path(course) + ".effectivePeriod.start")
              : null;
      if (onset.equals(begin) && term.equals(facts.coded(course.getValue()))) {
        return Optional.of(course);
      }
    }
    return Optional.empty();
  }

  private static @Nullable OffsetDateTime end(Observation course, FactReader facts) {
    return course.getEffective() instanceof Period period && period.hasEnd()
        ? facts.time(period.getEndElement(), facts.path(course) + ".effectivePeriod.end")
        : null;
  }

  private static List<AdverseEvent.Action> actions(Observation course, FactReader facts) {
    var system = Systems.own(facts.in().base(), ACTION);
    return facts.components(course, "AE-ACTION").stream()
        .map(
            c ->
                Enums.read(
                    AdverseEvent.Action.values(),
                    AdverseEvent.Action::code,
                    c.getValue() instanceof CodeableConcept concept
                        ? Codings.codeIn(concept, system).orElse(null)
                        : null))
        .flatMap(Optional::stream)
        .toList();
  }
}
