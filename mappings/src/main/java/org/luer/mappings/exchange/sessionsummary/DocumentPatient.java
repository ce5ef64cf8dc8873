package org.luer.mappings.exchange.sessionsummary;

import java.util.Set;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.core.RecordParts;

/** What a document says of its patient: who it is, and how to reach the person. */
final class DocumentPatient {
  private static final RecordParts<Patient> SAID =
      RecordParts.of(
          Patient.class,
          Set.of(
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
              "status"));

  private DocumentPatient() {}

  static Patient of(Patient patient) {
    return SAID.of(patient)
        .orElseThrow(() -> new IllegalStateException("a part of a patient is a patient"));
  }
}
