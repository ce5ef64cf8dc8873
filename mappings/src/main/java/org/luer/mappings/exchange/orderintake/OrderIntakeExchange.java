package org.luer.mappings.exchange.orderintake;

import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.order.hl7v2.OrderLayout;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Translation;
import org.luer.mappings.hl7v2.Draft;
import org.luer.mappings.hl7v2.Segments;
import org.luer.mappings.receipt.ChangeRules;
import org.luer.mappings.translation.Before;
import org.luer.mappings.translation.Exchange;

/** The exchange {@code orderintake}: {@link OrderIntake} in both formats and directions. */
public final class OrderIntakeExchange implements Exchange<OrderIntake> {
  /** The one instance; it has no state. */
  public static final OrderIntakeExchange INSTANCE = new OrderIntakeExchange();

  private OrderIntakeExchange() {}

  @Override
  public String name() {
    return "orderintake";
  }

  @Override
  public Set<String> kinds() {
    return Set.of("InfusionOrder", "Medication", "ServiceOrder");
  }

  /** The clinic's own orders for drugs as OMP^O09; services and status to others as ORM^O01. */
  @Override
  public List<String> writes() {
    return List.of(OrderLayout.OMP, OrderLayout.ORM);
  }

  @Override
  public Set<String> reads() {
    return Set.of(OrderLayout.OMP, OrderLayout.RDE, OrderLayout.ORM, OrderLayout.OMG);
  }

  @Override
  public Set<String> messages() {
    return reads();
  }

  @Override
  public Translation<List<OrderIntake>> assemble(
      List<? extends ClinicRecord> records, @Nullable Organization clinic) {
    return OrderIntakeRecords.assemble(records, clinic);
  }

  @Override
  public List<ClinicRecord> records(OrderIntake set) {
    return OrderIntakeRecords.records(set);
  }

  @Override
  public OrderIntake carried(OrderIntake set) {
    return OrderIntakeRecords.carried(set);
  }

  @Override
  public boolean claims(Resource resource, Bundle bundle) {
    return OrderClaims.claims(resource, bundle);
  }

  @Override
  public Bundle toFhir(OrderIntake set, Before<OrderIntake> before, Dialect dialect) {
    return OrderIntakeFhir.toFhir(set, dialect);
  }

  @Override
  public Translation<List<OrderIntake>> fromFhir(Bundle bundle, Dialect dialect) {
    return OrderIntakeFhir.fromFhir(bundle, dialect);
  }

  @Override
  public boolean claims(Segments group, Segments message) {
    return OrderClaims.claims(group, message);
  }

  @Override
  public Set<String> ofPatient() {
    return Set.of("OBX", "AL1");
  }

  @Override
  public List<Draft> toHl7v2(
      OrderIntake set, Before<OrderIntake> before, Dialect dialect, Set<String> types) {
    return OrderWriter.write(carried(set), before, dialect, types);
  }

  @Override
  public Translation<List<OrderIntake>> fromHl7v2(List<Segments> messages, Dialect dialect) {
    return OrderReader.read(messages, dialect);
  }

  @Override
  public List<ChangeRules.Rule> inbound() {
    return OrderChangeRules.INBOUND;
  }
}
