package org.luer.gateway.access;

import java.util.Optional;
import org.springframework.security.core.Authentication;

/** Knows some of the bearer tokens. */
@FunctionalInterface
public interface TokenSource {
  /** Who holds this token; empty when it is not known here, or no longer. */
  Optional<? extends Authentication> find(String token);
}
