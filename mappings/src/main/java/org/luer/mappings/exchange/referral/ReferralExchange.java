package org.luer.mappings.exchange.referral;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.referral.Referral;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Translation;
import org.luer.mappings.hl7v2.Draft;
import org.luer.mappings.hl7v2.Segments;
import org.luer.mappings.receipt.ChangeRules;
import org.luer.mappings.translation.Before;
import org.luer.mappings.translation.Exchange;

/** The exchange {@code referral}: {@link PatientReferral} in both formats and directions. */
public final class ReferralExchange implements Exchange<PatientReferral> {
  /** The one instance; it has no state. */
  public static final ReferralExchange INSTANCE = new ReferralExchange();

  private ReferralExchange() {}

  @Override
  public String name() {
    return "referral";
  }

  @Override
  public Set<String> kinds() {
    return Set.of("Referral");
  }

  @Override
  public List<String> writes() {
    return List.of(PatientReferralHl7v2.ORM);
  }

  @Override
  public Set<String> reads() {
    return messages();
  }

  @Override
  public Set<String> messages() {
    var all = new HashSet<>(PatientReferralHl7v2.REF);
    all.add(PatientReferralHl7v2.ORM);
    all.add(PatientReferralHl7v2.OMG);
    return Set.copyOf(all);
  }

  @Override
  public Translation<List<PatientReferral>> assemble(
      List<? extends ClinicRecord> records, @Nullable Organization clinic) {
    var issues = new Issues();
    var sets = new ArrayList<PatientReferral>();
    for (int i = 0; i < records.size(); i++) {
      if (records.get(i) instanceof Referral referral) {
        var patient =
            records.stream()
                .filter(r -> r instanceof Patient && r.id().equals(referral.patientId()))
                .map(Patient.class::cast)
                .findFirst();
        if (patient.isEmpty()) {
          issues.error(
              IssueCode.NOT_FOUND, "/" + i + "/patientId", "names no Patient among the records");
        }
        patient.ifPresent(p -> sets.add(new PatientReferral(p, referral)));
      }
    }
    return issues.resultOf(() -> List.copyOf(sets));
  }

  @Override
  public List<ClinicRecord> records(PatientReferral set) {
    var records = new ArrayList<ClinicRecord>();
    records.add(set.patient());
    records.addAll(set.coverages());
    records.addAll(set.allergies());
    records.add(set.referral());
    return List.copyOf(records);
  }

  @Override
  public boolean claims(Resource resource, Bundle bundle) {
    return ReferralClaims.claims(resource, bundle);
  }

  @Override
  public Bundle toFhir(PatientReferral set, Before<PatientReferral> before, Dialect dialect) {
    return PatientReferralFhir.toFhir(set, dialect);
  }

  @Override
  public Translation<List<PatientReferral>> fromFhir(Bundle bundle, Dialect dialect) {
    return PatientReferralFhir.fromFhir(bundle, dialect);
  }

  @Override
  public boolean claims(Segments group, Segments message) {
    return ReferralClaims.claims(group, message);
  }

  @Override
  public Set<String> ofPatient() {
    return Set.of("OBX", "DG1", "AL1", "IN1", "IN2", "IN3");
  }

  @Override
  public List<Draft> toHl7v2(
      PatientReferral set, Before<PatientReferral> before, Dialect dialect, Set<String> types) {
    return PatientReferralHl7v2.compose(set, dialect, types);
  }

  @Override
  public Translation<List<PatientReferral>> fromHl7v2(List<Segments> messages, Dialect dialect) {
    return PatientReferralHl7v2.read(messages, dialect);
  }

  @Override
  public List<ChangeRules.Rule> inbound() {
    return ReferralRules.INBOUND;
  }
}
