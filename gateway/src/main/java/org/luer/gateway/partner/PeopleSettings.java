package org.luer.gateway.partner;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How people log in to the page. */
public record PeopleSettings(
    @Key("OpenID provider at which people may log in instead of with a password here")
        @Nullable OpenId openid) {

  /** An OpenID provider and what it knows this gateway as. */
  public record OpenId(
      @Key("Issuer, as its discovery document names it") URI issuer,
      @Key("Client id of this gateway there") String clientId,
      @Key("File that holds its client secret; left out = a public client with PKCE")
          @Nullable Path clientSecretFile,
      @Key("What people call it; left out = the issuer's host") @Nullable String name,
      @Key(
              value =
                  "Authentication context classes (acr) of which the provider must say one, such as that of two factors; none = whatever it does",
              otherwise = "[]")
          List<String> acr) {
    public OpenId {
      acr = List.copyOf(acr);
    }

    /** What people call it. */
    public String called() {
      return name == null ? issuer.getHost() : name;
    }
  }
}
