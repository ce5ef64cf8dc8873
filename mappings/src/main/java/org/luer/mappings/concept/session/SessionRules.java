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
import org.luer.mappings.core.Quantity;

/** The rules of an {@link InfusionSession}; every broken one is reported with its JSON pointer. */
final class SessionRules {
  private SessionRules() {}

  static Issues check(
      String id,
      String patientId,
      @Nullable String orderId,
      InfusionSession.@Nullable Status status,
      @Nullable Coded notDoneReason,
      @Nullable Visit visit,
      List<StaffMember> staff,
      @Nullable CheckIn checkIn,
      @Nullable Quantity weight,
      List<Coded> indications,
      @Nullable Drug drug,
      @Nullable Bag bag,
      @Nullable Coded route,
      List<TimelineEvent> timeline,
      List<VitalSign> readings,
      @Nullable Totals totals,
      List<Waste> waste,
      List<AdjunctGiven> adjuncts,
      List<AdverseEvent> adverseEvents,
      @Nullable Discharge discharge,
      @Nullable Signature signature,
      @Nullable Amendment amendment) {
    var issues = new Issues();
    Check.id(issues, "/id", id);
    Check.id(issues, "/patientId", patientId);
    Check.optional(issues, "/orderId", orderId, (o, i, p) -> Check.id(i, p, o));
    Check.present(issues, "/status", status);
    if (status == InfusionSession.Status.NOT_DONE) {
      Check.present(issues, "/notDoneReason", notDoneReason);
    }
    Check.optional(issues, "/notDoneReason", notDoneReason, Coded::check);
    Check.optional(issues, "/visit", visit, Visit::check);
    Check.each(issues, "/staff", staff, StaffMember::check);
    Check.optional(issues, "/checkIn", checkIn, CheckIn::check);
    Check.optional(issues, "/weight", weight, (q, i, p) -> q.check(i, p, "kg"));
    Check.each(issues, "/indications", indications, Coded::check);
    Check.optional(issues, "/drug", drug, Drug::check);
    Check.optional(issues, "/bag", bag, Bag::check);
    Check.optional(issues, "/route", route, Coded::check);
    Check.each(issues, "/timeline", timeline, TimelineEvent::check);
    Check.each(issues, "/readings", readings, VitalSign::check);
    Check.optional(issues, "/totals", totals, Totals::check);
    Check.each(issues, "/waste", waste, Waste::check);
    Check.each(issues, "/adjuncts", adjuncts, AdjunctGiven::check);
    Check.each(issues, "/adverseEvents", adverseEvents, AdverseEvent::check);
    Check.optional(issues, "/discharge", discharge, Discharge::check);
    Check.optional(issues, "/signature", signature, Signature::check);
    Check.optional(issues, "/amendment", amendment, Amendment::check);
    keys(issues, timeline, readings, adjuncts, adverseEvents);
    people(issues, staff, checkIn, timeline, readings, waste, adjuncts, discharge);
    course(issues, timeline);
    // what the clinic signs is whole; a report from outside may tell only a part
    if (status == InfusionSession.Status.COMPLETED && !timeline.isEmpty() && signature != null) {
      Check.present(issues, "/totals", totals);
      Check.present(issues, "/drug", drug);
    }
    return issues;
  }

  private static void keys(
      Issues issues,
      List<TimelineEvent> timeline,
      List<VitalSign> readings,
      List<AdjunctGiven> adjuncts,
      List<AdverseEvent> adverseEvents) {
    if (issues.refuse()) {
      return; // the keys of broken elements mean nothing
    }
    Check.unique(
        issues,
        "/timeline",
        timeline,
        e -> e.type() + "@" + e.at().toInstant(),
        "the same event at the same time twice");
    Check.unique(
        issues,
        "/readings",
        readings,
        r -> r.kind() + "@" + r.takenAt().toInstant() + "@" + r.device(),
        "the same sign at the same time from the same device twice");
    Check.unique(
        issues,
        "/adjuncts",
        adjuncts,
        a -> a.drug().codings() + "" + a.drug().text() + "@" + a.at().toInstant(),
        "the same drug at the same time twice");
    Check.unique(
        issues,
        "/adverseEvents",
        adverseEvents,
        a -> a.term().codings() + "" + a.term().text() + "@" + a.onset().toInstant(),
        "the same event with the same onset twice");
  }

  private static void people(
      Issues issues,
      List<StaffMember> staff,
      @Nullable CheckIn checkIn,
      List<TimelineEvent> timeline,
      List<VitalSign> readings,
      List<Waste> waste,
      List<AdjunctGiven> adjuncts,
      @Nullable Discharge discharge) {
    var known = new HashSet<String>();
    staff.forEach(s -> Check.optional(issues, "", s.clinician(), (c, i, p) -> known.add(c.id())));
    Check.optional(
        issues,
        "/checkIn/by",
        checkIn == null ? null : checkIn.by(),
        (b, i, p) -> knows(i, p, known, b));
    Check.each(issues, "/timeline", timeline, (e, i, p) -> knows(i, p + "/by", known, e.by()));
    Check.each(
        issues, "/readings", readings, (r, i, p) -> knows(i, p + "/takenBy", known, r.takenBy()));
    Check.each(issues, "/waste", waste, (w, i, p) -> knows(i, p + "/witness", known, w.witness()));
    Check.each(issues, "/adjuncts", adjuncts, (a, i, p) -> knows(i, p + "/by", known, a.by()));
    Check.optional(
        issues,
        "/discharge/by",
        discharge == null ? null : discharge.by(),
        (b, i, p) -> knows(i, p, known, b));
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
