package org.luer.mappings.concept.assessment.hl7v2;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.assessment.Answer;
import org.luer.mappings.concept.assessment.AnswerReader;
import org.luer.mappings.concept.assessment.Asked;
import org.luer.mappings.concept.assessment.AssessmentDraft;
import org.luer.mappings.concept.assessment.FurtherAnswer;
import org.luer.mappings.concept.assessment.SafetySignal;
import org.luer.mappings.concept.clinician.ClinicianHl7v2;
import org.luer.mappings.concept.instrument.Grade;
import org.luer.mappings.concept.instrument.Instrument;
import org.luer.mappings.concept.instrument.Instruments;
import org.luer.mappings.concept.instrument.Item;
import org.luer.mappings.concept.instrument.ScoreRule;
import org.luer.mappings.concept.instrument.Vocabulary;
import org.luer.mappings.concept.observation.FindingValue;
import org.luer.mappings.concept.observation.FindingValueHl7v2;
import org.luer.mappings.core.Coding;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.Obx;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;

/**
 * Reads the observations of one report into drafts, one per instrument; the counterpart of {@link
 * AssessmentHl7v2}.
 *
 * <p>Read as others write them: instruments found by the codes of their items, whatever OBR-4 says
 * and however many share it; answers as LOINC answer, number, number with words, words, with what
 * they count in 99KICORD; a total alone, or written 14/27. A number on the code of a panel is no
 * total. Items are never told by their place.
 */
public final class AssessmentObservations {
  private static final String ORDINAL = "99KICORD";

  private final Observations observations;
  private final Reading reading;

  /** The observations of one report. */
  public AssessmentObservations(Observations observations) {
    this.observations = observations;
    this.reading = observations.reading();
  }

  /** Whether an observation is an item or a score of an instrument. */
  public static boolean isOf(Obx obx, Instrument form) {
    return item(obx, form).isPresent() || score(obx, form).isPresent();
  }

  private static Optional<Item> item(Obx obx, Instrument form) {
    return form.items().stream().filter(i -> is(obx, i.vocabulary(), i.code())).findFirst();
  }

  private static Optional<ScoreRule> score(Obx obx, Instrument form) {
    return form.scores().stream().filter(s -> is(obx, s.vocabulary(), s.code())).findFirst();
  }

  private static boolean is(Obx obx, Vocabulary vocabulary, String code) {
    return obx.keys().contains(Obx.key(vocabulary.hl7v2(), code));
  }

  /**
   * The drafts.
   *
   * @param panel codes in OBR-4, as {@link Obx#key} forms them
   * @param voided whether the whole report is withdrawn: then withdrawn values are read
   */
  public List<AssessmentDraft> read(List<String> panel, boolean voided) {
    Map<Instrument, AssessmentDraft> drafts = new LinkedHashMap<>();
    for (var form = next(panel); form != null; form = next(List.of())) {
      var draft = drafts.computeIfAbsent(form, AssessmentDraft::new);
      for (var obx : observations.all()) {
        if (!obx.used() && isOf(obx, form)) {
          obx.use();
          read(obx, draft, voided);
        }
      }
    }
    if (drafts.isEmpty()) {
      named(panel).ifPresent(form -> drafts.put(form, new AssessmentDraft(form)));
    }
    drafts.values().forEach(this::panelValues);
    return new ArrayList<>(drafts.values());
  }

  /** The instrument of the panel, else the one that most unread observations belong to. */
  private @Nullable Instrument next(List<String> panel) {
    var named = named(panel).filter(form -> count(form) > 0);
    if (named.isPresent()) {
      return named.get();
    }
    return Instruments.all().stream()
        .filter(f -> count(f) > 0)
        .max(Comparator.comparing(this::count).thenComparing(f -> -f.items().size()))
        .orElse(null);
  }

  private static Optional<Instrument> named(List<String> panel) {
    return Instruments.all().stream()
        .filter(f -> panel.contains(Obx.key(f.vocabulary().hl7v2(), f.panel())))
        .findFirst();
  }

  private long count(Instrument form) {
    return observations.all().stream().filter(o -> !o.used() && isOf(o, form)).count();
  }

  private void panelValues(AssessmentDraft draft) {
    for (var obx : observations.all()) {
      if (!obx.used() && is(obx, draft.form().vocabulary(), draft.form().panel())) {
        obx.use();
        if (obx.segment().has(5)) {
          warn(
              IssueCode.CODE_UNKNOWN,
              obx,
              "stands on the code of the whole form: neither an answer nor a total, not read");
        }
      }
    }
  }

  private void read(Obx obx, AssessmentDraft draft, boolean voided) {
    var status = obx.status();
    if (!voided && (status.equals("D") || status.equals("W"))) {
      return;
    }
    var item = item(obx, draft.form()).orElse(null);
    if (item == null) {
      score(obx, draft).ifPresent(rule -> score(obx, rule, draft));
      return;
    }
    if (status.equals("N")) {
      draft.answer(new Answer(item.code(), null, null, Answer.Absent.NOT_ASKED));
    } else if (obx.segment().repetitions(5).isEmpty()) {
      open(obx, item, draft);
    } else {
      answer(obx, item, draft);
    }
    signal(obx, item, draft);
  }

  private Optional<ScoreRule> score(Obx obx, AssessmentDraft draft) {
    return score(obx, draft.form());
  }

  private void open(Obx obx, Item item, AssessmentDraft draft) {
    var flagged = AssessmentHl7v2.OPEN.equals(firstLine(obx.note()));
    if (!obx.status().equals("X")) {
      warn(IssueCode.REQUIRED, obx, "is final and has no value; it counts as not answered");
    }
    if (flagged || flag(obx, item, draft) == null) {
      draft.answer(new Answer(item.code(), null, null, Answer.Absent.NOT_ANSWERED));
    }
  }

  private static @Nullable String firstLine(@Nullable String note) {
    return note == null ? null : note.split("\n", 2)[0];
  }

  private void answer(Obx obx, Item item, AssessmentDraft draft) {
    var values = obx.segment().repetitions(5);
    if (values.size() > 1) {
      warn(IssueCode.CONFLICT, obx, "has several values; the first one counts");
    }
    var answer = answer(values.get(0), item, obx);
    if (answer.isEmpty()) {
      warn(
          IssueCode.CODE_UNKNOWN,
          obx,
          "is no answer that this item has; it counts as not answered");
    }
    answer.map(a -> a.at(time(obx))).ifPresent(draft::answer);
  }

  private Optional<Answer> answer(Part value, Item item, Obx obx) {
    if (item.words()) {
      var words = value.component(2).isEmpty() ? value.whole() : value.component(2);
      return AnswerReader.words(item, words);
    }
    var counts = ordinal(value);
    for (int at = 1; at <= 4; at += 3) {
      var byCode = AnswerReader.loinc(item, value.component(at));
      if (byCode.isPresent()) {
        if (counts.isPresent() && !counts.equals(byCode.map(a -> BigDecimal.valueOf(number(a))))) {
          warn(
              IssueCode.CONFLICT,
              obx,
              "what it counts is not what the answer counts; the clinic's table counts");
        }
        return byCode;
      }
    }
    if (counts.isPresent()) {
      return AnswerReader.number(item, counts.get());
    }
    for (int at : new int[] {2, 5, 1}) {
      var words = value.component(at);
      var byWords = words.isEmpty() ? Optional.<Answer>empty() : AnswerReader.words(item, words);
      var local = at == 1 && !value.component(3).isEmpty();
      if (byWords.isPresent() && !local) {
        return byWords;
      }
    }
    return Optional.empty();
  }

  private static int number(Answer answer) {
    return answer.value() == null ? 0 : answer.value();
  }

  /** What the answer counts, in the triplet that says so. */
  private static Optional<BigDecimal> ordinal(Part value) {
    for (int at = 1; at <= 4; at += 3) {
      if (value.component(at + 2).equals(ORDINAL)) {
        return Numbers.readNm(value.component(at));
      }
    }
    return Optional.empty();
  }

  private void score(Obx obx, ScoreRule rule, AssessmentDraft draft) {
    if (!obx.segment().has(5)) {
      return; // too few answers, says the sender
    }
    var value = AnswerReader.score(obx.value().whole(), rule.max());
    if (value.isEmpty()) {
      warn(IssueCode.VALUE, obx, "is not a number, nor one out of the highest score: not read");
    }
    value.ifPresent(v -> draft.score(rule.code(), v));
  }

  private void signal(Obx obx, Item item, AssessmentDraft draft) {
    var grade = flag(obx, item, draft);
    var note = obx.note();
    if (note != null && note.startsWith(AssessmentHl7v2.OPEN)) {
      var rest = note.substring(AssessmentHl7v2.OPEN.length()).strip();
      note = rest.isEmpty() ? null : rest;
    }
    if (grade != null && draft.form().alerts(item.code())) {
      draft.signal(new SafetySignal(item.code(), grade, note));
    } else if (note != null) {
      warn(
          IssueCode.NOT_SUPPORTED,
          obx,
          "has a note, which has no place in the clinic model; it is kept as foreign content");
    }
  }

  private static @Nullable Grade flag(Obx obx, Item item, AssessmentDraft draft) {
    return obx.segment().repetitions(8).stream()
        .map(part -> draft.grade(item.code(), part.component(1)))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** Reads what stands beside the answers of a report of our own. */
  public void beside(AssessmentDraft draft) {
    var found = observations.single(AssessmentHl7v2.codes());
    AssessmentBeside.read(found, observations.groups(AssessmentHl7v2.TOLD), draft);
    if (draft.askedOn != null) {
      observations.all().forEach(obx -> asked(obx, draft));
      for (var obx : found.all("ASM-ANSWER")) {
        var code = Cwe.read(obx.segment().repetitions(5), reading.dialect());
        if (code != null && code.system() != null && code.code() != null) {
          draft.askedAnswer(obx.sub(), new Coding(code.system(), code.code(), code.text()));
        }
      }
    }
  }

  /** What the sender's form calls and asks it, in the second triplet of OBX-3. */
  private static void asked(Obx obx, AssessmentDraft draft) {
    var code = obx.segment().field(3);
    if (code.component(6).equals(AssessmentHl7v2.FORM)) {
      var number = code.component(4);
      var text = code.component(5);
      draft.asked(
          code.component(1),
          Asked.orNull(number.isEmpty() ? null : number, text.isEmpty() ? null : text, null));
    }
  }

  private @Nullable OffsetDateTime time(Obx obx) {
    return aside(obx.segment(), 14);
  }

  /** A time that the report can do without: what is none is left. */
  private @Nullable OffsetDateTime aside(Segment segment, int field) {
    var read = reading.times().partialAside(segment, field);
    return read == null ? null : read.time().orElse(null);
  }

  /**
   * What the form asks beside its instrument: every observation that nobody else took and that is
   * none of ours.
   *
   * @param obr of the report: when the form was answered
   */
  public void further(AssessmentDraft draft, @Nullable Segment obr) {
    var authored = obr == null ? null : aside(obr, 7);
    var from = reading.dialect().partner();
    for (var group : observations.groups(AssessmentHl7v2.FURTHER)) {
      var number = group.text("ASM-FURTHER");
      if (number != null) {
        var within = group.text("ASM-FURTHER-IN");
        draft.further(
            new FurtherAnswer(
                number,
                null,
                group.text("ASM-FURTHER-TEXT"),
                within == null || !draft.hasFurther(within) ? null : within,
                group.text("ASM-FURTHER-DEF"),
                List.of(),
                null,
                null,
                from));
      }
    }
    for (var obx : observations.unread()) {
      var code = obx.segment().field(3);
      var system = code.component(3);
      var value = system.equals(LocalCodes.SYSTEM) || obx.withdrawn() ? null : value(obx);
      var coded = Cwe.read(code, reading.dialect());
      if (value == null || coded == null || code.component(1).isEmpty()) {
        continue;
      }
      obx.use();
      reading
          .issues()
          .warning(
              IssueCode.NOT_SUPPORTED,
              obx.segment().path(3),
              "is no item of this questionnaire here; it is kept beside the answers, not scored");
      var at = time(obx);
      draft.further(
          new FurtherAnswer(
              code.component(1),
              system.equals(AssessmentHl7v2.FORM) ? null : coded.system(),
              code.optional(2),
              null,
              null,
              List.of(value),
              at == null || at.equals(authored) ? null : at,
              obx.note(),
              from));
    }
  }

  /** The value; null when it cannot be read, which refuses no answer of the instrument. */
  private @Nullable FindingValue value(Obx obx) {
    var issues = new Issues();
    var own = new Reading(reading.dialect(), reading.times().with(issues), issues);
    var value = FindingValueHl7v2.read(obx.segment(), own);
    return issues.refuse() ? null : value;
  }

  /** The clinician who rated, as OBX-16 of the items names one. */
  public void rater(AssessmentDraft draft) {
    for (var obx : observations.all()) {
      if (draft.rater == null && isOf(obx, draft.form())) {
        draft.rater = ClinicianHl7v2.read(obx.segment().field(16), reading.dialect()).orElse(null);
      }
    }
  }

  private void warn(IssueCode code, Obx obx, String text) {
    reading.issues().warning(code, obx.segment().path(5), text);
  }
}
