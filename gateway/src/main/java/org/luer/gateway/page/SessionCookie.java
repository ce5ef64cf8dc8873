package org.luer.gateway.page;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.PublicAddress;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/**
 * The cookies: the secret of a session, and what is kept for the few minutes of a login elsewhere.
 * Not for scripts, not for other sites, and with HTTPS only for this host.
 */
final class SessionCookie {
  private static final Duration SHORT_WHILE = Duration.ofMinutes(15);

  private final PublicAddress address;

  SessionCookie(PublicAddress address) {
    this.address = address;
  }

  /** Whether people reach the gateway by HTTPS. */
  boolean secure() {
    return address.base().startsWith("https:");
  }

  /** The name of a cookie; with the prefix a browser takes it from this host only. */
  String name(String plain) {
    return (secure() ? "__Host-" : "") + plain;
  }

  Optional<String> read(HttpServletRequest request) {
    return read(request, "luer-session");
  }

  void write(HttpServletResponse response, String secret) {
    set(response, "luer-session", secret, null);
  }

  void clear(HttpServletResponse response) {
    set(response, "luer-session", "", Duration.ZERO);
  }

  /** The invitation that was opened in this browser a short while ago. */
  Optional<String> invitation(HttpServletRequest request) {
    return read(request, "luer-invitation");
  }

  /** Keeps an invitation that was opened, for a short while; empty = no longer. */
  void invitation(HttpServletResponse response, String code) {
    keep(response, "luer-invitation", code);
  }

  /** What this browser is to remember while it is at an OpenID provider. */
  Optional<String> journey(HttpServletRequest request) {
    return read(request, "luer-journey");
  }

  /** Has it remembered for a short while; empty = no longer. */
  void journey(HttpServletResponse response, String journey) {
    keep(response, "luer-journey", journey);
  }

  private void keep(HttpServletResponse response, String plain, String value) {
    set(response, plain, value, value.isEmpty() ? Duration.ZERO : SHORT_WHILE);
  }

  private Optional<String> read(HttpServletRequest request, String plain) {
    return request.getCookies() == null
        ? Optional.empty()
        : Stream.of(request.getCookies())
            .filter(c -> c.getName().equals(name(plain)))
            .map(Cookie::getValue)
            .filter(value -> !value.isEmpty())
            .findFirst();
  }

  private void set(
      HttpServletResponse response, String plain, String value, @Nullable Duration age) {
    var cookie =
        ResponseCookie.from(name(plain), value)
            .httpOnly(true)
            .secure(secure())
            .sameSite("Lax")
            .path("/");
    if (age != null) {
      cookie.maxAge(age);
    }
    response.addHeader(HttpHeaders.SET_COOKIE, cookie.build().toString());
  }
}
