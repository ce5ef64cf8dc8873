package org.luer.mappings.concept;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.administration.MedicationAdministration;
import org.luer.mappings.concept.allergy.Allergy;
import org.luer.mappings.concept.appointment.Appointment;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.authorization.Authorization;
import org.luer.mappings.concept.charge.Charge;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.concept.claimoutcome.ClaimOutcome;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.condition.Condition;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.concept.disclosure.DisclosureDirective;
import org.luer.mappings.concept.document.Document;
import org.luer.mappings.concept.eligibility.Eligibility;
import org.luer.mappings.concept.eligibility.EligibilityRequest;
import org.luer.mappings.concept.invoice.Invoice;
import org.luer.mappings.concept.medication.Medication;
import org.luer.mappings.concept.merge.PatientMerge;
import org.luer.mappings.concept.observation.Observation;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.procedure.Procedure;
import org.luer.mappings.concept.referral.Referral;
import org.luer.mappings.concept.registration.Registration;
import org.luer.mappings.concept.serviceorder.ServiceOrder;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.concept.summary.SessionSummary;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Translation;

/**
 * Reads and writes the records of the clinic model as JSON objects that say what they are by {@code
 * kind}.
 */
public final class ClinicRecords {

  /** The records that stand alone, by their kind. */
  public static final Map<String, Class<? extends ClinicRecord>> KINDS = kinds();

  private ClinicRecords() {}

  private static Map<String, Class<? extends ClinicRecord>> kinds() {
    var kinds = new LinkedHashMap<String, Class<? extends ClinicRecord>>();
    for (Class<? extends ClinicRecord> type :
        List.of(
            Patient.class,
            Clinician.class,
            Organization.class,
            InfusionOrder.class,
            Medication.class,
            ServiceOrder.class,
            InfusionSession.class,
            Observation.class,
            MedicationAdministration.class,
            Assessment.class,
            Registration.class,
            Coverage.class,
            Allergy.class,
            Condition.class,
            Procedure.class,
            PatientMerge.class,
            Charge.class,
            SessionSummary.class,
            Document.class,
            Referral.class,
            Appointment.class,
            Claim.class,
            ClaimOutcome.class,
            Authorization.class,
            EligibilityRequest.class,
            Eligibility.class,
            Invoice.class,
            DisclosureDirective.class)) {
      kinds.put(type.getSimpleName(), type);
    }
    return Map.copyOf(kinds);
  }

  /**
   * One record, or an array of records. Refused with every reason that can be found; paths are JSON
   * pointers.
   */
  public static Translation<List<ClinicRecord>> read(String json) {
    JsonNode tree;
    try {
      tree = ClinicJson.mapper().readTree(json);
    } catch (JsonProcessingException broken) {
      return Translation.refused(unreadable(broken));
    }
    if (!tree.isArray()) {
      return read(tree, "").map(List::of);
    }
    var records = new ArrayList<ClinicRecord>();
    var issues = new ArrayList<Issue>();
    for (int i = 0; i < tree.size(); i++) {
      var one = read(tree.get(i), "/" + i);
      issues.addAll(one.issues());
      one.value().ifPresent(records::add);
    }
    return records.size() == tree.size()
        ? new Translation.Accepted<>(records, issues)
        : new Translation.Refused<>(issues);
  }

  /**
   * One record from its tree.
   *
   * @param at JSON pointer of the tree in its document
   */
  public static Translation<ClinicRecord> read(JsonNode tree, String at) {
    var type = KINDS.get(tree.path("kind").asText());
    if (type == null) {
      return Translation.refused(
          Issue.error(
              IssueCode.STRUCTURE,
              at + "/kind",
              "must be one of " + KINDS.keySet().stream().sorted().toList()));
    }
    try {
      var fields = ClinicJson.mapper().createObjectNode();
      fields.setAll((ObjectNode) tree);
      return Translation.of(ClinicJson.mapper().treeToValue(fields.without("kind"), type));
    } catch (JsonProcessingException wrong) {
      return new Translation.Refused<>(issues(wrong).stream().map(i -> i.below(at)).toList());
    }
  }

  /** A record as JSON, {@code kind} first. */
  public static ObjectNode tree(ClinicRecord clinicRecord) {
    var node = ClinicJson.mapper().createObjectNode();
    node.put("kind", clinicRecord.getClass().getSimpleName());
    node.setAll((ObjectNode) ClinicJson.mapper().valueToTree(clinicRecord));
    return node;
  }

  private static List<Issue> issues(JsonProcessingException wrong) {
    for (@Nullable Throwable cause = wrong; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidRecordException invalid) {
        var below = wrong instanceof JsonMappingException mapping ? pointer(mapping) : "";
        return invalid.issues().stream().map(i -> i.below(below)).toList();
      }
    }
    if (wrong instanceof UnrecognizedPropertyException unknown) {
      return List.of(
          Issue.error(
              IssueCode.STRUCTURE, pointer(unknown), "is not an element of the clinic model"));
    }
    if (wrong instanceof JsonMappingException mapping) {
      return List.of(
          Issue.error(IssueCode.VALUE, pointer(mapping), "has a value of the wrong form"));
    }
    return List.of(unreadable(wrong));
  }

  private static Issue unreadable(JsonProcessingException broken) {
    var at = broken.getLocation();
    var place = at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    var what = broken instanceof JsonParseException ? "is not JSON" : "cannot be read";
    return Issue.error(IssueCode.STRUCTURE, "", what + place);
  }

  private static String pointer(JsonMappingException mapping) {
    var pointer = JsonPointer.empty();
    for (var step : mapping.getPath()) {
      pointer =
          step.getFieldName() == null
              ? pointer.appendIndex(step.getIndex())
              : pointer.appendProperty(step.getFieldName());
    }
    return pointer.toString();
  }
}
