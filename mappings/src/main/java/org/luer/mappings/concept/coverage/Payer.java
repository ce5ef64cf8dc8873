package org.luer.mappings.concept.coverage;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Address;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Telecom;

/**
 * The insurer of a coverage.
 *
 * @param number electronic payer number with its authority, which claims need
 * @param identifiers further numbers
 * @param types what kind of organization it is
 * @param name the insurer's name
 * @param address where the insurer is
 * @param telecoms how to reach the insurer
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Payer(
    @Nullable Identifier number,
    List<Identifier> identifiers,
    List<Coded> types,
    @Nullable String name,
    @Nullable Address address,
    List<Telecom> telecoms) {
  public Payer {
    identifiers = identifiers == null ? List.of() : List.copyOf(identifiers);
    types = types == null ? List.of() : List.copyOf(types);
    telecoms = telecoms == null ? List.of() : List.copyOf(telecoms);
  }

  /** An insurer with one number. */
  public Payer(
      @Nullable Identifier number,
      @Nullable String name,
      @Nullable Address address,
      List<Telecom> telecoms) {
    this(number, List.of(), List.of(), name, address, telecoms);
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    if (number == null && (name == null || name.isBlank())) {
      issues.error(IssueCode.REQUIRED, path, "needs a number or a name");
    }
  }
}
