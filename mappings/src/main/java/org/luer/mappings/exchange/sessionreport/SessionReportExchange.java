package org.luer.mappings.exchange.sessionreport;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.order.HoldParameter;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.vitals.VitalSign;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Translation;
import org.luer.mappings.hl7v2.Draft;
import org.luer.mappings.hl7v2.Segments;
import org.luer.mappings.receipt.ChangeRules;
import org.luer.mappings.receipt.Leaf;
import org.luer.mappings.translation.Before;
import org.luer.mappings.translation.Exchange;

/** The exchange {@code sessionreport}: {@link SessionReport} in both formats and directions. */
public final class SessionReportExchange implements Exchange<SessionReport> {
  /** The one instance; it has no state. */
  public static final SessionReportExchange INSTANCE = new SessionReportExchange();

  private SessionReportExchange() {}

  @Override
  public String name() {
    return "sessionreport";
  }

  @Override
  public List<ChangeRules.Rule> inbound() {
    return SessionProducts.INBOUND;
  }

  @Override
  public Set<String> kinds() {
    return Set.of("InfusionSession");
  }

  @Override
  public List<String> writes() {
    return List.of(SessionReportHl7v2.ORU_R01, SessionReportHl7v2.RAS_O17);
  }

  @Override
  public Set<String> reads() {
    return Set.copyOf(writes());
  }

  @Override
  public Translation<List<SessionReport>> assemble(
      List<? extends ClinicRecord> records, @Nullable Organization clinic) {
    return SessionReportRecords.assemble(records, clinic);
  }

  @Override
  public List<ClinicRecord> records(SessionReport report) {
    return SessionReportRecords.records(report);
  }

  @Override
  public SessionReport carried(SessionReport report) {
    return SessionReportRecords.carried(report);
  }

  @Override
  public boolean claims(Resource resource, Bundle bundle) {
    return SessionClaims.claims(resource, bundle);
  }

  @Override
  public Bundle toFhir(SessionReport report, Before<SessionReport> before, Dialect dialect) {
    return SessionReportFhir.toFhir(report, predecessor(before), dialect);
  }

  @Override
  public Translation<List<SessionReport>> fromFhir(Bundle bundle, Dialect dialect) {
    return SessionReportFhir.fromFhir(bundle, dialect);
  }

  @Override
  public boolean claims(Segments group, Segments message) {
    return SessionClaims.claims(group, message);
  }

  @Override
  public Set<String> ofPatient() {
    return Set.of("OBX", "NK1");
  }

  @Override
  public List<Draft> toHl7v2(
      SessionReport report, Before<SessionReport> before, Dialect dialect, Set<String> types) {
    return SessionReportHl7v2.compose(report, predecessor(before), dialect, types);
  }

  @Override
  public Translation<List<SessionReport>> fromHl7v2(List<Segments> messages, Dialect dialect) {
    return SessionReportHl7v2.fromSegments(messages, dialect);
  }

  /** The times in the order in which they are numbered for the partner (OBX-4). */
  @Override
  public List<String> memory(SessionReport report, Before<SessionReport> before) {
    return SessionReportHl7v2.timePoints(report, predecessor(before)).stream()
        .map(OffsetDateTime::toString)
        .toList();
  }

  private static Predecessor predecessor(Before<SessionReport> before) {
    return before.set() == null
        ? Predecessor.NONE
        : new Predecessor(
            before.set(), before.memory().stream().map(OffsetDateTime::parse).toList());
  }

  @Override
  public Map<String, Predicate<Leaf>> conditions(SessionReport report) {
    return Map.of("abnormal", leaf -> abnormal(report, leaf));
  }

  /**
   * Readings that must arrive: flagged by the clinic, without a value, or outside the hold
   * parameters of the order.
   */
  private static boolean abnormal(SessionReport report, Leaf leaf) {
    var index = leaf.container().substring(leaf.container().lastIndexOf('/') + 1);
    var reading = report.session().readings().get(Integer.parseInt(index));
    var flag = reading.flag();
    return (flag != null && flag.abnormal())
        || reading.value() == null
        || (report.order() != null && outside(report.order().holdParameters(), reading));
  }

  private static boolean outside(List<HoldParameter> limits, VitalSign reading) {
    var value = reading.value();
    return value != null
        && limits.stream().anyMatch(l -> l.kind() == reading.kind() && l.exceededBy(value));
  }
}
