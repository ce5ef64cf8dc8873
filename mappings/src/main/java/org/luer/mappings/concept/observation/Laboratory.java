package org.luer.mappings.concept.observation;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.core.Address;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Issues;

/**
 * The organization that examined (OBX-23 to OBX-25).
 *
 * @param name its name
 * @param number its number, for example of the CLIA registration
 * @param address where it is
 * @param director its medical director
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Laboratory(
    String name,
    @Nullable Identifier number,
    @Nullable Address address,
    @Nullable Clinician director) {
  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/name", name);
    Check.optional(issues, path + "/director", director, Clinician::check);
  }
}
