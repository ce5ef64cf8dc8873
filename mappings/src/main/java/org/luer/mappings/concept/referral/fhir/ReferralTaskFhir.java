package org.luer.mappings.concept.referral.fhir;

import java.util.Optional;
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
