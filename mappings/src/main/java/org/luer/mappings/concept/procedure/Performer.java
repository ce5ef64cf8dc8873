package org.luer.mappings.concept.procedure;

import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Issues;

/**
 * Somebody who did a procedure.
 *
 * @param function as what
 * @param clinician who
 */
public record Performer(Procedure.Function function, Clinician clinician) {
  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/function", function);
    Check.present(issues, path + "/clinician", clinician);
    Check.optional(issues, path + "/clinician", clinician, Clinician::check);
  }
}
