package org.luer.mappings.exchange.sessionsummary;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.document.Document;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.summary.SessionSummary;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Translation;
import org.luer.mappings.hl7v2.Draft;
import org.luer.mappings.hl7v2.Segments;
import org.luer.mappings.receipt.Leaf;
import org.luer.mappings.translation.Before;
import org.luer.mappings.translation.Exchange;

/** The exchange {@code sessionsummary}: documents in both formats and directions. */
public final class SessionSummaryExchange implements Exchange<SessionDocument> {
  /** The one instance; it has no state. */
  public static final SessionSummaryExchange INSTANCE = new SessionSummaryExchange();

  /** The message for partners that take documents. */
  public static final String MDM_T02 = "MDM_T02";

  /** The message for partners that take documents as results. */
  public static final String ORU_R01 = "ORU_R01";

  private SessionSummaryExchange() {}

  @Override
  public String name() {
    return "sessionsummary";
  }

  @Override
  public Set<String> kinds() {
    return Set.of("SessionSummary", "Document");
  }

  @Override
  public List<String> writes() {
    return List.of(MDM_T02);
  }

  @Override
  public Set<String> reads() {
    return SessionSummaryHl7v2.READ;
  }

  @Override
  public Set<String> messages() {
    return Set.of(MDM_T02, ORU_R01);
  }

  @Override
  public Translation<List<SessionDocument>> assemble(
      List<? extends ClinicRecord> records, @Nullable Organization clinic) {
    var issues = new Issues();
    var keeper = first(records, Organization.class).orElse(clinic);
    var sets = new ArrayList<SessionDocument>();
    for (int i = 0; i < records.size(); i++) {
      var document = records.get(i);
      var patientId = patientId(document);
      if (patientId == null) {
        continue;
      }
      var patient =
          records.stream()
              .filter(r -> r instanceof Patient && r.id().equals(patientId))
              .map(Patient.class::cast)
              .findFirst();
      if (patient.isEmpty()) {
        issues.error(
            IssueCode.NOT_FOUND, "/" + i + "/patientId", "names no Patient among the records");
      } else {
        sets.add(new SessionDocument(keeper, patient.get(), document));
      }
    }
    if (sets.isEmpty() && !issues.refuse()) {
      issues.error(IssueCode.REQUIRED, "", "holds neither a SessionSummary nor a Document");
    }
    return issues.resultOf(() -> List.copyOf(sets));
  }

  private static @Nullable String patientId(ClinicRecord document) {
    if (document instanceof SessionSummary summary) {
      return summary.patientId();
    }
    return document instanceof Document other ? other.patientId() : null;
  }

  private static <T extends ClinicRecord> Optional<T> first(
      List<? extends ClinicRecord> records, Class<T> type) {
    return records.stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  @Override
  public List<ClinicRecord> records(SessionDocument set) {
    return set.clinic() == null
        ? List.of(set.patient(), set.document())
        : List.of(set.clinic(), set.patient(), set.document());
  }

  /** Of the patient a document says who it is; the registration travels with its own exchange. */
  @Override
  public SessionDocument carried(SessionDocument set) {
    return set.withPatient(DocumentPatient.of(set.patient()));
  }

  @Override
  public boolean claims(Resource resource, Bundle bundle) {
    return resource instanceof DocumentReference
        || (resource instanceof Composition && bundle.getType() == Bundle.BundleType.DOCUMENT)
        || (resource instanceof Binary
            && bundle.getEntry().stream()
                .anyMatch(e -> e.getResource() instanceof DocumentReference));
  }

  @Override
  public Bundle toFhir(SessionDocument set, Before<SessionDocument> before, Dialect dialect) {
    return SessionSummaryFhir.toFhir(
        carried(set), before.set() == null ? null : carried(before.set()), dialect);
  }

  @Override
  public Optional<Bundle> toDocument(SessionDocument set, Dialect dialect) {
    return SessionSummaryFhir.asDocument(carried(set), dialect);
  }

  @Override
  public Translation<List<SessionDocument>> fromFhir(Bundle bundle, Dialect dialect) {
    return SessionSummaryFhir.fromFhir(bundle, dialect);
  }

  @Override
  public boolean claims(Segments group, Segments message) {
    return SessionSummaryHl7v2.claims(group, message);
  }

  @Override
  public Set<String> ofPatient() {
    return Set.of("OBX");
  }

  @Override
  public List<Draft> toHl7v2(
      SessionDocument set, Before<SessionDocument> before, Dialect dialect, Set<String> types) {
    return SessionSummaryHl7v2.toHl7v2(carried(set), before.set(), dialect, types);
  }

  @Override
  public Translation<List<SessionDocument>> fromHl7v2(List<Segments> messages, Dialect dialect) {
    return SessionSummaryHl7v2.fromHl7v2(messages, dialect);
  }

  /**
   * Of a summary the sections or the PDF must arrive, whichever there is alone; where there are
   * both the partner chooses. Of a document from elsewhere every form must arrive.
   */
  @Override
  public Map<String, Predicate<Leaf>> conditions(SessionDocument set) {
    return Map.of("readable", leaf -> readable(set, leaf));
  }

  private static boolean readable(SessionDocument set, Leaf leaf) {
    if (!set.isSummary()) {
      return true;
    }
    var pdf = set.attachments().stream().anyMatch(a -> a.contentType().equals("application/pdf"));
    if (leaf.pattern().contains("/sections/")) {
      return !pdf;
    }
    var form = leaf.container().substring(leaf.container().lastIndexOf('/') + 1);
    return set.sections().isEmpty()
        && set.attachments().get(Integer.parseInt(form)).contentType().equals("application/pdf");
  }
}
