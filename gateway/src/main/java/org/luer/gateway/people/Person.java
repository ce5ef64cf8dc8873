package org.luer.gateway.people;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Somebody with a login.
 *
 * @param partner whose patients the person sees
 * @param email in small letters; the name that audit records
 * @param npi the clinician's own National Provider Identifier; null when it is not known
 * @param mail whether the person wants to be told by e-mail that there is something new
 * @param enteredAt last login
 */
public record Person(
    String id,
    String partner,
    String name,
    String email,
    @Nullable String npi,
    State state,
    boolean mail,
    Instant createdAt,
    String createdBy,
    @Nullable Instant enteredAt) {

  /** Whether the person can log in. */
  public enum State {
    /** Has not set a password yet. */
    INVITED,
    ACTIVE,
    REVOKED;

    /** As the API writes it. */
    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
