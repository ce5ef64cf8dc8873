package org.luer.gateway.exchange.sessionreport;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.journal.RecordFacts;
import org.luer.gateway.journal.RecordFacts.PatientIdentifier;
import org.luer.gateway.mllp.MessageReader;
import org.luer.gateway.partner.ClinicSettings;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Voice;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.Translation;
import org.luer.mappings.exchange.sessionreport.SessionReport;
import org.luer.mappings.exchange.sessionreport.SessionReportRecords;

/**
 * Takes ORU^R01 and RAS^O17 from partners.
 *
 * <p>What they hold becomes records of the partner, under ids derived from the partner's own, so
 * that they never meet the clinic's. The patient is the partner's copy until the clinic links it.
 */
public final class SessionReportIntake implements MessageReader {
  private static final int LONGEST_ID = 64;

  private final ClinicSettings clinic;
  private final SessionReportFormats formats;

  /** An intake that reads with these formats. */
  public SessionReportIntake(ClinicSettings clinic, SessionReportFormats formats) {
    this.clinic = clinic;
    this.formats = formats;
  }

  @Override
  public String exchange() {
    return SessionReportRouting.EXCHANGE;
  }

  @Override
  public Set<String> types() {
    return Set.of("ORU_R01", "RAS_O17");
  }

  @Override
  public Translation<List<RecordFacts>> read(byte[] message, Partner sender) {
    return formats
        .read(message, Voice.of(clinic, sender, null).dialect())
        .map(reports -> facts(reports, sender.id()));
  }

  private static List<RecordFacts> facts(List<SessionReport> reports, String sender) {
    var facts = new LinkedHashMap<String, RecordFacts>();
    for (var report : reports) {
      var patientId = own(sender, report.patient().id());
      for (var one : SessionReportRecords.records(report)) {
        var fact = facts(one, sender, patientId);
        facts.put(fact.kind() + "/" + fact.id(), fact);
      }
    }
    return List.copyOf(facts.values());
  }

  private static RecordFacts facts(ClinicRecord one, String sender, String patientId) {
    var tree = ClinicRecords.tree(one);
    for (var field : List.of("id", "patientId", "orderId")) {
      if (tree.hasNonNull(field)) {
        tree.put(field, own(sender, tree.path(field).asText()));
      }
    }
    var kind = tree.path("kind").asText();
    var id = tree.path("id").asText();
    return new RecordFacts(
        kind,
        id,
        patientId,
        kind.equals("InfusionOrder") ? id : text(tree, "orderId"),
        null,
        text(tree, "status"),
        List.of(),
        one instanceof Patient patient ? identifiers(patient) : List.of(),
        tree.toString());
  }

  private static List<PatientIdentifier> identifiers(Patient patient) {
    List<PatientIdentifier> identifiers = new ArrayList<>();
    patient
        .identifiers()
        .forEach(
            i ->
                identifiers.add(
                    new PatientIdentifier(i.authority(), i.oid(), i.type(), i.value())));
    return identifiers;
  }

  private static @Nullable String text(ObjectNode tree, String field) {
    return tree.hasNonNull(field) ? tree.path(field).asText() : null;
  }

  /** {@code ward~S-17}; a derived UUID when that is too long for an id. */
  static String own(String sender, String id) {
    var own = sender + "~" + id;
    return own.length() <= LONGEST_ID ? own : Ids.uuid(sender, id).toString();
  }
}
