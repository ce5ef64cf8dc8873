package org.luer.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.cli.CommandLines;
import org.luer.gateway.pull.PullGateway;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Invitation, login, what keeps others out, and what audit says of it: over HTTP. */
@SuppressWarnings("NullAway.Init") // by JUnit
class LoginTest {
  private static PullGateway gateway;

  private static Path data;

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    data = home.resolve("data");
    gateway = Visitor.gateway(home);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static List<String> audited(String email) {
    return gateway
        .context
        .getBean(JdbcClient.class)
        .sql(
            "select event || coalesce(': ' || reason, '') from audit_event where about = :email order by id")
        .param("email", email)
        .query(String.class)
        .list();
  }

  @Test
  void anInvitedPersonJoinsLogsInAndOut() {
    var email = "joins@example.org";
    var visitor = Visitor.of(gateway, "referrer", email);
    assertThat(visitor.recovery).hasSize(8).doesNotHaveDuplicates();
    assertThat(visitor.get("/my").body()).contains("My patients", "Dr. Anna Lee");
    assertThat(visitor.post("/my/logout", Map.of()).statusCode()).isEqualTo(303);
    assertThat(visitor.get("/my").headers().firstValue("Location")).contains("/my/login");
    assertThat(visitor.login(email, Visitor.PASSWORD, visitor.code(1)).statusCode()).isEqualTo(303);
    assertThat(visitor.get("/my").statusCode()).isEqualTo(200);
    assertThat(audited(email))
        .containsExactly(
            "person-invited",
            "person-joined",
            "person-logged-in",
            "person-logged-out",
            "person-logged-in");
  }

  @Test
  void theSameIsSaidWhateverWasWrong() {
    var email = "wrong@example.org";
    var visitor = Visitor.of(gateway, "referrer", email);
    var used = visitor.joinedWith;
    var other = new Visitor(gateway);
    var code = visitor.code(1);
    var answers =
        List.of(
            other.login("nobody@example.org", Visitor.PASSWORD, code),
            other.login(email, "violet kettle under rain", code),
            other.login(email, Visitor.PASSWORD, used), // once is enough
            other.login(email, Visitor.PASSWORD, "abcd-efgh-ijkl-mnop"));
    assertThat(answers).allMatch(a -> a.statusCode() == 422);
    var form = Pattern.compile("value=\"[^\"]+\"");
    assertThat(answers)
        .extracting(a -> form.matcher(a.body()).replaceAll(""))
        .containsOnly(form.matcher(answers.get(0).body()).replaceAll(""));
    assertThat(other.get("/my").statusCode()).isEqualTo(303);
    assertThat(audited(email))
        .endsWith(
            "login-refused: wrong password",
            "login-refused: wrong code",
            "login-refused: wrong code");
  }

  @Test
  void withoutAProviderThereIsNoOtherLogin() {
    var visitor = new Visitor(gateway);
    assertThat(visitor.get("/my/login").body()).doesNotContain("/my/openid");
    assertThat(visitor.get("/my/openid").statusCode()).isEqualTo(404);
    assertThat(visitor.get("/my/openid/back?code=1&state=2").statusCode()).isEqualTo(422);
  }

  @Test
  void aRecoveryCodeCountsOnce() {
    var email = "recovers@example.org";
    var visitor = Visitor.of(gateway, "referrer", email);
    var other = new Visitor(gateway);
    var code = visitor.recovery.get(3);
    assertThat(other.login(email, Visitor.PASSWORD, code).statusCode()).isEqualTo(303);
    assertThat(new Visitor(gateway).login(email, Visitor.PASSWORD, code).statusCode())
        .isEqualTo(422);
  }

  @Test
  void afterFiveFailuresEvenTheRightOneIsRefusedForAWhile() {
    var email = "closed@example.org";
    var visitor = Visitor.of(gateway, "referrer", email);
    var other = new Visitor(gateway);
    for (int i = 0; i < 5; i++) {
      other.login(email, "a wrong password " + i, "000000");
    }
    assertThat(other.login(email, Visitor.PASSWORD, visitor.code(1)).statusCode()).isEqualTo(422);
    assertThat(audited(email))
        .endsWith(
            "login-refused: wrong password",
            "login-closed: too many failures",
            "login-refused: closed for a while after failures");
    var jdbc = gateway.context.getBean(JdbcClient.class);
    jdbc.sql("update person set locked_until = locked_until - interval '1 minute' where email = :e")
        .param("e", email)
        .update();
    assertThat(other.login(email, "wrong once more", "000000").statusCode()).isEqualTo(422);
    assertThat(
            jdbc.sql(
                    "select extract(epoch from locked_until - now())::int from person where email = :e")
                .param("e", email)
                .query(Integer.class)
                .single())
        .isBetween(100, 121);
    assertThat(visitor.get("/my").statusCode()).as("who is in stays in").isEqualTo(200);
  }

  @Test
  void anInvitationIsGoodOnceAndNotForEver() {
    var invitation = Visitor.invite(gateway, "referrer", "once@example.org");
    assertThat(new Visitor(gateway).join(invitation).statusCode()).isEqualTo(200);
    assertThat(new Visitor(gateway).join(invitation).statusCode()).isEqualTo(422);
    var late = Visitor.invite(gateway, "referrer", "late@example.org");
    gateway
        .context
        .getBean(JdbcClient.class)
        .sql("update person_invitation set expires_at = now() - interval '1 second'")
        .update();
    assertThat(new Visitor(gateway).join(late).statusCode()).isEqualTo(422);
    var anew = Visitor.invite(gateway, "referrer", "late@example.org");
    assertThat(anew).isNotEqualTo(late);
    assertThat(new Visitor(gateway).join(anew).statusCode()).isEqualTo(200);
  }

  @Test
  void aWeakPasswordAndAWrongCodeAreToldTogether() {
    var invitation = Visitor.invite(gateway, "referrer", "weak@example.org");
    var visitor = new Visitor(gateway);
    visitor.get("/my/join");
    visitor.post("/my/join", Map.of("invitation", invitation));
    var answer =
        visitor.post(
            "/my/join/finish",
            Map.of("invitation", invitation, "password", "short", "again", "other", "code", "123"));
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body())
        .contains("12 to 128 characters", "not the same", "not the one that the app shows");
    assertThat(new Visitor(gateway).join(invitation).statusCode()).isEqualTo(200);
  }

  @Test
  void revocationAndResetEndSessionsAtOnce() {
    var visitor = Visitor.of(gateway, "referrer", "revoked@example.org");
    assertThat(visitor.get("/my").statusCode()).isEqualTo(200);
    var id = id("revoked@example.org");
    assertThat(gateway.call("DELETE", "/api/v1/people/" + id, "", gateway.clinic).statusCode())
        .isEqualTo(204);
    assertThat(visitor.get("/my").statusCode()).isEqualTo(303);
    assertThat(visitor.login("revoked@example.org", Visitor.PASSWORD, visitor.code(1)).statusCode())
        .isEqualTo(422);
    var reset = Visitor.of(gateway, "referrer", "reset@example.org");
    var answer =
        gateway.call(
            "POST", "/api/v1/people/" + id("reset@example.org") + "/reset", "", gateway.clinic);
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(reset.get("/my").statusCode()).isEqualTo(303);
    assertThat(audited("revoked@example.org")).contains("person-revoked");
  }

  private static String id(String email) {
    var list = gateway.call("GET", "/api/v1/people", "", gateway.clinic).body();
    return Visitor.find(
        Pattern.compile(
            "\"id\":\"([a-z2-7]+)\",\"partner\":\"[a-z]+\",\"name\":\"[^\"]+\",\"email\":\""
                + email),
        list);
  }

  @Test
  void aFormFromAnotherSiteIsRefused() {
    var visitor = Visitor.of(gateway, "referrer", "forged@example.org");
    assertThat(visitor.forged("/my/logout", Map.of()).statusCode()).isEqualTo(403);
    assertThat(visitor.forged("/my/settings", Map.of("form", "guessed")).statusCode())
        .isEqualTo(403);
    assertThat(visitor.get("/my").statusCode()).isEqualTo(200);
  }

  @Test
  void cookiesAndHeadersKeepThePageToItself() {
    var visitor = new Visitor(gateway);
    var invitation = Visitor.invite(gateway, "referrer", "headers@example.org");
    var joined = visitor.join(invitation);
    assertThat(joined.headers().allValues("Set-Cookie"))
        .anySatisfy(
            c ->
                assertThat(c)
                    .startsWith("luer-session=")
                    .contains("HttpOnly", "SameSite=Lax", "Path=/"));
    var headers = visitor.get("/my").headers();
    assertThat(headers.firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(headers.firstValue("Cache-Control").orElseThrow()).contains("no-store");
    assertThat(headers.firstValue("Referrer-Policy")).contains("no-referrer");
    assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(gateway.logged()).doesNotContain(invitation, Visitor.PASSWORD);
  }

  @Test
  void onlyAPsychiatristsPeopleAreInvitedAndEveryFaultIsTold() {
    var answer =
        gateway.call(
            "POST",
            "/api/v1/people",
            "{\"partner\":\"rgh\",\"email\":\"no address\"}",
            gateway.clinic,
            "Content-Type",
            "application/json");
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("/partner", "/name", "/email");
    assertThat(gateway.call("GET", "/api/v1/people", "", "unknown").statusCode()).isEqualTo(401);
  }

  private record Said(int code, String out, String err) {}

  private static Said luer(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var all = new ArrayList<>(List.of(arguments));
    all.add("--data-dir=" + data);
    int code =
        CommandLines.run(new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new));
    return new Said(code, out.toString().strip(), err.toString().strip());
  }

  @Test
  void theCommandLineInvitesListsResetsAndRevokes() {
    var email = "command@example.org";
    var invited =
        luer("person", "invite", "--partner", "referrer", "--name", "Ann Lee", "--email", email);
    assertThat(invited.code).as(invited.err).isZero();
    assertThat(invited.out).startsWith(gateway.address + "/my/join#").doesNotContain("\n");
    assertThat(line(email)).contains("\treferrer\tinvited\t" + email + "\tAnn Lee\t-");
    var visitor = new Visitor(gateway);
    assertThat(visitor.join(code(invited)).statusCode()).isEqualTo(200);
    assertThat(line(email)).contains("\tactive\t");
    var id = line(email).split("\t", -1)[0];
    var again =
        luer("person", "invite", "--partner", "referrer", "--name", "Ann Lee", "--email", email);
    assertThat(again.code).isEqualTo(1);
    assertThat(again.out).isEmpty();
    assertThat(again.err).isNotEmpty();
    var reset = luer("person", "reset", "--id", id);
    assertThat(reset.code).as(reset.err).isZero();
    assertThat(visitor.get("/my").statusCode()).isEqualTo(303);
    assertThat(new Visitor(gateway).join(code(reset)).statusCode()).isEqualTo(200);
    assertThat(luer("person", "revoke", "--id", id)).isEqualTo(new Said(0, "", ""));
    assertThat(line(email)).contains("\trevoked\t");
    for (var command : List.of("reset", "revoke")) {
      var nobody = luer("person", command, "--id", "nobody");
      assertThat(nobody.code).as(command).isEqualTo(1);
      assertThat(nobody.err).isNotEmpty();
    }
    assertThat(luer("person").code).isEqualTo(2);
    assertThat(luer("person", "invite", "--name", "Ann Lee").code).isEqualTo(2);
    assertThat(audited(email))
        .contains("person-invited", "person-joined", "person-logged-in", "person-revoked");
  }

  private static String code(Said invited) {
    return invited.out.substring(invited.out.indexOf('#') + 1);
  }

  private static String line(String email) {
    return luer("person", "list")
        .out
        .lines()
        .filter(l -> l.contains(email))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theCommandLineMakesAnAppKnown() {
    var added =
        luer(
            "client",
            "add",
            "--partner=referrer",
            "--id=chart",
            "--app=Score Chart",
            "--redirect=https://chart.example.org/back",
            "--scope=patient/*.rs",
            "--scope=offline_access");
    assertThat(added).isEqualTo(new Said(0, "chart", ""));
    assertThat(luer("client", "list").out)
        .contains("chart\treferrer\tpatient/*.rs offline_access\tnone\tclinic\tScore Chart");
    var keyless = luer("client", "add", "--partner=referrer", "--scope=system/*.rs");
    assertThat(keyless.code).isEqualTo(1);
    assertThat(keyless.err).contains("--jwks is needed");
    assertThat(luer("client", "remove", "--id=chart").code).isZero();
    assertThat(luer("client", "list").out).doesNotContain("Score Chart");
  }
}
