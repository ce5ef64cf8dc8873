package org.luer.mappings.concept.assessment;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.instrument.Grade;
import org.luer.mappings.concept.instrument.Instrument;
import org.luer.mappings.concept.instrument.Item;
import org.luer.mappings.concept.instrument.ScoreRule;
import org.luer.mappings.concept.patient.Contact;
import org.luer.mappings.concept.session.Amendment;
import org.luer.mappings.concept.session.Signature;
import org.luer.mappings.concept.visit.Visit;
import org.luer.mappings.core.Coding;
import org.luer.mappings.core.Identifier;

/** An assessment while it is read: parts are found in any order. Not thread-safe. */
public final class AssessmentDraft {
  private final Instrument form;
  private final Map<String, Answer> answers = new HashMap<>();
  private final Map<String, BigDecimal> scores = new HashMap<>();
  private final Map<String, BigDecimal> recomputed = new HashMap<>();
  private final Map<String, SafetySignal> signals = new HashMap<>();
  private final Map<String, Asked> asked = new HashMap<>();
  private final Map<String, Told> told = new HashMap<>();
  private final Map<String, FurtherAnswer> further = new LinkedHashMap<>();
  public @Nullable String sessionId;
  public @Nullable String orderId;
  public @Nullable Identifier placerNumber;
  public @Nullable Identifier fillerNumber;
  public @Nullable String version;
  public Assessment.@Nullable Context context;
  public Assessment.@Nullable Respondent answeredBy;
  public @Nullable Contact proxy;
  public @Nullable Clinician rater;
  public @Nullable Clinician enteredBy;
  public @Nullable Clinician orderer;
  public @Nullable Visit visit;
  public List<StaffMember> staff = List.of();
  public @Nullable String severity;
  public @Nullable String note;
  public @Nullable Signature signature;
  public @Nullable Amendment amendment;
  public @Nullable OffsetDateTime recordedAt;
  public @Nullable Occasion occasion;
  public @Nullable String askedOn;

  /** Whether it comes whole from us, so that scoring it again only compares. */
  public boolean whole;

  /** An empty draft. */
  public AssessmentDraft(Instrument form) {
    this.form = form;
  }

  /** The instrument. */
  public Instrument form() {
    return form;
  }

  /** Adds an answer unless the item has one. */
  public void answer(Answer answer) {
    answers.putIfAbsent(answer.item(), answer);
  }

  /** Whether the item has an answer. */
  public boolean answered(String item) {
    return answers.containsKey(item);
  }

  /** The answer of an item. */
  public @Nullable Answer answer(String item) {
    return answers.get(item);
  }

  /**
   * What a sender's flag amounts to: AA is urgent; A is what the answer is by the table, an alert
   * where the table sees nothing in it.
   *
   * @param flag HL7 table 0078 code
   */
  public @Nullable Grade grade(String item, String flag) {
    if (flag.equals("AA")) {
      return Grade.URGENT;
    }
    if (!flag.equals("A")) {
      return null;
    }
    var answer = answers.get(item);
    var value = answer == null ? null : answer.value();
    return value == null
        ? Grade.ALERT
        : form.alert(item, BigDecimal.valueOf(value))
            .map(Instrument.Alert::grade)
            .orElse(Grade.ALERT);
  }

  /** Adds a score unless there is one. */
  public void score(String code, BigDecimal value) {
    scores.putIfAbsent(code, value);
  }

  /** A score. */
  public @Nullable BigDecimal score(String code) {
    return scores.get(code);
  }

  /** How the sender's form asks for an item or shows a score. */
  public void asked(String code, @Nullable Asked otherwise) {
    if (otherwise != null) {
      asked.putIfAbsent(code, otherwise);
    }
  }

  /** The code that the sender's form has for an answer. */
  public void askedAnswer(String code, Coding answer) {
    var known = asked.get(code);
    asked.put(
        code,
        known == null
            ? new Asked(null, null, answer)
            : new Asked(known.number(), known.text(), answer));
  }

  /** Adds what the sender tells beside the form, unless it did before. */
  public void told(Told beside) {
    told.putIfAbsent(beside.code(), beside);
  }

  /** Adds a question beside the instrument; the same question again has further answers. */
  public void further(FurtherAnswer beside) {
    further.merge(beside.number(), beside, FurtherAnswer::and);
  }

  /** Whether the form asks this beside the instrument. */
  public boolean hasFurther(String number) {
    return further.containsKey(number);
  }

  /** Adds what the answers make. */
  public void recomputed(String code, BigDecimal value) {
    recomputed.put(code, value);
  }

  /** Sets the signal of an item. */
  public void signal(SafetySignal signal) {
    signals.put(signal.item(), signal);
  }

  /** The signal of an item. */
  public @Nullable SafetySignal signal(String item) {
    return signals.get(item);
  }

  /** Whether it says nothing at all. */
  public boolean isEmpty() {
    return answers.isEmpty() && scores.isEmpty();
  }

  /** What was found, as a record. */
  public Assessment build(
      String id, String patientId, Assessment.Status status, OffsetDateTime authored) {
    return new Assessment(
        id,
        patientId,
        sessionId,
        orderId,
        placerNumber,
        fillerNumber,
        form.code(),
        version,
        status,
        context,
        authored,
        answeredBy,
        rater,
        enteredBy,
        orderer,
        visit,
        staff,
        form.items().stream()
            .map(Item::code)
            .map(answers::get)
            .filter(Objects::nonNull)
            .map(a -> a.absent() == null ? a.askedAs(asked.get(a.item())) : a)
            .map(a -> authored.equals(a.at()) ? a.at(null) : a)
            .toList(),
        form.scores().stream()
            .map(ScoreRule::code)
            .filter(scores::containsKey)
            .map(this::built)
            .toList(),
        severity,
        form.items().stream().map(Item::code).map(signals::get).filter(Objects::nonNull).toList(),
        note,
        signature,
        amendment,
        recordedAt,
        proxy,
        occasion,
        askedOn,
        Stream.concat(
                form.items().stream().map(Item::code), form.scores().stream().map(ScoreRule::code))
            .map(told::get)
            .filter(Objects::nonNull)
            .toList(),
        List.copyOf(further.values()));
  }

  private Score built(String code) {
    var value = scores.getOrDefault(code, BigDecimal.ZERO);
    var other = recomputed.get(code);
    return new Score(
        code, value, other == null || other.compareTo(value) == 0 ? null : other, asked.get(code));
  }
}
