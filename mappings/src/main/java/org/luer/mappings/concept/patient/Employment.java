package org.luer.mappings.concept.patient;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Address;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Telecom;

/**
 * Where somebody works (HL7 v2 GT1-16 to 20).
 *
 * @param employer name of the employer
 * @param address address of the employer
 * @param telecoms how to reach the employer
 * @param number number of the employee there
 * @param status how somebody is employed (HL7 table 0066)
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Employment(
    @Nullable String employer,
    @Nullable Address address,
    List<Telecom> telecoms,
    @Nullable String number,
    @Nullable Coded status) {
  public Employment {
    telecoms = telecoms == null ? List.of() : List.copyOf(telecoms);
  }

  /** Itself; null when nothing is known. */
  public @Nullable Employment orNull() {
    return equals(new Employment(null, null, List.of(), null, null)) ? null : this;
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.optional(issues, path + "/status", status, Coded::check);
  }
}
