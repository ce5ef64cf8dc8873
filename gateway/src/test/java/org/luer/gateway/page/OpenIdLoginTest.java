package org.luer.gateway.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.nimbusds.jwt.JWTClaimsSet;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.luer.gateway.pull.PullGateway;
import org.springframework.jdbc.core.simple.JdbcClient;

/** People log in at the OpenID provider of their own house, which may also lie or be away. */
@SuppressWarnings("NullAway.Init") // by JUnit
class OpenIdLoginTest {
  private static OpenIdHouse house;
  private static PullGateway gateway;

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    house = new OpenIdHouse();
    var secret = Files.writeString(home.resolve("secret"), OpenIdHouse.SECRET + "\n");
    gateway =
        Visitor.gateway(
            home,
            "  people: {openid: {issuer: \"%s\", client-id: luer, client-secret-file: %s, name: Lake Health, acr: [two-factors]}}\n"
                .formatted(house.issuer, secret));
  }

  @AfterAll
  static void stop() {
    gateway.close();
    house.close();
  }

  @BeforeEach
  void honest() {
    house.lie = claims -> claims;
    house.unsigned = false;
    house.foreignKey = false;
    house.away = false;
    house.refuses = false;
  }

  private static List<String> audited(String about) {
    return gateway
        .context
        .getBean(JdbcClient.class)
        .sql(
            "select event || coalesce(': ' || reason, '') from audit_event where about = :about order by id")
        .param("about", about)
        .query(String.class)
        .list();
  }

  private static List<String> refusals() {
    return gateway
        .context
        .getBean(JdbcClient.class)
        .sql(
            "select reason from audit_event where event = 'login-refused' and about is null order by id desc")
        .query(String.class)
        .list();
  }

  /** Goes where the gateway and the house send a browser, and answers with the last page. */
  private static HttpResponse<String> through(Visitor visitor, String path) {
    var answer = visitor.get(path);
    for (int i = 0; i < 5 && answer.statusCode() / 100 == 3; i++) {
      var next = answer.headers().firstValue("Location").orElseThrow();
      answer = visitor.open(answer.uri().resolve(URI.create(next)));
    }
    return answer;
  }

  private static Visitor joined(String subject, String email) {
    house.person = subject;
    var visitor = new Visitor(gateway);
    visitor.get("/my/join");
    var offer =
        visitor.post("/my/join", Map.of("invitation", Visitor.invite(gateway, "referrer", email)));
    assertThat(offer.body()).contains("Log in with Lake Health", "/my/openid?join=yes");
    assertThat(through(visitor, "/my/openid?join=yes").body()).contains("My patients");
    return visitor;
  }

  @Test
  void anInvitedPersonJoinsAndLogsInWithoutAPasswordHere() {
    var visitor = joined("sub-1", "joins-elsewhere@example.org");
    assertThat(house.lastAsked)
        .containsEntry("scope", "openid")
        .containsEntry("acr_values", "two-factors")
        .containsEntry("code_challenge_method", "S256")
        .containsEntry("redirect_uri", gateway.address + "/my/openid/back");
    assertThat(visitor.post("/my/logout", Map.of()).statusCode()).isEqualTo(303);
    var later = new Visitor(gateway);
    assertThat(later.get("/my/login").body()).contains("Log in with Lake Health");
    assertThat(through(later, "/my/openid").body()).contains("My patients", "Dr. Anna Lee");
    assertThat(audited("joins-elsewhere@example.org"))
        .containsExactly(
            "person-invited",
            "person-joined: OpenID: " + house.issuer,
            "person-logged-in",
            "person-logged-out",
            "person-logged-in");
    var guess = new Visitor(gateway);
    assertThat(guess.login("joins-elsewhere@example.org", "", "000000").statusCode())
        .as("no password is no way in")
        .isEqualTo(422);
  }

  @Test
  void whoWasNotInvitedComesNoFurther() {
    house.person = "a stranger";
    var answer = through(new Visitor(gateway), "/my/openid");
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("Nobody logs in here with that account");
    assertThat(refusals().get(0)).isEqualTo("OpenID: nobody with a login");
  }

  @Test
  void oneAccountThereIsOnePersonHere() {
    joined("sub-2", "first@example.org");
    var second = new Visitor(gateway);
    second.get("/my/join");
    second.post(
        "/my/join",
        Map.of("invitation", Visitor.invite(gateway, "referrer", "second@example.org")));
    assertThat(through(second, "/my/openid?join=yes").body())
        .contains("Somebody else logs in here with that account");
    house.person = "sub-2b";
    assertThat(through(second, "/my/openid?join=yes").body())
        .as("the invitation is still good")
        .contains("My patients");
  }

  @Test
  void revokedAtTheClinicIsRevokedForTheProviderToo() {
    var visitor = joined("sub-3", "revoked-elsewhere@example.org");
    var id =
        gateway
            .context
            .getBean(JdbcClient.class)
            .sql("select id from person where email = 'revoked-elsewhere@example.org'")
            .query(String.class)
            .single();
    gateway.call("DELETE", "/api/v1/people/" + id, "", gateway.clinic);
    assertThat(visitor.get("/my").statusCode()).isEqualTo(303);
    assertThat(through(new Visitor(gateway), "/my/openid").statusCode()).isEqualTo(422);
  }

  /** What a token may not be. */
  enum Lie {
    OTHER_AUDIENCE,
    OTHER_ISSUER,
    OVER,
    OTHER_NONCE,
    NO_NONCE,
    NO_SUBJECT,
    ONE_FACTOR,
    UNSIGNED,
    FOREIGN_KEY;

    private JWTClaimsSet.Builder told(JWTClaimsSet.Builder truth) {
      return switch (this) {
        case OTHER_AUDIENCE -> truth.audience("another-client");
        case OTHER_ISSUER -> truth.issuer("https://elsewhere.example");
        case OVER -> truth.expirationTime(Date.from(Instant.now().minusSeconds(600)));
        case OTHER_NONCE -> truth.claim("nonce", "of another browser");
        case NO_NONCE -> truth.claim("nonce", null);
        case NO_SUBJECT -> truth.subject(null);
        case ONE_FACTOR -> truth.claim("acr", "one-factor");
        case UNSIGNED, FOREIGN_KEY -> truth;
      };
    }
  }

  @ParameterizedTest
  @EnumSource(Lie.class)
  void aTokenThatDoesNotProveItIsRefused(Lie lie) {
    var subject = "sub-" + lie;
    joined(subject, lie.name().toLowerCase(java.util.Locale.ROOT) + "@example.org");
    house.lie = lie::told;
    house.unsigned = lie == Lie.UNSIGNED;
    house.foreignKey = lie == Lie.FOREIGN_KEY;
    var visitor = new Visitor(gateway);
    var answer = through(visitor, "/my/openid");
    assertThat(answer.statusCode()).isEqualTo(lie == Lie.ONE_FACTOR ? 422 : 502);
    assertThat(answer.body()).contains("Not logged in");
    assertThat(visitor.get("/my").statusCode()).isEqualTo(303);
    assertThat(refusals().get(0)).startsWith("OpenID: ");
    honest();
    assertThat(through(visitor, "/my/openid").body()).as("the truth").contains("My patients");
  }

  @Test
  void anAnswerThatThisBrowserDidNotAskForIsRefused() {
    joined("sub-4", "planted@example.org");
    var attacker = new Visitor(gateway);
    var there = attacker.get("/my/openid").headers().firstValue("Location").orElseThrow();
    var back = attacker.open(URI.create(there)).headers().firstValue("Location").orElseThrow();
    var victim = new Visitor(gateway);
    assertThat(victim.open(URI.create(back)).statusCode()).isEqualTo(422);
    victim.get("/my/openid"); // a journey of its own does not help
    assertThat(victim.open(URI.create(back)).statusCode()).isEqualTo(422);
    assertThat(victim.get("/my").statusCode()).isEqualTo(303);
    assertThat(attacker.open(URI.create(back)).statusCode()).isEqualTo(303);
    assertThat(attacker.open(URI.create(back)).statusCode()).as("once").isEqualTo(422);
  }

  @Test
  void aProviderThatIsAwayOrRefusesIsToldInWords() {
    joined("sub-5", "away@example.org");
    house.refuses = true;
    assertThat(through(new Visitor(gateway), "/my/openid").body())
        .contains("You were not logged in there");
    house.refuses = false;
    var visitor = new Visitor(gateway);
    var there = visitor.get("/my/openid").headers().firstValue("Location").orElseThrow();
    var back = visitor.open(URI.create(there)).headers().firstValue("Location").orElseThrow();
    house.away = true;
    var answer = visitor.open(URI.create(back));
    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(answer.body()).contains("does not answer as it should");
    assertThat(gateway.logged()).doesNotContain("code of ", OpenIdHouse.SECRET);
  }

  @Test
  void worksInABrowserAcrossSites() {
    house.person = "sub-6";
    try (var chromium = new Chromium()) {
      var page = chromium.page(1000, 800);
      page.navigate(
          gateway.address + "/my/join#" + Visitor.invite(gateway, "referrer", "b@example.org"));
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Continue")).click();
      page.getByText("Log in with Lake Health").click();
      assertThat(page.getByText("My patients").first()).isVisible();
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Log out")).click();
      page.getByText("Log in with Lake Health").click();
      assertThat(page.getByText("My patients").first()).isVisible();
      assertThat(chromium.complaints).isEmpty();
    }
  }
}
