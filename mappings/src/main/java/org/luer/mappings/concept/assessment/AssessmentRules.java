package org.luer.mappings.concept.assessment;

import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.instrument.Instrument;
import org.luer.mappings.concept.instrument.Instruments;
import org.luer.mappings.concept.instrument.Item;
import org.luer.mappings.concept.instrument.ScoreRule;
import org.luer.mappings.concept.patient.Contact;
import org.luer.mappings.concept.session.Amendment;
import org.luer.mappings.concept.session.Signature;
import org.luer.mappings.concept.visit.Visit;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;

/** What a valid {@link Assessment} is. */
final class AssessmentRules {
  private AssessmentRules() {}

  static void keys(
      String id,
      String patientId,
      @Nullable String sessionId,
      @Nullable String orderId,
      Assessment.@Nullable Status status,
      @Nullable OffsetDateTime authored,
      Issues issues) {
    Check.id(issues, "/id", id);
    Check.id(issues, "/patientId", patientId);
    Check.optional(issues, "/sessionId", sessionId, (s, i, p) -> Check.id(i, p, s));
    Check.optional(issues, "/orderId", orderId, (o, i, p) -> Check.id(i, p, o));
    Check.present(issues, "/status", status);
    Check.present(issues, "/authored", authored);
  }

  static void people(
      Assessment.@Nullable Respondent answeredBy,
      @Nullable Clinician rater,
      @Nullable Clinician enteredBy,
      @Nullable Clinician orderer,
      @Nullable Visit visit,
      List<StaffMember> staff,
      Issues issues) {
    Check.optional(issues, "/rater", rater, Clinician::check);
    Check.optional(issues, "/enteredBy", enteredBy, Clinician::check);
    Check.optional(issues, "/orderer", orderer, Clinician::check);
    Check.optional(issues, "/visit", visit, Visit::check);
    Check.each(issues, "/staff", staff, StaffMember::check);
    if (rater != null && answeredBy != Assessment.Respondent.CLINICIAN) {
      issues.error(IssueCode.CONFLICT, "/rater", "needs answeredBy clinician");
    }
  }

  static void proxy(
      Assessment.@Nullable Respondent answeredBy, @Nullable Contact proxy, Issues issues) {
    Check.optional(issues, "/proxy", proxy, Contact::check);
    if (proxy != null && answeredBy != Assessment.Respondent.PROXY) {
      issues.error(IssueCode.CONFLICT, "/proxy", "needs answeredBy proxy");
    }
  }

  static void signing(@Nullable Signature signature, @Nullable Amendment amendment, Issues issues) {
    Check.optional(issues, "/signature", signature, Signature::check);
    Check.optional(issues, "/amendment", amendment, Amendment::check);
  }

  static void content(
      @Nullable String code,
      List<Answer> answers,
      List<Score> scores,
      @Nullable String severity,
      List<SafetySignal> signals,
      Issues issues) {
    var instrument = Instruments.find(code).orElse(null);
    if (instrument == null) {
      issues.error(
          IssueCode.CODE_UNKNOWN,
          "/instrument",
          "must be one of " + Instruments.all().stream().map(Instrument::code).toList());
      return;
    }
    var parts = new Issues();
    Check.each(parts, "/answers", answers, Answer::check);
    Check.each(parts, "/scores", scores, Score::check);
    Check.each(parts, "/signals", signals, SafetySignal::check);
    issues.addAll(parts.list());
    if (parts.refuse()) {
      return; // what follows looks at parts that may be missing
    }
    var items = instrument.items().stream().map(Item::code).toList();
    ordered(answers, "/answers", "item", Answer::item, items, issues);
    ordered(signals, "/signals", "item", SafetySignal::item, items, issues);
    var rules = instrument.scores().stream().map(ScoreRule::code).toList();
    ordered(scores, "/scores", "code", Score::code, rules, issues);
    for (int i = 0; i < answers.size(); i++) {
      var answer = answers.get(i);
      var at = "/answers/" + i;
      instrument.item(answer.item()).ifPresent(asked -> answer.check(asked, issues, at));
    }
    for (int i = 0; i < scores.size(); i++) {
      var score = scores.get(i);
      var at = "/scores/" + i;
      instrument.score(score.code()).ifPresent(rule -> range(score, rule, issues, at));
    }
    severity(instrument, scores, severity, issues);
  }

  /** What was said in a sender's own way. */
  static void elsewhere(
      @Nullable String code,
      @Nullable String version,
      @Nullable String askedOn,
      List<Answer> answers,
      List<Score> scores,
      List<Told> told,
      Issues issues) {
    if (askedOn != null && version != null) {
      issues.error(IssueCode.CONFLICT, "/version", "is that of the clinic's form, not of askedOn");
    }
    if (askedOn == null
        && (answers.stream().anyMatch(a -> a != null && a.asked() != null)
            || scores.stream().anyMatch(s -> s != null && s.asked() != null))) {
      issues.error(IssueCode.REQUIRED, "/askedOn", "is missing beside what is asked otherwise");
    }
    var broken = new Issues();
    Check.each(broken, "/told", told, Told::check);
    issues.addAll(broken.list());
    var instrument = Instruments.find(code).orElse(null);
    if (instrument != null && !broken.refuse()) {
      var known =
          Stream.concat(
                  instrument.items().stream().map(Item::code),
                  instrument.scores().stream().map(ScoreRule::code))
              .toList();
      ordered(told, "/told", "code", Told::code, known, issues);
    }
  }

  /** Questions beside the instrument: each once, below one that stands before it. */
  static void further(List<FurtherAnswer> further, Issues issues) {
    Check.each(issues, "/further", further, FurtherAnswer::check);
    var known = new HashSet<String>();
    for (int i = 0; i < further.size(); i++) {
      var one = further.get(i);
      if (one.within() != null && !known.contains(one.within())) {
        issues.error(
            IssueCode.NOT_FOUND, "/further/" + i + "/within", "is no question that stands before");
      }
      if (one.number() != null && !known.add(one.number())) {
        issues.error(IssueCode.DUPLICATE, "/further/" + i + "/number", "stands twice");
      }
    }
  }

  private static void range(Score score, ScoreRule rule, Issues issues, String path) {
    var value = score.value();
    if (value.compareTo(rule.min()) < 0 || value.compareTo(rule.max()) > 0) {
      issues.error(
          IssueCode.VALUE, path + "/value", "must be from " + rule.min() + " to " + rule.max());
    }
    var recomputed = score.recomputed();
    if (recomputed != null && recomputed.compareTo(value) == 0) {
      issues.error(IssueCode.CONFLICT, path + "/recomputed", "stands only beside another value");
    }
  }

  /** One element per code, all of the instrument, in the order of its table. */
  private static <T> void ordered(
      List<T> list,
      String path,
      String key,
      Function<T, String> code,
      List<String> known,
      Issues issues) {
    var last = -1;
    for (int i = 0; i < list.size(); i++) {
      var place = known.indexOf(code.apply(list.get(i)));
      var at = path + "/" + i + "/" + key;
      if (place < 0) {
        issues.error(IssueCode.CODE_UNKNOWN, at, "is not of this instrument");
      } else if (place == last) {
        issues.error(IssueCode.DUPLICATE, at, "stands twice");
      } else if (place < last) {
        issues.error(IssueCode.CONFLICT, at, "must stand in the order of the instrument");
      }
      last = Math.max(last, place);
    }
  }

  private static void severity(
      Instrument instrument, List<Score> scores, @Nullable String severity, Issues issues) {
    if (severity == null) {
      return;
    }
    if (instrument.band(severity).isEmpty()) {
      var unsigned = instrument.bands().stream().anyMatch(b -> !b.signedOff());
      issues.error(
          IssueCode.CODE_UNKNOWN,
          "/severity",
          unsigned
              ? "the bands of this instrument need the clinic's sign-off"
              : "is no band of this instrument");
    }
    var total = instrument.total().map(ScoreRule::code).orElse("");
    if (scores.stream().noneMatch(s -> s.code().equals(total))) {
      issues.error(IssueCode.REQUIRED, "/severity", "needs the total score");
    }
  }
}
