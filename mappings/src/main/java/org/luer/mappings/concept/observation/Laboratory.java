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
 * @param nameType what kind of name that is, for example L for the legal one (HL7 table 0204)
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Laboratory(
    String name,
    @Nullable Identifier number,
    @Nullable Address address,
    @Nullable Clinician director,
    @Nullable String nameType) {

  /** A laboratory of whose name no kind is told. */
  public Laboratory(
      String name,
      @Nullable Identifier number,
      @Nullable Address address,
      @Nullable Clinician director) {
    this(name, number, address, director, null);
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/name", name);
    Check.optional(issues, path + "/director", director, Clinician::check);
  }
}
