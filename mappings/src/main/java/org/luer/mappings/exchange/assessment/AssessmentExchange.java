package org.luer.mappings.exchange.assessment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Translation;
import org.luer.mappings.hl7v2.ControlIds;
import org.luer.mappings.hl7v2.Draft;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segments;
import org.luer.mappings.hl7v2.Times;
import org.luer.mappings.receipt.ChangeRules;
import org.luer.mappings.receipt.Leaf;
import org.luer.mappings.translation.Before;
import org.luer.mappings.translation.Exchange;

/**
 * The exchange {@code assessment}: {@link AssessmentReport} in both formats and directions. {@link
 * AssessmentSafety} says which of them go out at once.
 */
public final class AssessmentExchange implements Exchange<AssessmentReport> {
  /** The one instance; it has no state. */
  public static final AssessmentExchange INSTANCE = new AssessmentExchange();

  private AssessmentExchange() {}

  @Override
  public String name() {
    return "assessment";
  }

  @Override
  public Set<String> kinds() {
    return Set.of("Assessment");
  }

  @Override
  public List<String> writes() {
    return List.of(AssessmentOru.ORU_R01);
  }

  @Override
  public Set<String> reads() {
    return Set.copyOf(writes());
  }

  @Override
  public Translation<List<AssessmentReport>> assemble(
      List<? extends ClinicRecord> records, @Nullable Organization clinic) {
    return AssessmentRecords.assemble(records, clinic);
  }

  @Override
  public List<ClinicRecord> records(AssessmentReport report) {
    return AssessmentRecords.records(report);
  }

  @Override
  public boolean claims(Resource resource, Bundle bundle) {
    return AssessmentClaims.claims(resource, bundle);
  }

  @Override
  public Bundle toFhir(AssessmentReport report, Before<AssessmentReport> before, Dialect dialect) {
    return AssessmentFhir.toFhir(report, before.set(), dialect);
  }

  @Override
  public Translation<List<AssessmentReport>> fromFhir(Bundle bundle, Dialect dialect) {
    return AssessmentFhir.fromFhir(bundle, dialect);
  }

  @Override
  public boolean claims(Segments group, Segments message) {
    return AssessmentClaims.claims(group, message);
  }

  /**
   * One message; two when the partner has the report in the chart of another patient: it is taken
   * out there, and told anew under a new number.
   */
  @Override
  public Set<String> ofPatient() {
    return Set.of("OBX", "NK1");
  }

  @Override
  public List<Draft> toHl7v2(
      AssessmentReport report,
      Before<AssessmentReport> before,
      Dialect dialect,
      Set<String> types) {
    if (!types.contains(AssessmentOru.ORU_R01)) {
      return List.of();
    }
    var earlier = before.set();
    var number = AssessmentOru.number(report, key(report, before), dialect);
    if (earlier != null && moved(report, earlier)) {
      var known = AssessmentOru.number(earlier, key(earlier, before), dialect);
      return List.of(
          AssessmentOru.wrongPatient(earlier, known, dialect),
          AssessmentOru.draft(report, null, number, dialect));
    }
    return List.of(AssessmentOru.draft(report, earlier, number, dialect));
  }

  private static boolean moved(AssessmentReport report, AssessmentReport earlier) {
    return !report.patient().id().equals(earlier.patient().id());
  }

  /** What the number of the report is derived from; another one in another patient's chart. */
  private static String key(AssessmentReport report, Before<AssessmentReport> before) {
    var earlier = before.set();
    var id = report.assessment().id();
    if (earlier != null && moved(report, earlier)) {
      return id + "-" + ControlIds.digits(3, "patient", report.patient().id());
    }
    return before.memory().isEmpty() ? id : before.memory().get(0);
  }

  /** What the number is derived from, which a correction must repeat. */
  @Override
  public List<String> memory(AssessmentReport report, Before<AssessmentReport> before) {
    var key = key(report, before);
    return key.equals(report.assessment().id()) ? List.of() : List.of(key);
  }

  @Override
  public Translation<List<AssessmentReport>> fromHl7v2(List<Segments> messages, Dialect dialect) {
    var issues = new Issues();
    var reports = new ArrayList<AssessmentReport>();
    for (var message : messages) {
      var reading = new Reading(dialect, new Times(message, dialect, issues), issues);
      OruGroups.of(message)
          .forEach(
              g ->
                  reports.addAll(
                      new AssessmentOruReader(message.header(), g.head(), g.order(), reading)
                          .read()));
    }
    return issues.resultOf(() -> List.copyOf(reports));
  }

  @Override
  public Map<String, Predicate<Leaf>> conditions(AssessmentReport report) {
    return Map.of("safety", leaf -> safety(report, leaf));
  }

  /** Whether the answer that a leaf is part of can be a safety signal. */
  private static boolean safety(AssessmentReport report, Leaf leaf) {
    var index = leaf.container().substring(leaf.container().lastIndexOf('/') + 1);
    var answer = report.assessment().answers().get(Integer.parseInt(index));
    return report.assessment().form().alerts(answer.item());
  }

  @Override
  public List<ChangeRules.Rule> inbound() {
    return AssessmentChanges.INBOUND;
  }
}
