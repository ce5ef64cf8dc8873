package org.luer.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.luer.gateway.partner.SettingsSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/** Who asks how often. */
@SuppressWarnings("NullAway.Init") // by JUnit
class RateLimitsTest {
  private RateLimits limits;

  @BeforeEach
  void open() throws Exception {
    var http =
        new SettingsSource(
                null, Map.of("LUER_HTTP_PER_CLIENT", "3", "LUER_HTTP_PER_STRANGER", "2"), List.of())
            .read()
            .http();
    limits = new RateLimits(http, new Answers(new ObjectMapper()));
  }

  @AfterEach
  void leave() {
    SecurityContextHolder.clearContext();
  }

  private MockHttpServletResponse ask(String path, String address, @Nullable Authentication caller)
      throws Exception {
    SecurityContextHolder.getContext().setAuthentication(caller);
    var request = new MockHttpServletRequest("GET", path);
    request.setRemoteAddr(address);
    var response = new MockHttpServletResponse();
    limits.doFilter(request, response, new MockFilterChain());
    return response;
  }

  private static PartnerCaller client(String id) {
    return new PartnerCaller(id, "rgh", List.of());
  }

  @Test
  void clientIsBoundedWhereverItAsksFrom() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(ask("/fhir/Patient", "192.0.2." + i, client("a")).getStatus()).isEqualTo(200);
    }
    var answer = ask("/fhir/Patient", "192.0.2.9", client("a"));
    assertThat(answer.getStatus()).isEqualTo(429);
    assertThat(Integer.parseInt(answer.getHeader("Retry-After"))).isBetween(1, 60);
    assertThat(answer.getContentAsString()).contains("OperationOutcome", "throttled");
    assertThat(ask("/fhir/Patient", "192.0.2.9", client("b")).getStatus()).isEqualTo(200);
  }

  @Test
  void strangerIsBoundedByAddress() throws Exception {
    assertThat(ask("/oauth2/token", "192.0.2.1", null).getStatus()).isEqualTo(200);
    assertThat(ask("/fhir", "192.0.2.1", null).getStatus()).isEqualTo(200);
    assertThat(ask("/api/v1/messages", "192.0.2.1", null).getStatus()).isEqualTo(429);
    assertThat(ask("/api/v1/messages", "192.0.2.2", null).getStatus()).isEqualTo(200);
  }

  @Test
  void clinicsOwnTokensAndHealthAreNotBounded() throws Exception {
    for (int i = 0; i < 20; i++) {
      assertThat(
              ask("/api/v1/messages", "192.0.2.1", new Caller("clinic", Role.CLINIC)).getStatus())
          .isEqualTo(200);
      assertThat(ask("/actuator/health", "192.0.2.1", null).getStatus()).isEqualTo(200);
    }
  }
}
