package org.luer.mappings.exchange.sessionsummary;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.core.ClinicJson;

/** What a document says of its patient: who it is, and how to reach the person. */
final class DocumentPatient {
  private static final List<String> SAID =
      List.of(
          "id",
          "identifiers",
          "names",
          "birthDate",
          "sex",
          "race",
          "ethnicity",
          "language",
          "maritalStatus",
          "addresses",
          "telecoms",
          "deceasedAt",
          "status");

  private DocumentPatient() {}

  static Patient of(Patient patient) {
    ObjectNode tree = ClinicJson.mapper().valueToTree(patient);
    try {
      return ClinicJson.mapper().treeToValue(tree.retain(SAID), Patient.class);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a part of a patient is a patient", impossible);
    }
  }
}
