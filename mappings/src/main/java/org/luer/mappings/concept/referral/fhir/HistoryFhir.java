package org.luer.mappings.concept.referral.fhir;

import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.clinician.ClinicianReader;
import org.luer.mappings.concept.referral.Referral;
import org.luer.mappings.concept.referral.ReferralCodes;
import org.luer.mappings.concept.referral.StatusChange;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Times;

/**
 * {@link StatusChange}s to and from ServiceRequest.relevantHistory, each a contained Provenance.
 *
 * <p>Mapped: activity (our status), recorded, reason, agent.who (said to be unknown when nobody is
 * named). Read: Provenances whose activity is one of ours, while the last of them is the status.
 */
final class HistoryFhir {
  private HistoryFhir() {}

  static void toFhir(
      Referral referral,
      ServiceRequest request,
      BundleWriter out,
      ClinicianFhir people,
      Reference self) {
    for (int i = 0; i < referral.history().size(); i++) {
      var change = referral.history().get(i);
      var written = new Provenance();
      written.setId("change-" + (i + 1));
      written.addTarget(self);
      written.setRecordedElement(Times.instant(change.at()));
      written.setActivity(
          Codings.concept(out.own(ReferralCodes.SYSTEM), change.status().code(), null));
      if (change.reason() != null) {
        written.addReason(Codings.of(change.reason()));
      }
      written
          .addAgent()
          .setWho(
              change.by() == null
                  ? Times.absent(new Reference())
                  : people.toFhir(change.by(), request));
      request.addContained(written);
      request.addRelevantHistory(new Reference("#" + written.getId()));
    }
  }

  static List<StatusChange> fromFhir(
      ServiceRequest request, Referral.Status status, BundleReader in, ClinicianReader people) {
    var history = new ArrayList<StatusChange>();
    for (var reference : request.getRelevantHistory()) {
      in.resolve(reference, request, Provenance.class)
          .ifPresent(p -> read(p, request, history, in, people));
    }
    var last = history.isEmpty() ? status : history.get(history.size() - 1).status();
    return last == status ? history : List.of();
  }

  private static void read(
      Provenance written,
      ServiceRequest request,
      List<StatusChange> history,
      BundleReader in,
      ClinicianReader people) {
    var status =
        Codings.codeIn(written.getActivity(), Systems.own(in.base(), ReferralCodes.SYSTEM))
            .flatMap(ReferralCodes::find);
    var at = Times.read(written.getRecordedElement(), in.path(written) + ".recorded", in.issues());
    if (status.isPresent() && at.isPresent()) {
      history.add(
          new StatusChange(
              status.get(),
              at.get(),
              Codings.read(written.getReasonFirstRep()).orElse(null),
              people.read(written.getAgentFirstRep().getWho(), request).orElse(null)));
    }
  }
}
