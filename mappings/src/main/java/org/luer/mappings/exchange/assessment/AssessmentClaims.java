package org.luer.mappings.exchange.assessment;

import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.MedicationAdministration;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Resource;
import org.luer.mappings.concept.instrument.AnswerKeys;
import org.luer.mappings.concept.instrument.Instruments;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.Obx;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.hl7v2.Segments;

/**
 * What of a message or a Bundle is about an answered questionnaire: a report with items or scores
 * of one, a QuestionnaireResponse with what was derived from it.
 *
 * <p>A score alone whose time is known to the day only is a finding: an assessment has its time to
 * the minute, and there is no answer in it that anybody would have to be called for. Scales that
 * are read at the bedside (pain, CADSS totals) belong to the session when they come without items.
 */
final class AssessmentClaims {
  private static final Set<String> BEDSIDE = Set.of("72514-3", "CADSS-TOTAL", "CADSS6-TOTAL");

  private static final String OWN = Obx.key(LocalCodes.SYSTEM, "ASM-STATUS");

  private AssessmentClaims() {}

  static boolean claims(Segments group, Segments message) {
    return PreParser.type(message).equals(AssessmentOru.ORU_R01)
        && group.named("OBX").stream().map(s -> new Obx(s, null)).anyMatch(AssessmentClaims::is)
        && !dayOfScore(group);
  }

  private static boolean dayOfScore(Segments group) {
    return group.first("OBR").filter(obr -> obr.text(7).matches("\\d{4,8}")).isPresent()
        && group.named("OBX").stream()
            .map(s -> new Obx(s, null))
            .noneMatch(
                o -> o.keys().contains(OWN) || o.keys().stream().anyMatch(AssessmentClaims::item));
  }

  /** Of a key {@code system|code}. */
  private static boolean item(String key) {
    var code = key.substring(key.indexOf('|') + 1);
    return Instruments.all().stream().anyMatch(i -> i.item(code).isPresent());
  }

  private static boolean is(Obx obx) {
    return obx.keys().contains(OWN)
        || AnswerKeys.any(obx.keys().stream().filter(k -> !bedside(k)).toList());
  }

  /** Of a key {@code system|code}. */
  private static boolean bedside(String key) {
    return BEDSIDE.contains(key.substring(key.indexOf('|') + 1));
  }

  static boolean claims(Resource resource, Bundle bundle) {
    if (resource instanceof QuestionnaireResponse || resource instanceof Questionnaire) {
      return true;
    }
    if (resource instanceof Observation observation) {
      return derived(observation, bundle);
    }
    return resource instanceof Encounter
        && has(bundle, List.of(QuestionnaireResponse.class))
        && !has(bundle, List.of(Procedure.class, MedicationAdministration.class));
  }

  /** An Observation of a score or item beside a response, unless it is derived from another. */
  private static boolean derived(Observation observation, Bundle bundle) {
    var codes = observation.getCode().getCoding();
    var known =
        codes.stream()
            .anyMatch(
                c ->
                    "ASM-ABOUT".equals(c.getCode())
                        || Instruments.all().stream()
                            .anyMatch(
                                f ->
                                    f.item(String.valueOf(c.getCode())).isPresent()
                                        || f.score(String.valueOf(c.getCode())).isPresent()));
    return known
        && has(bundle, List.of(QuestionnaireResponse.class))
        && (observation.hasDerivedFrom()
            || codes.stream().noneMatch(c -> BEDSIDE.contains(String.valueOf(c.getCode()))));
  }

  private static boolean has(Bundle bundle, List<Class<? extends Resource>> types) {
    return bundle.getEntry().stream()
        .map(Bundle.BundleEntryComponent::getResource)
        .anyMatch(r -> types.stream().anyMatch(t -> t.isInstance(r)));
  }
}
