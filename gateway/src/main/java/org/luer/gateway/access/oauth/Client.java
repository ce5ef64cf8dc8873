package org.luer.gateway.access.oauth;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.luer.gateway.smart.Scope;

/**
 * A machine client of the token endpoint.
 *
 * @param id as it stands in the assertion
 * @param partner on whose behalf it comes
 * @param keys where its public keys are
 * @param scopes what it may ask for
 */
public record Client(String id, String partner, Keys keys, List<Scope> scopes) {
  public Client {
    scopes = List.copyOf(scopes);
  }

  /** Public keys as a JSON Web Key Set. */
  public sealed interface Keys {
    /** The set itself. */
    record Inline(String json) implements Keys {}

    /** A file that is read each time, so that its replacement counts at once. */
    record InFile(Path file) implements Keys {}

    /** An address that is asked now and then. */
    record At(URI address) implements Keys {}
  }
}
