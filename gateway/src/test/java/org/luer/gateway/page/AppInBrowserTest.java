package org.luer.gateway.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.pull.PullGateway;

/** An app of another site, its person and the gateway, in a real browser. */
@SuppressWarnings("NullAway.Init") // by JUnit
class AppInBrowserTest {
  /** What the app's own page does: PKCE by the browser's cryptography, and calls across sites. */
  private static final String SCRIPT =
      """
      const base = '%s';
      const show = text => { document.querySelector('output').textContent = text; };
      const encoded = bytes => btoa(String.fromCharCode(...new Uint8Array(bytes)))
        .replace(/\\+/g, '-').replace(/\\//g, '_').replace(/=+$/, '');
      async function launch() {
        const told = await (await fetch(base + '/.well-known/smart-configuration')).json();
        const verifier = encoded(crypto.getRandomValues(new Uint8Array(48)));
        sessionStorage.setItem('verifier', verifier);
        const challenge = encoded(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier)));
        location = told.authorization_endpoint + '?' + new URLSearchParams({
          response_type: 'code', client_id: 'browser-chart', redirect_uri: location.origin + '/back',
          scope: 'launch/patient patient/*.rs', state: 'as-it-was', aud: base,
          code_challenge: challenge, code_challenge_method: 'S256'});
      }
      async function back(found) {
        const told = await (await fetch(base + '/.well-known/smart-configuration')).json();
        const answer = await fetch(told.token_endpoint, {method: 'POST', body: new URLSearchParams({
          grant_type: 'authorization_code', code: found.get('code'), client_id: 'browser-chart',
          redirect_uri: location.origin + '/back', code_verifier: sessionStorage.getItem('verifier')})});
        const tokens = await answer.json();
        const patient = await (await fetch(base + '/Patient/' + tokens.patient,
          {headers: {Authorization: 'Bearer ' + tokens.access_token}})).json();
        show('read ' + patient.resourceType + ' ' + patient.id + ' ' + found.get('state'));
      }
      const found = new URLSearchParams(location.search);
      if (found.has('error')) { show('refused ' + found.get('error')); }
      else { (found.has('code') ? back(found) : launch()).catch(e => show('failed ' + e)); }
      """;

  private static PullGateway gateway;
  private static Chromium chromium;
  private static HttpServer site;
  private static String app;

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    chromium = new Chromium();
    gateway = Visitor.gateway(home);
    site = site();
    app = "http://127.0.0.1:" + site.getAddress().getPort();
    gateway.putExample("assessment/phq-9-with-a-positive-suicide-item");
    var answer =
        gateway.call(
            "POST",
            "/api/v1/clients",
            "{\"id\":\"browser-chart\",\"partner\":\"all\",\"app\":\"Score Chart\",\"scopes\":[\"patient/*.rs\"],"
                + "\"redirects\":[\""
                + app
                + "/back\"]}",
            gateway.clinic,
            "Content-Type",
            "application/json");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  @AfterAll
  static void stop() {
    gateway.close();
    chromium.close();
    site.stop(0);
  }

  @AfterEach
  void nothingWasRefusedByThePolicyAndNoScriptFailed() {
    assertThat(chromium.complaints).isEmpty();
  }

  /** The app's own server. */
  private static HttpServer site() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          var page =
              "<!DOCTYPE html><title>Score Chart</title><output></output><script type=\"module\">"
                  + SCRIPT.formatted(gateway.address + "/fhir")
                  + "</script>";
          var bytes = page.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/html;charset=UTF-8");
          exchange.sendResponseHeaders(200, bytes.length);
          try (var body = exchange.getResponseBody()) {
            body.write(bytes);
          }
        });
    server.start();
    return server;
  }

  private static void login(Page page, String email) {
    var invitation = Visitor.invite(gateway, "all", email);
    page.navigate(gateway.address + "/my/join#" + invitation);
    page.getByText("Continue").click();
    var key = Visitor.find(Pattern.compile("secret=([A-Z2-7]+)"), page.content());
    page.getByLabel("The six digits").fill(Visitor.code(key, 0));
    page.getByLabel("Password", new Page.GetByLabelOptions().setExact(true)).fill(Visitor.PASSWORD);
    page.getByLabel("The same password again").fill(Visitor.PASSWORD);
    page.getByText("Finish").click();
    page.locator(".codes").waitFor();
    page.context().clearCookies();
    page.navigate(app);
    page.getByLabel("E-mail address").fill(email);
    page.getByLabel("Password").fill(Visitor.PASSWORD);
    page.getByLabel("Code from").fill(Visitor.code(key, 1));
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Log in")).click();
    assertThat(page.locator("h1")).hasText("May Score Chart read?");
  }

  @Test
  void theAppSendsItsPersonToLogInAskAndChooseAndThenReads() {
    var page = chromium.page(375, 900);
    login(page, "app1@example.org");
    assertThat(new AxeBuilder(page).analyze().getViolations())
        .extracting(rule -> rule.getId() + " " + rule.getNodes())
        .isEmpty();
    var patient = page.locator("role=radio").first();
    var resource = patient.getAttribute("value");
    patient.focus();
    page.keyboard().press("Space");
    page.keyboard().press("Tab");
    page.keyboard().press("Enter");
    assertThat(page.locator("output")).hasText("read Patient " + resource + " as-it-was");
    assertThat(page.url()).startsWith(app + "/back?");
    page.navigate(gateway.address + "/my/apps");
    assertThat(new AxeBuilder(page).analyze().getViolations()).isEmpty();
    page.getByText("Take Score Chart out").click();
    assertThat(page.locator("main")).containsText("None can read now.");
  }

  @Test
  void withoutAPatientNothingIsSentAndANoIsTold() {
    var page = chromium.page(375, 900);
    login(page, "app2@example.org");
    page.getByText("Let it read").click();
    assertThat(page.locator("h1")).hasText("May Score Chart read?");
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("No").setExact(true))
        .click();
    assertThat(page.locator("output")).hasText("refused access_denied");
  }
}
