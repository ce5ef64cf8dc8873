package org.luer.mappings.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeSystem;
import org.junit.jupiter.api.Test;
import org.luer.mappings.concept.adverseevent.AdverseEvent;
import org.luer.mappings.concept.charge.ChargeLine;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.discharge.DischargeCriterion;
import org.luer.mappings.concept.infusion.RateChangeReason;
import org.luer.mappings.concept.instrument.Instruments;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.order.Review;
import org.luer.mappings.concept.order.fhir.InstructionFhir;
import org.luer.mappings.concept.referral.Referral;
import org.luer.mappings.concept.vitals.VitalSign;
import org.luer.mappings.concept.vitals.VitalSigns;

/** The published code systems hold every code that the mappings write, and no other. */
class OwnCodeSystemsTest {

  @Test
  void kicObservation() {
    assertThat(codes("kic-observation"))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(
                    KicObservation.TABLE.rows().stream().map(KicObservation.Row::code),
                    VitalSigns.TABLE.rows().stream()
                        .map(VitalSigns.Row::kic)
                        .filter(Objects::nonNull),
                    Instruments.all().stream().flatMap(i -> i.own().keySet().stream()))
                .flatMap(s -> s)
                .distinct()
                .toList());
    for (var name : DischargeCriterion.Name.values()) {
      assertThat(KicObservation.TABLE.find(name.kicCode())).isPresent();
    }
  }

  @Test
  void kicRateChangeReason() {
    assertThat(codes("kic-rate-change-reason"))
        .containsExactlyElementsOf(
            RateChangeReason.TABLE.rows().stream().map(RateChangeReason.Row::code).toList());
  }

  @Test
  void enumerations() {
    assertThat(codes("kic-phase"))
        .containsExactlyElementsOf(codes(VitalSign.Phase.values(), VitalSign.Phase::code));
    assertThat(codes("kic-staff-role"))
        .containsExactlyElementsOf(codes(StaffMember.Role.values(), StaffMember.Role::code));
    assertThat(codes("kic-referral-status"))
        .containsExactlyElementsOf(codes(Referral.Status.values(), Referral.Status::code));
    assertThat(codes("kic-charge-type"))
        .containsExactlyElementsOf(codes(ChargeLine.Type.values(), ChargeLine.Type::code));
    assertThat(codes("kic-ae-action"))
        .containsExactlyElementsOf(codes(AdverseEvent.Action.values(), AdverseEvent.Action::code));
    assertThat(codes("kic-order-review"))
        .containsExactlyElementsOf(codes(Review.values(), Review::code));
    assertThat(codes("kic-order-phase"))
        .containsExactlyElementsOf(codes(InfusionOrder.Phase.values(), InfusionOrder.Phase::code));
    assertThat(codes("kic-hold-parameter"))
        .containsExactlyElementsOf(codes(VitalSign.Kind.values(), VitalSign.Kind::code));
    assertThat(codes("kic-order-instruction"))
        .containsExactlyElementsOf(
            codes(InstructionFhir.Kind.values(), InstructionFhir.Kind::code));
  }

  private static <E> List<String> codes(E[] values, Function<E, String> code) {
    return Stream.of(values).map(code).toList();
  }

  private static List<String> codes(String name) {
    var system =
        FhirJson.context()
            .newJsonParser()
            .parseResource(CodeSystem.class, OwnCodeSystems.published(name));
    assertThat(system.getUrl()).endsWith("/CodeSystem/" + name);
    assertThat(system.getConcept()).hasSize(system.getCount());
    return system.getConcept().stream()
        .map(CodeSystem.ConceptDefinitionComponent::getCode)
        .toList();
  }
}
