package org.luer.mappings.concept.referral.fhir;

import java.util.Optional;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Task;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.organization.OrganizationFhir;
import org.luer.mappings.concept.referral.Referral;
import org.luer.mappings.concept.referral.ReferralCodes;
import org.luer.mappings.concept.referral.ReferralParty;
import org.luer.mappings.concept.referral.ReferralTask;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Times;

/**
 * How far a {@link Referral} is, to and from the Task that fulfils its ServiceRequest.
 *
 * <p>Mapped: identifier (the sender's), status with businessStatus (our own code, since Task knows
 * no scheduled visit), lastModified (when the version was recorded), authoredOn where it is not
 * that of the referral. Written beside it from the referral: basedOn, focus, for, priority,
 * requester, owner, statusReason of the last change. Ignored when read: all else.
 */
final class ReferralTaskFhir {
  private static final String SID = "task";

  private ReferralTaskFhir() {}

  static void toFhir(
      Referral referral,
      BundleWriter out,
      ClinicianFhir people,
      Reference self,
      Reference patient) {
    var row = ReferralCodes.STATUS.row(referral.status());
    var task = new Task();
    task.setMeta(out.clinical(null));
    task.addIdentifier(Identifiers.of(out.sid(SID), referral.id()));
    if (referral.taskNumber() != null) {
      task.addIdentifier(Identifiers.of(referral.taskNumber(), out.base()));
    }
    task.setRequester(end(referral.from(), task, out, people));
    if (referral.to() != null) {
      task.setOwner(end(referral.to(), task, out, people));
    }
    task.addBasedOn(self).setFocus(self).setFor(patient);
    task.setStatus(Task.TaskStatus.fromCode(row.task()));
    task.setBusinessStatus(
        Codings.concept(out.own(ReferralCodes.SYSTEM), referral.status().code(), null));
    var terms = referral.terms();
    if (terms != null && terms.task() != null) {
      terms(terms.task(), task, out);
    }
    task.setIntent(Task.TaskIntent.ORDER);
    task.setCode(Codings.concept("http://hl7.org/fhir/CodeSystem/task-code", "fulfill", null));
    if (referral.priority() != null) {
      task.setPriority(Task.TaskPriority.fromCode(referral.priority().code()));
    }
    var setAt = referral.taskSetAt() == null ? referral.authoredAt() : referral.taskSetAt();
    if (setAt != null) {
      task.setAuthoredOnElement(Times.dateTime(setAt));
    }
    if (referral.recordedAt() != null) {
      task.setLastModifiedElement(Times.dateTime(referral.recordedAt()));
    }
    var history = referral.history();
    var reason = history.isEmpty() ? null : history.get(history.size() - 1).reason();
    if (reason != null) {
      task.setStatusReason(Codings.of(reason));
    }
    out.update(task, out.sid(SID), referral.id());
  }

  /** What the sender's Task said beside. */
  private static void terms(ReferralTask terms, Task task, BundleWriter out) {
    if (terms.groupNumber() != null) {
      task.setGroupIdentifier(Identifiers.of(terms.groupNumber(), out.base()));
    }
    var state = terms.state();
    if (state != null) {
      // our own code says how far the referral is; the sender's words and codes stand beside it
      Codings.of(state).getCoding().forEach(task.getBusinessStatus()::addCoding);
      task.getBusinessStatus().setText(state.text());
    }
    task.setDescription(terms.description());
    if (terms.reason() != null) {
      task.setReasonCode(Codings.of(terms.reason()));
    }
    if (terms.from() != null || terms.until() != null) {
      task.setExecutionPeriod(Times.partialPeriod(terms.from(), terms.until()));
    }
    if (terms.dueFrom() != null || terms.dueUntil() != null) {
      task.getRestriction().setPeriod(Times.partialPeriod(terms.dueFrom(), terms.dueUntil()));
    }
    if (terms.repetitions() != null) {
      task.getRestriction().setRepetitions(terms.repetitions());
    }
  }

  /** What a Task says beside the referral; null when it says nothing. */
  static @Nullable ReferralTask terms(Task task, BundleReader in) {
    var ours = Systems.own(in.base(), ReferralCodes.SYSTEM);
    var state = task.getBusinessStatus().copy();
    state.getCoding().removeIf(c -> ours.equals(c.getSystem()));
    var path = in.path(task);
    var run = task.getExecutionPeriod();
    var due = task.getRestriction().getPeriod();
    return new ReferralTask(
            task.hasGroupIdentifier()
                ? Identifiers.read(task.getGroupIdentifier(), in.dialect()).orElse(null)
                : null,
            Codings.read(state).orElse(null),
            task.getDescription(),
            Codings.read(task.getReasonCode()).orElse(null),
            time(run.hasStart(), run.getStartElement(), path, in),
            time(run.hasEnd(), run.getEndElement(), path, in),
            time(due.hasStart(), due.getStartElement(), path, in),
            time(due.hasEnd(), due.getEndElement(), path, in),
            task.getRestriction().hasRepetitions()
                ? Integer.valueOf(task.getRestriction().getRepetitions())
                : null)
        .orNull();
  }

  private static @Nullable PartialTime time(
      boolean there, DateTimeType time, String path, BundleReader in) {
    return there ? Times.partial(time, path, in.issues()).orElse(null) : null;
  }

  /** One end of the referral: its person, else its organization. */
  private static Reference end(
      ReferralParty party, Task task, BundleWriter out, ClinicianFhir people) {
    var organization = party.organization();
    return party.clinician() != null
        ? people.toFhir(party.clinician(), task)
        : organization == null ? new Reference() : OrganizationFhir.toFhir(organization, out);
  }

  /** The number that the sender gave to the Task; ours follows from the referral. */
  static @Nullable Identifier number(Task task, BundleReader in) {
    return Identifiers.others(task.getIdentifier(), in.sid(SID), in.dialect())
        .findFirst()
        .orElse(null);
  }

  /** When it was set, unless that is when the referral was written. */
  static @Nullable PartialTime setAt(Task task, ServiceRequest request, BundleReader in) {
    var written = task.getAuthoredOnElement().getValueAsString();
    return written == null || written.equals(request.getAuthoredOnElement().getValueAsString())
        ? null
        : Times.partial(task.getAuthoredOnElement(), in.path(task) + ".authoredOn", in.issues())
            .orElse(null);
  }

  /** The Task of a request. */
  static Optional<Task> of(ServiceRequest request, BundleReader in) {
    return in.all(Task.class).stream()
        .filter(
            t ->
                points(t.getFocus(), t, request, in)
                    || t.getBasedOn().stream().anyMatch(b -> points(b, t, request, in)))
        .findFirst();
  }

  private static boolean points(
      Reference reference, Task task, ServiceRequest request, BundleReader in) {
    return in.resolve(reference, task, Resource.class).orElse(null) == request;
  }

  /** The status that it says. */
  static Optional<Referral.Status> status(Task task, BundleReader in) {
    return Codings.codeIn(task.getBusinessStatus(), Systems.own(in.base(), ReferralCodes.SYSTEM))
        .flatMap(ReferralCodes::find)
        .or(
            () ->
                task.hasStatus()
                    ? ReferralCodes.ofTask(task.getStatus().toCode())
                    : Optional.empty());
  }
}
