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
 * The cookie that holds the secret of a session: not for scripts, not for other sites, and with
 * HTTPS only for this host.
 */
final class SessionCookie {
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
    return request.getCookies() == null
        ? Optional.empty()
        : Stream.of(request.getCookies())
            .filter(c -> c.getName().equals(name("luer-session")))
            .map(Cookie::getValue)
            .findFirst();
  }

  void write(HttpServletResponse response, String secret) {
    set(response, secret, null);
  }

  void clear(HttpServletResponse response) {
    set(response, "", Duration.ZERO);
  }

  private void set(HttpServletResponse response, String value, @Nullable Duration age) {
    var cookie =
        ResponseCookie.from(name("luer-session"), value)
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
