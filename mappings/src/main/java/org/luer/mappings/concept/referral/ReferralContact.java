package org.luer.mappings.concept.referral;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.visit.Place;
import org.luer.mappings.core.Address;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PersonName;
import org.luer.mappings.core.Telecom;

/**
 * Whom to ask about a referral (HL7 v2 CTD).
 *
 * @param role about what (HL7 table 0131)
 * @param name who
 * @param address where to write to
 * @param place where the person works
 * @param telecoms how to reach the person
 * @param reachBy how the person wants to be reached (HL7 table 0185)
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ReferralContact(
    @Nullable Coded role,
    PersonName name,
    @Nullable Address address,
    @Nullable Place place,
    List<Telecom> telecoms,
    @Nullable Coded reachBy) {
  public ReferralContact {
    telecoms = telecoms == null ? List.of() : List.copyOf(telecoms);
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.optional(issues, path + "/role", role, Coded::check);
    Check.present(issues, path + "/name", name);
    Check.optional(issues, path + "/reachBy", reachBy, Coded::check);
  }
}
