package org.luer.mappings.exchange.charges;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.ClaimResponse;
import org.hl7.fhir.r4.model.CoverageEligibilityRequest;
import org.hl7.fhir.r4.model.CoverageEligibilityResponse;
import org.hl7.fhir.r4.model.ExplanationOfBenefit;
import org.hl7.fhir.r4.model.Invoice;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Translation;
import org.luer.mappings.hl7v2.Draft;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.hl7v2.Segments;
import org.luer.mappings.receipt.ChangeRules;
import org.luer.mappings.translation.Before;
import org.luer.mappings.translation.Exchange;

/** The exchange {@code charges}: {@link Charges} in both formats and directions. */
public final class ChargesExchange implements Exchange<Charges> {
  /** The one instance; it has no state. */
  public static final ChargesExchange INSTANCE = new ChargesExchange();

  private ChargesExchange() {}

  @Override
  public String name() {
    return "charges";
  }

  @Override
  public Set<String> kinds() {
    return Charges.KINDS.stream().map(Class::getSimpleName).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public List<String> writes() {
    return List.of(ChargesHl7v2.DFT_P03);
  }

  @Override
  public Set<String> reads() {
    return messages();
  }

  @Override
  public Set<String> messages() {
    return Set.of(ChargesHl7v2.DFT_P03, ChargesHl7v2.DFT_P11);
  }

  @Override
  public Translation<List<Charges>> assemble(
      List<? extends ClinicRecord> records, @Nullable Organization clinic) {
    return ChargesRecords.assemble(records, clinic);
  }

  @Override
  public List<ClinicRecord> records(Charges set) {
    return ChargesRecords.records(set);
  }

  @Override
  public Charges carried(Charges set) {
    return ChargesRecords.carried(set);
  }

  @Override
  public boolean claims(Resource resource, Bundle bundle) {
    return resource instanceof ChargeItem
        || resource instanceof Invoice
        || resource instanceof Claim
        || resource instanceof ClaimResponse
        || resource instanceof ExplanationOfBenefit
        || resource instanceof CoverageEligibilityRequest
        || resource instanceof CoverageEligibilityResponse;
  }

  @Override
  public Bundle toFhir(Charges set, Before<Charges> before, Dialect dialect) {
    return ChargesFhir.toFhir(carried(set), before, dialect);
  }

  @Override
  public Translation<List<Charges>> fromFhir(Bundle bundle, Dialect dialect) {
    return ChargesFhir.fromFhir(bundle, dialect);
  }

  @Override
  public boolean claims(Segments group, Segments message) {
    return messages().contains(PreParser.type(message));
  }

  @Override
  public Set<String> ofPatient() {
    return Set.of("OBX", "GT1", "IN1", "IN2", "IN3", "DG1", "PR1");
  }

  @Override
  public List<Draft> toHl7v2(
      Charges set, Before<Charges> before, Dialect dialect, Set<String> types) {
    return ChargesHl7v2.compose(carried(set), before, dialect, types);
  }

  @Override
  public Translation<List<Charges>> fromHl7v2(List<Segments> messages, Dialect dialect) {
    return ChargesHl7v2.fromSegments(messages, dialect);
  }

  @Override
  public List<String> memory(Charges set, Before<Charges> before) {
    return ChargesHl7v2.memory(set, before);
  }

  @Override
  public List<ChangeRules.Rule> inbound() {
    return ChargeChanges.INBOUND;
  }
}
