package org.luer.gateway.access.oauth;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.smart.Scope;

/**
 * A client of the token endpoint: a partner's machine, or an app that people of the partner use.
 *
 * @param id as it stands in the assertion
 * @param partner on whose behalf it comes
 * @param keys where its public keys are
 * @param scopes what it may ask for
 * @param app null for a machine
 */
public record Client(String id, String partner, Keys keys, List<Scope> scopes, @Nullable App app) {
  /** The scope with which an app goes on without its person. */
  public static final String OFFLINE = "offline_access";

  /** The scope with which an app learns who its person is. */
  public static final String OPENID = "openid";

  /** The scope with which it learns which clinician that is. */
  public static final String FHIR_USER = "fhirUser";

  public Client {
    scopes = List.copyOf(scopes);
  }

  /**
   * What belongs to an app.
   *
   * @param name as people know it
   * @param redirects where it may take people back, exactly
   * @param offline whether it may go on without its person
   */
  public record App(String name, List<URI> redirects, boolean offline) {
    public App {
      redirects = List.copyOf(redirects);
    }
  }

  /** Whether it has no keys to prove who it is. */
  boolean open() {
    return keys instanceof Keys.None;
  }

  /** Texts of all that it may ask for. */
  public List<String> scopeTexts() {
    return Stream.concat(
            scopes.stream().map(Scope::text),
            app != null && app.offline() ? Stream.of(OFFLINE) : Stream.empty())
        .toList();
  }

  /** Public keys as a JSON Web Key Set. */
  public sealed interface Keys {
    /** The set itself. */
    record Inline(String json) implements Keys {}

    /** A file that is read each time, so that its replacement counts at once. */
    record InFile(Path file) implements Keys {}

    /** An address that is asked now and then. */
    record At(URI address) implements Keys {}

    /** There are none: an app in a browser can keep no secret. */
    record None() implements Keys {}
  }
}
