package org.luer.gateway.access.oauth;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;

/**
 * From which sites' pages browsers may call: those of registered apps, and no other. Without
 * cookies.
 */
public final class AppOrigins implements CorsConfigurationSource {
  private static final Duration KEPT = Duration.ofMinutes(5);

  private final Clients clients;

  AppOrigins(Clients clients) {
    this.clients = clients;
  }

  @Override
  public @Nullable CorsConfiguration getCorsConfiguration(HttpServletRequest request) {
    var origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin == null) {
      return null;
    }
    var cors = new CorsConfiguration();
    cors.setAllowedMethods(List.of("GET", "POST"));
    cors.setAllowedHeaders(
        List.of("Authorization", "Content-Type", "Accept", "Prefer", "If-None-Match"));
    cors.setExposedHeaders(List.of("ETag", "Last-Modified", "Retry-After"));
    cors.setMaxAge(KEPT);
    cors.setAllowCredentials(false);
    cors.setAllowedOrigins(known(origin) ? List.of(origin) : List.of());
    return cors;
  }

  private boolean known(String origin) {
    try {
      return clients.calls(origin);
    } catch (DataAccessException e) {
      return false;
    }
  }
}
