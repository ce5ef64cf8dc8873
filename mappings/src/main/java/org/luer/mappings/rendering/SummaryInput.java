package org.luer.mappings.rendering;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.session.InfusionSession;

/**
 * Everything that a session summary is made of.
 *
 * @param clinic who writes it
 * @param patient whose session
 * @param order the order that the session fills
 * @param session the session
 * @param earlier the sessions before it, oldest first
 * @param scores all scores of the patient up to this session
 * @param signals safety signals since the last session
 * @param plan what the clinic has decided to do next, one sentence each
 * @param edition which version of which document this is
 */
public record SummaryInput(
    Organization clinic,
    Patient patient,
    @Nullable InfusionOrder order,
    InfusionSession session,
    List<InfusionSession> earlier,
    List<Score> scores,
    List<SafetySignal> signals,
    List<String> plan,
    Edition edition) {
  public SummaryInput {
    earlier = List.copyOf(earlier);
    scores = List.copyOf(scores);
    signals = List.copyOf(signals);
    plan = List.copyOf(plan);
  }
}
