package org.luer.gateway.partner;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Address;

/** Where the clinic's services are given, as superbills and estimates print it. */
public record Office(
    @Key("Street") @Nullable String street,
    @Key("City") @Nullable String city,
    @Key("State, two letters") @Nullable String state,
    @Key("ZIP code") @Nullable String postalCode,
    @Key("Telephone") @Nullable String phone) {

  /** The address; none when nothing is set. */
  public List<Address> addresses() {
    return street == null && city == null && state == null && postalCode == null
        ? List.of()
        : List.of(
            new Address(
                Address.Use.WORK,
                street == null ? List.of() : List.of(street),
                city,
                state,
                postalCode,
                null));
  }
}
