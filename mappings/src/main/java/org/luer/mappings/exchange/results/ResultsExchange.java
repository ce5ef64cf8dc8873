package org.luer.mappings.exchange.results;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.MedicationAdministration;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Translation;
import org.luer.mappings.hl7v2.Draft;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Segments;
import org.luer.mappings.receipt.ChangeRules;
import org.luer.mappings.receipt.Leaf;
import org.luer.mappings.translation.Before;
import org.luer.mappings.translation.Exchange;

/**
 * The exchange {@code results}: {@link Results} in both formats and directions. It claims every
 * report and every dose, so it is asked last: what a more particular exchange claims is not its
 * business.
 */
public final class ResultsExchange implements Exchange<Results> {
  /** The one instance; it has no state. */
  public static final ResultsExchange INSTANCE = new ResultsExchange();

  private static final Set<String> MESSAGES = Set.of(ResultsHl7v2.ORU_R01, ResultsHl7v2.RAS_O17);

  private ResultsExchange() {}

  @Override
  public String name() {
    return "results";
  }

  @Override
  public Set<String> kinds() {
    return Set.of("Observation", "MedicationAdministration");
  }

  @Override
  public List<String> writes() {
    return List.of(ResultsHl7v2.ORU_R01, ResultsHl7v2.RAS_O17);
  }

  @Override
  public Set<String> reads() {
    return MESSAGES;
  }

  @Override
  public Translation<List<Results>> assemble(
      List<? extends ClinicRecord> records, @Nullable Organization clinic) {
    return ResultsRecords.assemble(records, clinic);
  }

  @Override
  public List<ClinicRecord> records(Results set) {
    return ResultsRecords.records(set);
  }

  @Override
  public boolean claims(Resource resource, Bundle bundle) {
    return resource instanceof DiagnosticReport
        || resource instanceof Observation
        || resource instanceof MedicationAdministration;
  }

  @Override
  public Bundle toFhir(Results set, Before<Results> before, Dialect dialect) {
    return ResultsFhir.toFhir(set, before, dialect);
  }

  @Override
  public Translation<List<Results>> fromFhir(Bundle bundle, Dialect dialect) {
    return fromFhir(bundle, resource -> false, dialect);
  }

  @Override
  public Translation<List<Results>> fromFhir(
      Bundle bundle, Predicate<Resource> others, Dialect dialect) {
    return ResultsFhir.fromFhir(bundle, others, dialect);
  }

  @Override
  public boolean claims(Segments group, Segments message) {
    return MESSAGES.contains(PreParser.type(message));
  }

  /** Weight, smoking and the like that come with a registration. */
  @Override
  public Set<String> leftByOthers() {
    return Set.of("OBX");
  }

  /** What the clinic itself says in observations of its own is no finding. */
  @Override
  public boolean takes(Segment left) {
    var code = left.field(3);
    return Exchange.super.takes(left)
        && !code.component(3).startsWith("99KIC")
        && !code.component(6).startsWith("99KIC");
  }

  @Override
  public Set<String> ofPatient() {
    return Set.of("OBX", "NK1");
  }

  @Override
  public List<Draft> toHl7v2(
      Results set, Before<Results> before, Dialect dialect, Set<String> types) {
    return ResultsHl7v2.toHl7v2(set, before, dialect, types);
  }

  @Override
  public Translation<List<Results>> fromHl7v2(List<Segments> messages, Dialect dialect) {
    return ResultsReader.read(messages, dialect);
  }

  @Override
  public List<ChangeRules.Rule> inbound() {
    return ResultsRules.INBOUND;
  }

  @Override
  public Map<String, Predicate<Leaf>> conditions(Results set) {
    return Map.of();
  }
}
