package org.luer.mappings.concept.assessment.hl7v2;

import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.assessment.Answer;
import org.luer.mappings.concept.assessment.Asked;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.assessment.Flags;
import org.luer.mappings.concept.assessment.FurtherAnswer;
import org.luer.mappings.concept.assessment.SafetySignal;
import org.luer.mappings.concept.assessment.Score;
import org.luer.mappings.concept.assessment.Told;
import org.luer.mappings.concept.clinician.ClinicianHl7v2;
import org.luer.mappings.concept.clinician.ClinicianRowsHl7v2;
import org.luer.mappings.concept.instrument.Instrument;
import org.luer.mappings.concept.instrument.Item;
import org.luer.mappings.concept.instrument.ScoreRule;
import org.luer.mappings.concept.instrument.Vocabulary;
import org.luer.mappings.concept.observation.FindingUnits;
import org.luer.mappings.concept.observation.FindingValue;
import org.luer.mappings.concept.observation.FindingValueHl7v2;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.OutObx;
import org.luer.mappings.hl7v2.Panel;
import org.luer.mappings.hl7v2.Rows;
import org.luer.mappings.hl7v2.Units;
import org.luer.mappings.hl7v2.Wire;

/**
 * An {@link Assessment} as one panel of ORU^R01; {@link AssessmentObservations} reads.
 *
 * <p>Mapped: one OBX per item in the order of the form (LOINC answer with what it counts in the
 * second triplet, or NM; OBX-8 A or AA for a safety signal, its note as NTE; OBX-11 N and X for
 * items without answer; OBX-16 the rater; OBX-17 self-reported), then the scores (OBX-7 and OBX-8
 * of the total where the band may travel; X when answers are missing), then observations of 99KIC
 * for what has no field: number, status, the sender's form and what it told beside it, context,
 * people, severity, grades, note, signature.
 */
public final class AssessmentHl7v2 {
  /** What an open item says in its note. */
  static final String OPEN = "Asked and not answered.";

  /** What a total that cannot be made says in its note. */
  static final String NO_TOTAL = "Too few answers for a score.";

  static final String SELF = "^Self-reported";

  private static final LocalCodes CODES = LocalCodes.load(Assessment.class, "assessment-hl7v2.csv");

  /** Code system of what a sender's form calls its questions. */
  static final String FORM = "99KICASKED";

  /** The observations of what a sender tells beside the form. */
  static final LocalCodes TOLD = LocalCodes.load(Assessment.class, "told-hl7v2.csv");

  /** The observations of what a sender's form asks beside the instrument. */
  static final LocalCodes FURTHER = LocalCodes.load(Assessment.class, "further-hl7v2.csv");

  private static final String SCORE = "{score}";
  private static final String ONLY = "1";
  private static final int NUMBER = 31;

  private final Assessment assessment;
  private final Dialect dialect;
  private final Panel panel;
  private final String rater;

  private AssessmentHl7v2(Assessment assessment, Dialect dialect) {
    this.assessment = assessment;
    this.dialect = dialect;
    var form = assessment.form();
    this.panel =
        new Panel(
            NUMBER,
            Cwe.of(form.panel(), form.display(), form.vocabulary().hl7v2()),
            form.rated() ? "NRS" : "OTH");
    this.rater =
        assessment.rater() == null ? "" : ClinicianHl7v2.provider(assessment.rater(), dialect);
  }

  /** The observations of the table. */
  public static LocalCodes codes() {
    return CODES;
  }

  /** Writes the panel. */
  public static Panel write(Assessment assessment, Dialect dialect) {
    var writer = new AssessmentHl7v2(assessment, dialect);
    var form = assessment.form();
    form.itemsBeforeScores().forEach(writer::item);
    form.scores().forEach(writer::score);
    form.itemsAfterScores().forEach(writer::item);
    writer.further();
    writer.beside();
    return writer.panel;
  }

  private void item(Item item) {
    var answer = assessment.answer(item.code()).orElse(null);
    var signal = assessment.signal(item.code()).orElse(null);
    if (answer == null && signal == null) {
      return;
    }
    var asked = answer == null ? null : answer.asked();
    var obx3 = code(item.code(), item.text(), item.vocabulary(), asked);
    var row = answer == null ? open(item, obx3) : answered(answer, item, obx3);
    var own = answer == null ? null : answer.at();
    row.time(own == null ? assessment.authored() : own).observer(rater);
    if (assessment.answeredBy() == Assessment.Respondent.PATIENT) {
      row.method(SELF);
    }
    if (signal != null) {
      row.flag(Flags.of(assessment, signal));
      if (signal.note() != null) {
        row.note(Wire.text(signal.note()));
      }
    }
  }

  /** The code, and in its second triplet what the sender's form calls and asks it. */
  private static String code(
      String code, String text, Vocabulary vocabulary, @Nullable Asked asked) {
    var own = Cwe.of(code, text, vocabulary.hl7v2());
    return asked == null || (asked.number() == null && asked.text() == null)
        ? own
        : own + "^" + Wire.text(asked.number()) + "^" + Wire.text(asked.text()) + "^" + FORM;
  }

  private OutObx open(Item item, String obx3) {
    var type = item.words() || !item.options().isEmpty() ? "CWE" : "NM";
    return panel.add(type, obx3, ONLY, "").status("X");
  }

  private OutObx answered(Answer answer, Item item, String obx3) {
    if (answer.absent() == Answer.Absent.NOT_ASKED) {
      return open(item, obx3).status("N");
    }
    var value = answer.value();
    if (answer.absent() != null) {
      return open(item, obx3).note(OPEN);
    }
    if (value == null) {
      return panel.add("CWE", obx3, ONLY, "^" + Wire.text(answer.text()));
    }
    var option = item.option(BigDecimal.valueOf(value)).orElse(null);
    if (option == null) {
      return panel
          .add("NM", obx3, ONLY, Numbers.nm(BigDecimal.valueOf(value)))
          .unit(Units.write(SCORE));
    }
    var counts = Numbers.nm(option.value());
    return panel.add(
        "CWE",
        obx3,
        ONLY,
        Cwe.of(option.code(), option.text(), "LN") + "^" + Cwe.of(counts, counts, "99KICORD"));
  }

  private void score(ScoreRule rule) {
    var score = assessment.score(rule.code()).orElse(null);
    var asked = score == null ? null : score.asked();
    var obx3 = code(rule.code(), rule.display(), rule.vocabulary(), asked);
    if (score == null) {
      if (rule.total() && assessment.complete() && !assessment.values().isEmpty()) {
        panel.add("NM", obx3, ONLY, "").status("X").time(assessment.authored()).note(NO_TOTAL);
      }
      return;
    }
    var row = panel.add("NM", obx3, ONLY, Numbers.nm(score.value())).unit(Units.write(SCORE));
    row.time(assessment.authored());
    if (rule.total()) {
      band().ifPresent(band -> range(band, row));
    }
  }

  private Optional<Instrument.Band> band() {
    var severity = assessment.severity();
    return severity == null ? Optional.empty() : assessment.form().band(severity);
  }

  private void range(Instrument.Band band, OutObx row) {
    assessment
        .form()
        .normal()
        .ifPresent(
            normal -> {
              row.range(normal.low() + "-" + normal.high());
              if (!band.normal()) {
                row.flag("H");
              }
            });
  }

  /** Questions of the receiver's own form; their rows of 99KIC say where in the form they stand. */
  private void further() {
    var questions = assessment.furtherFor(dialect.partner());
    for (int i = 0; i < questions.size(); i++) {
      var question = questions.get(i);
      var rows = panel.group(FURTHER, String.valueOf(i + 1), dialect);
      rows.text("ASM-FURTHER", question.number());
      rows.text("ASM-FURTHER-IN", question.within());
      rows.text("ASM-FURTHER-DEF", question.definition());
      var values = question.values();
      if (values.isEmpty()) {
        rows.text("ASM-FURTHER-TEXT", question.text());
      }
      for (int v = 0; v < values.size(); v++) {
        further(question, values.get(v), v);
      }
    }
  }

  private void further(FurtherAnswer question, FindingValue value, int place) {
    var system = question.system();
    var obx3 =
        system == null
            ? Cwe.of(question.number(), Objects.requireNonNullElse(question.text(), ""), FORM)
            : Cwe.write(Coded.of(system, question.number(), question.text()), dialect);
    var row =
        panel
            .add(
                FindingValueHl7v2.type(value),
                obx3,
                String.valueOf(place + 1),
                FindingValueHl7v2.write(value, dialect))
            .unit(FindingUnits.write(value.unit(), dialect))
            .time(question.at() == null ? assessment.authored() : question.at());
    if (place == 0 && question.note() != null) {
      question.note().lines().map(Wire::text).forEach(row::note);
    }
  }

  private void beside() {
    var rows = panel.group(CODES, "", dialect);
    rows.text("ASM-ID", assessment.id());
    rows.code("ASM-STATUS", assessment.status().code(), "99KICANS");
    rows.text("ASM-VERSION", assessment.version());
    var context = assessment.context();
    rows.code("ASM-CONTEXT", context == null ? null : context.code(), "99KICCTX");
    rows.text("ASM-FORM", assessment.askedOn());
    assessment.told().forEach(this::told);
    assessment.answers().forEach(this::answerCode);
    rows.text("ASM-SESSION", assessment.sessionId());
    rows.text("ASM-ORDER", assessment.orderId());
    number(rows, "ASM-PLACER", assessment.placerNumber());
    number(rows, "ASM-FILLER", assessment.fillerNumber());
    var respondent = assessment.answeredBy();
    rows.text("ASM-BY", respondent == null ? null : respondent.code());
    ClinicianRowsHl7v2.write(rows, "ASM-RATER", assessment.rater());
    ClinicianRowsHl7v2.write(rows, "ASM-ENTERED", assessment.enteredBy());
    ClinicianRowsHl7v2.write(rows, "ASM-ORDERER", assessment.orderer());
    band().ifPresent(b -> rows.raw("ASM-SEVERITY", Cwe.of(b.code(), b.text(), "99KICBAND")));
    assessment.scores().forEach(this::recomputed);
    assessment.signals().forEach(this::signal);
    rows.text("ASM-NOTE", assessment.note());
    var occasion = assessment.occasion();
    if (occasion != null) {
      rows.text("ASM-VISIT-ST", occasion.status() == null ? null : occasion.status().code());
      rows.codeds("ASM-VISIT-TYPE", occasion.types());
      rows.codeds("ASM-VISIT-FOR", occasion.reasons());
    }
    account(rows);
  }

  private static void number(Rows rows, String code, @Nullable Identifier number) {
    if (number != null) {
      rows.raw(code, Numbers.cx(number));
    }
  }

  /** The code that the sender's form has for an answer. */
  private void answerCode(Answer answer) {
    var asked = answer.asked();
    if (asked != null && asked.answer() != null) {
      var code = asked.answer();
      panel
          .group(CODES, answer.item(), dialect)
          .coded("ASM-ANSWER", Coded.of(code.system(), code.code(), code.display()));
    }
  }

  private void told(Told told) {
    var rows = panel.group(TOLD, told.code(), dialect);
    rows.text("ASM-TOLD", told.code());
    rows.raws("ASM-TOLD-NO", told.numbers().stream().map(Numbers::cx).toList());
    rows.codeds(
        "ASM-TOLD-CODE",
        told.codes().stream().map(c -> Coded.of(c.system(), c.code(), c.display())).toList());
    rows.text("ASM-TOLD-TEXT", told.text());
    rows.time("ASM-TOLD-AT", told.issuedAt());
    ClinicianRowsHl7v2.write(rows, "ASM-TOLD-BY", told.by());
  }

  private void recomputed(Score score) {
    if (score.recomputed() != null) {
      panel
          .group(CODES, score.code(), dialect)
          .raw("ASM-RECOMPUTED", Numbers.nm(score.recomputed()))
          .unit(Units.write(SCORE));
    }
  }

  private void signal(SafetySignal signal) {
    panel
        .group(CODES, signal.item(), dialect)
        .raw(
            "ASM-SIGNAL",
            Cwe.of(signal.grade().code(), Flags.words(assessment, signal), "99KICGRADE"))
        .flag(Flags.of(assessment, signal));
  }

  private void account(Rows rows) {
    var signature = assessment.signature();
    if (signature != null) {
      rows.time("ASM-SIGNED", signature.at());
      ClinicianRowsHl7v2.write(rows, "ASM-SIGNER", signature.by());
    }
    var amendment = assessment.amendment();
    if (amendment != null) {
      rows.time("ASM-AMENDED", amendment.at());
      rows.text("ASM-AMEND-WHY", amendment.reason());
    }
    rows.time("ASM-RECORDED", assessment.recordedAt());
  }
}
