package org.luer.mappings.concept.patient;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Issues;

/**
 * A number of a patient that its keeper does not tell, only how it looks to people.
 *
 * @param authority system or namespace of who gave the number
 * @param type HL7 table 0203 code, for example SS
 * @param typeText the type in words
 * @param use what the number is for
 * @param shown what people see of it, for example {@code xxx-xx-0001}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MaskedNumber(
    String authority,
    @Nullable String type,
    @Nullable String typeText,
    Identifier.@Nullable Use use,
    String shown) {
  /** Whether the receiver may see it: only its own, where it is known which those are. */
  boolean shownTo(Dialect dialect) {
    var peer = dialect.peer();
    return (peer.authority() == null && peer.authorityOid() == null)
        || authority.equals(peer.authority())
        || authority.equals("urn:oid:" + peer.authorityOid());
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/authority", authority);
    Check.present(issues, path + "/shown", shown);
  }
}
