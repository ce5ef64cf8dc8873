package org.luer.mappings.concept.session;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.adverseevent.AdverseEvent;
import org.luer.mappings.concept.checkin.CheckIn;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.discharge.Discharge;
import org.luer.mappings.concept.infusion.AdjunctGiven;
import org.luer.mappings.concept.infusion.Bag;
import org.luer.mappings.concept.infusion.Drug;
import org.luer.mappings.concept.infusion.TimelineEvent;
import org.luer.mappings.concept.infusion.Totals;
import org.luer.mappings.concept.infusion.Waste;
import org.luer.mappings.concept.visit.Visit;
import org.luer.mappings.concept.vitals.VitalSign;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;

/** The rules of an {@link InfusionSession}; every broken one is reported with its JSON pointer. */
final class SessionRules {
  private SessionRules() {}

  static Issues check(InfusionSession s) {
    var issues = new Issues();
    Check.id(issues, "/id", s.id());
    Check.id(issues, "/patientId", s.patientId());
    Check.optional(issues, "/orderId", s.orderId(), (o, i, p) -> Check.id(i, p, o));
    Check.present(issues, "/status", s.status());
    if (s.status() == InfusionSession.Status.NOT_DONE) {
      Check.present(issues, "/notDoneReason", s.notDoneReason());
    }
    Check.optional(issues, "/notDoneReason", s.notDoneReason(), Coded::check);
    Check.optional(issues, "/visit", s.visit(), Visit::check);
    Check.each(issues, "/staff", s.staff(), StaffMember::check);
    Check.optional(issues, "/checkIn", s.checkIn(), CheckIn::check);
    Check.optional(issues, "/weight", s.weight(), (q, i, p) -> q.check(i, p, "kg"));
    Check.each(issues, "/indications", s.indications(), Coded::check);
    Check.optional(issues, "/drug", s.drug(), Drug::check);
    Check.optional(issues, "/bag", s.bag(), Bag::check);
    Check.optional(issues, "/route", s.route(), Coded::check);
    Check.each(issues, "/timeline", s.timeline(), TimelineEvent::check);
    Check.each(issues, "/readings", s.readings(), VitalSign::check);
    Check.optional(issues, "/totals", s.totals(), Totals::check);
    Check.each(issues, "/waste", s.waste(), Waste::check);
    Check.each(issues, "/adjuncts", s.adjuncts(), AdjunctGiven::check);
    Check.each(issues, "/adverseEvents", s.adverseEvents(), AdverseEvent::check);
    Check.optional(issues, "/discharge", s.discharge(), Discharge::check);
    Check.optional(issues, "/signature", s.signature(), Signature::check);
    Check.optional(issues, "/amendment", s.amendment(), Amendment::check);
    keys(issues, s);
    people(issues, s);
    course(issues, s.timeline());
    Check.optional(issues, "/told", s.told(), Told::check);
    if (s.signature() != null && s.reportedFinal() != null) {
      issues.error(IssueCode.CONFLICT, "/reportedFinal", "a signed session needs none");
    }
    // what the clinic signs is whole; a report from outside may tell only a part
    if (s.status() == InfusionSession.Status.COMPLETED
        && !s.timeline().isEmpty()
        && s.signature() != null) {
      Check.present(issues, "/totals", s.totals());
      Check.present(issues, "/drug", s.drug());
    }
    return issues;
  }

  private static void keys(Issues issues, InfusionSession s) {
    if (issues.refuse()) {
      return; // the keys of broken elements mean nothing
    }
    Check.unique(
        issues,
        "/timeline",
        s.timeline(),
        e -> e.type() + "@" + e.at().toInstant(),
        "the same event at the same time twice");
    Check.unique(
        issues,
        "/readings",
        s.readings(),
        r -> r.kind() + "@" + r.takenAt().toInstant() + "@" + r.device(),
        "the same sign at the same time from the same device twice");
    Check.unique(
        issues,
        "/adjuncts",
        s.adjuncts(),
        a -> a.drug().codings() + "" + a.drug().text() + "@" + a.at().toInstant(),
        "the same drug at the same time twice");
    Check.unique(
        issues,
        "/adverseEvents",
        s.adverseEvents(),
        a -> a.term().codings() + "" + a.term().text() + "@" + a.onset().toInstant(),
        "the same event with the same onset twice");
  }

  private static void people(Issues issues, InfusionSession s) {
    var checkIn = s.checkIn();
    var discharge = s.discharge();
    var known = new HashSet<String>();
    s.staff()
        .forEach(m -> Check.optional(issues, "", m.clinician(), (c, i, p) -> known.add(c.id())));
    Check.optional(
        issues,
        "/checkIn/by",
        checkIn == null ? null : checkIn.by(),
        (b, i, p) -> knows(i, p, known, b));
    Check.each(issues, "/timeline", s.timeline(), (e, i, p) -> knows(i, p + "/by", known, e.by()));
    Check.each(
        issues,
        "/readings",
        s.readings(),
        (r, i, p) -> knows(i, p + "/takenBy", known, r.takenBy()));
    Check.each(
        issues, "/waste", s.waste(), (w, i, p) -> knows(i, p + "/witness", known, w.witness()));
    Check.each(issues, "/adjuncts", s.adjuncts(), (a, i, p) -> knows(i, p + "/by", known, a.by()));
    Check.optional(
        issues,
        "/discharge/by",
        discharge == null ? null : discharge.by(),
        (b, i, p) -> knows(i, p, known, b));
    Check.optional(
        issues,
        "/told/act/weighedBy",
        s.beside().ofAct().weighedBy(),
        (b, i, p) -> knows(i, p, known, b));
    Check.each(
        issues,
        "/adverseEvents",
        s.adverseEvents(),
        (e, i, p) ->
            knows(i, p + "/account/by", known, e.account() == null ? null : e.account().by()));
    Check.optional(
        issues, "/told/recordedBy", s.beside().recordedBy(), (b, i, p) -> knows(i, p, known, b));
  }

  private static void knows(
      Issues issues, String path, Set<String> known, @Nullable String staffId) {
    if (staffId != null && !known.contains(staffId)) {
      issues.error(IssueCode.NOT_FOUND, path, "names nobody of /staff");
    }
  }

  private static void course(Issues issues, List<TimelineEvent> timeline) {
    for (int i = 1; i < timeline.size(); i++) {
      var at = timeline.get(i).at();
      var before = timeline.get(i - 1).at();
      if (at != null && before != null && at.isBefore(before)) {
        issues.error(
            IssueCode.CONFLICT, "/timeline/" + i + "/at", "must not be before the event before it");
      }
      if (timeline.get(i - 1).type() != null && timeline.get(i - 1).type().ends()) {
        issues.error(IssueCode.CONFLICT, "/timeline/" + i, "nothing can follow the stop");
      }
      if (timeline.get(i).type() == TimelineEvent.Type.START && started(timeline.subList(0, i))) {
        issues.error(
            IssueCode.CONFLICT,
            "/timeline/" + i,
            "an infusion starts once; use resume after a pause");
      }
    }
    var first = timeline.isEmpty() ? null : timeline.get(0).type();
    if (first != null && first != TimelineEvent.Type.START && first != TimelineEvent.Type.BOLUS) {
      issues.error(
          IssueCode.CONFLICT,
          "/timeline/0/type",
          "an infusion begins with start (or a bolus before it)");
    }
  }

  private static boolean started(List<TimelineEvent> before) {
    return before.stream().anyMatch(e -> e.type() == TimelineEvent.Type.START);
  }
}
