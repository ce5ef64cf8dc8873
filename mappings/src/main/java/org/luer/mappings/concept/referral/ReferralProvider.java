package org.luer.mappings.concept.referral;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.visit.Place;
import org.luer.mappings.core.Address;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.PersonName;
import org.luer.mappings.core.Telecom;

/**
 * What a referral says of a provider beside who refers and who is asked (HL7 v2 PRD).
 *
 * @param role in what part (HL7 table 0286); of RP and RT, who refers and who is asked, the
 *     referral itself has name, number, addresses and telephones
 * @param name who
 * @param credentials degree
 * @param number number of the provider (PRD-7.1)
 * @param numberType type of that number (PRD-7.2)
 * @param numberOf what qualifies that number, for example the state of a licence (PRD-7.3)
 * @param addresses where to write to
 * @param telecoms how to reach the provider
 * @param place where the provider works (PRD-4)
 * @param reachBy how the provider wants to be reached (PRD-6, HL7 table 0185)
 * @param from from when the provider has this part (PRD-8)
 * @param until until when (PRD-9)
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ReferralProvider(
    Coded role,
    @Nullable PersonName name,
    @Nullable String credentials,
    @Nullable String number,
    @Nullable String numberType,
    @Nullable String numberOf,
    List<Address> addresses,
    List<Telecom> telecoms,
    @Nullable Place place,
    @Nullable Coded reachBy,
    @Nullable PartialTime from,
    @Nullable PartialTime until) {
  public ReferralProvider {
    addresses = addresses == null ? List.of() : List.copyOf(addresses);
    telecoms = telecoms == null ? List.of() : List.copyOf(telecoms);
  }

  /** Whether it is of one of the two whom the referral itself names. */
  public boolean ofParty() {
    return "RP".equals(role.code()) || "RT".equals(role.code());
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.present(issues, path + "/role", role);
    Check.optional(issues, path + "/role", role, Coded::check);
    Check.optional(issues, path + "/reachBy", reachBy, Coded::check);
  }
}
