package org.luer.gateway.intake.fhir;

import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.luer.gateway.journal.RecordFacts;
import org.luer.gateway.partner.Partner;
import org.luer.mappings.core.Translation;

/** Reads what insurers post about claims and questions that they were sent. */
public interface PostedAnswers {
  /** The exchange that an insurer must be permitted to send. */
  String exchange();

  /** Whether a Bundle is such answers, and nothing else but what these refer to. */
  boolean are(Bundle bundle);

  /** The answers as records of the insurer; refused with every reason. */
  Translation<List<RecordFacts>> read(Bundle bundle, Partner insurer);
}
