package org.luer.conformance.kit.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.interceptor.BearerTokenAuthInterceptor;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.JWTAuthenticationClaimsSet;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.Audience;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.luer.conformance.kit.Commands;
import org.luer.conformance.kit.RunningGateway;

/**
 * A psychiatrist reads with programs that are not ours: HAPI's client, the npm packages
 * fhir-kit-client and fhirclient, and Nimbus' OAuth library. Node.js is needed and its absence is a
 * failure. Part of the usual run; profile {@code clients} runs it alone.
 */
@Tag("clients")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PublicClientsIT {
  private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
  private static final Path EXAMPLES =
      ROOT.resolve("conformance/artifacts/src/main/resources/examples");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final FhirContext FHIR = FhirContext.forR4();

  private RunningGateway gateway;
  private Path home;
  private URI tokenUrl;
  private String base;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    home = folder;
    gateway =
        RunningGateway.start(
            folder,
            "- {id: drlee, kind: psychiatrist, name: Dr. Lee, npi: [\"2000000028\"], patients: referred}");
    put("patients", "referral/psychiatrist-refers-for-resistant-depression/clinic/patient.json");
    put("referrals", "referral/psychiatrist-refers-for-resistant-depression/clinic/referral.json");
    put("assessments", "assessment/phq-9-with-a-positive-suicide-item/clinic/assessment.json");
    put("orders", "sessionreport/rate-reduced-for-blood-pressure/clinic/order.json");
    put("sessions", "sessionreport/rate-reduced-for-blood-pressure/clinic/session.json");
    var discovery =
        JSON.readTree(gateway.callAnonymously("/fhir/.well-known/smart-configuration").body());
    tokenUrl = URI.create(discovery.path("token_endpoint").asText());
    base = tokenUrl.toString().replace("/oauth2/token", "/fhir");
  }

  @AfterAll
  void stop() throws Exception {
    gateway.close();
  }

  private void put(String collection, String file) throws Exception {
    var record = Files.readString(EXAMPLES.resolve(file));
    var id = JSON.readTree(record).path("id").asText();
    var answer = gateway.call("PUT", "/api/v1/" + collection + "/" + id, record);
    assertThat(answer.statusCode()).as(file + " " + answer.body()).isEqualTo(202);
  }

  private String add(JWK key, String scope) throws Exception {
    var keys =
        Files.writeString(
            home.resolve(key.getKeyID() + ".jwks"), new JWKSet(key.toPublicJWK()).toString());
    return Commands.luer(
        home.resolve("data"),
        "client",
        "add",
        "--partner",
        "drlee",
        "--id=" + key.getKeyID(), // a thumbprint may begin with a hyphen
        "--jwks",
        keys.toString(),
        "--scope",
        scope);
  }

  private JWTAuthenticationClaimsSet claims(String client) {
    return new JWTAuthenticationClaimsSet(new ClientID(client), new Audience(tokenUrl));
  }

  private TokenResponse ask(PrivateKeyJWT proof, String scope) throws Exception {
    var request =
        new TokenRequest(tokenUrl, proof, new ClientCredentialsGrant(), Scope.parse(scope));
    return TokenResponse.parse(request.toHTTPRequest().send());
  }

  private String token() throws Exception {
    return access().getValue();
  }

  private AccessToken access() throws Exception {
    var key = rsa();
    var client = add(key, "system/*.rs");
    var proof =
        new PrivateKeyJWT(
            claims(client), JWSAlgorithm.RS384, key.toPrivateKey(), key.getKeyID(), null);
    return ask(proof, "system/*.rs").toSuccessResponse().getTokens().getAccessToken();
  }

  private static RSAKey rsa() throws Exception {
    return new RSAKeyGenerator(2048)
        .keyUse(KeyUse.SIGNATURE)
        .algorithm(JWSAlgorithm.RS384)
        .keyIDFromThumbprint(true)
        .generate();
  }

  @Test
  void nimbusGetsATokenByBothKindsOfKey() throws Exception {
    assertThat(token()).isNotBlank();
    ECKey key =
        new ECKeyGenerator(Curve.P_384)
            .keyUse(KeyUse.SIGNATURE)
            .algorithm(JWSAlgorithm.ES384)
            .keyIDFromThumbprint(true)
            .generate();
    var client = add(key, "system/Patient.rs");
    var proof =
        new PrivateKeyJWT(
            claims(client), JWSAlgorithm.ES384, key.toPrivateKey(), key.getKeyID(), null);
    var first = ask(proof, "system/*.rs");
    assertThat(first.indicatesSuccess()).isTrue();
    assertThat(first.toSuccessResponse().getTokens().getAccessToken().getScope())
        .hasToString("system/Patient.rs");
    var replayed = ask(proof, "system/*.rs");
    assertThat(replayed.indicatesSuccess()).isFalse();
    assertThat(replayed.toErrorResponse().getErrorObject().getCode()).isEqualTo("invalid_client");
  }

  /** Kick-off, status, files and removal, by what the answers say alone. */
  @Test
  void aStockClientFetchesInBulk() throws Exception {
    var access = access();
    var begun = call("GET", URI.create(base + "/Patient/$export"), access);
    assertThat(begun.getStatusCode()).isEqualTo(202);
    var status = URI.create(begun.getHeaderValue("Content-Location"));
    var answer = call("GET", status, access);
    for (int i = 0; i < 600 && answer.getStatusCode() == 202; i++) {
      Thread.sleep(500);
      answer = call("GET", status, access);
    }
    assertThat(answer.getStatusCode()).as(answer.getBody()).isEqualTo(200);
    var types = new HashSet<String>();
    for (var file : JSON.readTree(answer.getBody()).path("output")) {
      var lines = call("GET", URI.create(file.path("url").asText()), access).getBody().lines();
      for (var line : lines.toList()) {
        var resource = JSON.readTree(line);
        assertThat(resource.path("resourceType")).isEqualTo(file.path("type"));
        types.add(resource.path("resourceType").asText());
      }
    }
    assertThat(types).contains("Patient", "Encounter", "Observation", "QuestionnaireResponse");
    assertThat(call("DELETE", status, access).getStatusCode()).isEqualTo(202);
    assertThat(call("GET", status, access).getStatusCode()).isEqualTo(404);
  }

  private static HTTPResponse call(String method, URI address, AccessToken access)
      throws Exception {
    var request = new HTTPRequest(HTTPRequest.Method.valueOf(method), address);
    request.setAuthorization(access.toAuthorizationHeader());
    request.setAccept("application/fhir+json");
    request.setHeader("Prefer", "respond-async");
    return request.send();
  }

  @Test
  void hapisClientReadsSearchesAndTurnsPages() throws Exception {
    IGenericClient client = FHIR.newRestfulGenericClient(base);
    client.registerInterceptor(new BearerTokenAuthInterceptor(token()));
    assertThat(
            client
                .capabilities()
                .ofType(CapabilityStatement.class)
                .execute()
                .getRest()
                .get(0)
                .getResource())
        .isNotEmpty();
    var patients =
        client.search().forResource(Patient.class).returnBundle(Bundle.class).execute().getEntry();
    assertThat(patients).hasSize(1);
    var id = patients.get(0).getResource().getIdElement();
    var patient = client.read().resource(Patient.class).withId(id.getIdPart()).execute();
    assertThat(patient.getIdElement().getVersionIdPart()).isNotBlank();
    var ids = new HashSet<String>();
    var page =
        client
            .search()
            .forResource(Observation.class)
            .where(Observation.PATIENT.hasId(id.getIdPart()))
            .count(4)
            .returnBundle(Bundle.class)
            .execute();
    int pages = 1;
    page.getEntry().forEach(e -> ids.add(e.getResource().getIdElement().getIdPart()));
    while (page.getLink(Bundle.LINK_NEXT) != null) {
      page = client.loadPage().next(page).execute();
      page.getEntry().forEach(e -> ids.add(e.getResource().getIdElement().getIdPart()));
      pages++;
    }
    assertThat(pages).isGreaterThan(2);
    assertThat(ids).hasSizeGreaterThan(8);
    var visits =
        client
            .search()
            .forResource(Encounter.class)
            .where(Encounter.PATIENT.hasId(id.getIdPart()))
            .include(Encounter.INCLUDE_PARTICIPANT)
            .usingStyle(ca.uhn.fhir.rest.api.SearchStyleEnum.POST)
            .returnBundle(Bundle.class)
            .execute();
    assertThat(visits.getEntry())
        .anyMatch(e -> e.getSearch().getMode() == Bundle.SearchEntryMode.INCLUDE);
    var all =
        client
            .operation()
            .onInstance(id.toUnqualifiedVersionless())
            .named("$everything")
            .withNoParameters(Parameters.class)
            .useHttpGet()
            .returnResourceType(Bundle.class)
            .execute();
    assertThat(all.getEntry()).hasSizeGreaterThan(20);
    assertThatThrownBy(() -> client.read().resource(Patient.class).withId("nobody").execute())
        .isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void theNpmPackagesReadUnmodified() throws Exception {
    var folder = Files.createDirectories(home.resolve("npm"));
    try (var files = Files.list(Path.of("src", "test", "clients"))) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    var none = Map.<String, String>of();
    Commands.run(folder, none, List.of("npm", "ci"));
    var told =
        Commands.run(
            folder,
            Map.of("LUER_FHIR", base, "LUER_TOKEN", token()),
            List.of(
                "node",
                "--test",
                "--test-reporter=tap",
                "fhir-kit-client.test.js",
                "fhirclient.test.js"));
    assertThat(told).contains("# fail 0").doesNotContain("# pass 0");
  }

  @Test
  void theCommandsOfTheDocumentationLeadToAFirstResult() throws Exception {
    assertThat(Commands.blocks("fhir-reading.md")).hasSize(4);
    var output =
        Commands.ofPage("fhir-reading.md", home.resolve("data"), base.replace("/fhir", ""));
    assertThat(output).contains("Questionnaire/phq-9", "44261-6");
  }
}
