package org.luer.conformance.kit.clients;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.binary.Base32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.conformance.kit.Commands;
import org.luer.conformance.kit.RunningGateway;

/**
 * A psychiatrist is invited, joins, and lets an app in that is written with the npm package
 * fhirclient, in Chromium: the package does the launch, nothing of it is ours. Node.js, npm and
 * Chromium are needed and their absence is a failure.
 */
@Tag("clients")
class LaunchedAppIT {
  private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
  private static final Path EXAMPLES =
      ROOT.resolve("conformance/artifacts/src/main/resources/examples");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Milliseconds: the machine may be busy. */
  private static final double PATIENCE = 60_000;

  private static final String PASSWORD = "violet kettle under snow";

  private static final String LAUNCH =
      """
      <!DOCTYPE html><title>Score Chart</title><script src="/fhir-client.js"></script><script>
      FHIR.oauth2.authorize({clientId: 'lee-chart', iss: '%s', redirectUri: location.origin + '/back',
        scope: 'launch/patient openid fhirUser patient/*.rs offline_access'});
      </script>
      """;

  private static final String BACK =
      """
      <!DOCTYPE html><title>Score Chart</title><output></output><script src="/fhir-client.js"></script><script>
      const show = told => { document.querySelector('output').textContent = JSON.stringify(told); };
      FHIR.oauth2.ready().then(async client => {
        const patient = await client.patient.read();
        const user = await client.user.read();
        const before = client.state.tokenResponse;
        const scores = await client.patient.request('Observation?category=survey', {pageLimit: 0, flat: true});
        await client.refresh();
        const again = await client.patient.read();
        show({patient: patient.id, again: again.id, user: user.resourceType,
          npi: user.identifier[0].value, scores: scores.length, idToken: before.id_token,
          refreshed: client.state.tokenResponse.access_token !== before.access_token});
      }).catch(e => show({failed: String(e)}));
      </script>
      """;

  @TempDir private Path home;

  @Test
  void theNpmPackageLaunchesReadsKnowsItsPersonAndRefreshes() throws Exception {
    var script = fhirclient();
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
    try (var gateway =
            RunningGateway.start(
                home,
                "- {id: drlee, kind: psychiatrist, name: Dr. Lee, npi: [\"2000000028\"], patients: referred}");
        var playwright =
            Playwright.create(
                new Playwright.CreateOptions()
                    .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        var browser =
            playwright
                .chromium()
                .launch(
                    new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium())
                        // its sandbox does not start for root
                        .setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage")))) {
      put(gateway, "patients", "referral/psychiatrist-refers-for-resistant-depression", "patient");
      put(
          gateway,
          "referrals",
          "referral/psychiatrist-refers-for-resistant-depression",
          "referral");
      put(gateway, "assessments", "assessment/phq-9-with-a-positive-suicide-item", "assessment");
      var issuer =
          JSON.readTree(gateway.callAnonymously("/fhir/.well-known/smart-configuration").body())
              .path("issuer")
              .asText();
      var site = site(script, issuer + "/fhir");
      try {
        var app = "http://127.0.0.1:" + site.getAddress().getPort();
        var data = home.resolve("data");
        Commands.luer(
            data,
            ("client add --partner drlee --id lee-chart --app Scores --redirect "
                    + app
                    + "/back --scope patient/*.rs --scope offline_access")
                .split(" ", -1));
        var link =
            Commands.luer(
                data,
                "person",
                "invite",
                "--partner",
                "drlee",
                "--name",
                "Anna Lee, MD",
                "--email",
                "anna@example.org",
                "--npi",
                "2000000028");
        var page = browser.newPage();
        join(page, link);
        page.navigate(app);
        assertThat(page.locator("h1")).hasText("May Scores read?");
        page.locator("role=radio").first().check();
        page.getByText("Let it read").click();
        var told = page.locator("output");
        assertThat(told).containsText("}");
        var read = JSON.readTree(told.textContent());
        examine(read, issuer);
      } finally {
        site.stop(0);
      }
    }
  }

  private static void examine(JsonNode read, String issuer) throws Exception {
    assertThat(read.path("failed").asText()).isEmpty();
    assertThat(read.path("patient").asText()).isNotEmpty().isEqualTo(read.path("again").asText());
    assertThat(read.path("user").asText()).isEqualTo("Practitioner");
    assertThat(read.path("npi").asText()).isEqualTo("2000000028");
    assertThat(read.path("scores").asInt()).isPositive();
    assertThat(read.path("refreshed").asBoolean()).isTrue();
    var told = OIDCProviderMetadata.resolve(new Issuer(issuer));
    new IDTokenValidator(
            told.getIssuer(),
            new ClientID("lee-chart"),
            JWSAlgorithm.RS256,
            told.getJWKSetURI().toURL())
        .validate(JWTParser.parse(read.path("idToken").asText()), null);
  }

  private static void join(Page page, String link) throws Exception {
    page.navigate(link);
    page.getByText("Continue").click();
    page.getByLabel("The six digits").waitFor();
    var key = Pattern.compile("secret=([A-Z2-7]+)").matcher(page.content());
    assertThat(key.find()).isTrue();
    var secret = new SecretKeySpec(new Base32().decode(key.group(1)), "HmacSHA1");
    page.getByLabel("The six digits")
        .fill(
            new TimeBasedOneTimePasswordGenerator()
                .generateOneTimePasswordString(secret, Instant.now()));
    page.getByLabel("Password", new Page.GetByLabelOptions().setExact(true)).fill(PASSWORD);
    page.getByLabel("The same password again").fill(PASSWORD);
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Finish")).click();
    page.locator(".codes").waitFor();
  }

  private static void put(RunningGateway gateway, String collection, String example, String file)
      throws Exception {
    var record = Files.readString(EXAMPLES.resolve(example + "/clinic/" + file + ".json"));
    var id = JSON.readTree(record).path("id").asText();
    var answer = gateway.call("PUT", "/api/v1/" + collection + "/" + id, record);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
  }

  /** The package as it is published for browsers. */
  private String fhirclient() throws Exception {
    var folder = Files.createDirectories(home.resolve("npm"));
    for (var name : List.of(".npmrc", "package.json", "package-lock.json")) {
      Files.copy(Path.of("src", "test", "clients", name), folder.resolve(name));
    }
    Commands.run(folder, Map.of(), List.of("npm", "ci"));
    return Files.readString(folder.resolve("node_modules/fhirclient/build/fhir-client.js"));
  }

  private static HttpServer site(String script, String base) throws Exception {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    Map.of(
            "/", List.of("text/html;charset=UTF-8", LAUNCH.formatted(base)),
            "/back", List.of("text/html;charset=UTF-8", BACK),
            "/fhir-client.js", List.of("text/javascript;charset=UTF-8", script))
        .forEach(
            (path, content) ->
                server.createContext(
                    path,
                    exchange -> {
                      var bytes = content.get(1).getBytes(StandardCharsets.UTF_8);
                      exchange.getResponseHeaders().set("Content-Type", content.get(0));
                      exchange.sendResponseHeaders(200, bytes.length);
                      try (var body = exchange.getResponseBody()) {
                        body.write(bytes);
                      }
                    }));
    server.start();
    return server;
  }

  private static Path chromium() {
    var folders = System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1);
    return Stream.of("chromium", "chromium-browser", "google-chrome")
        .flatMap(name -> Stream.of(folders).map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no Chromium: apt-get install chromium"));
  }
}
