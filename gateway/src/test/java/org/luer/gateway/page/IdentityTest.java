package org.luer.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.pull.PullGateway;

/**
 * An app learns who its person is (OpenID Connect, SMART's fhirUser); examined with a stock
 * library.
 */
@SuppressWarnings("NullAway.Init") // by JUnit
class IdentityTest {
  private static final String ASKED = "launch/patient openid fhirUser patient/*.rs offline_access";
  private static final String NPI = "1234567893"; // of who referred the patient of the session

  private static PullGateway gateway;
  private static Path home;
  private static Visitor clinician;
  private static Visitor secretary;
  private static String patient;
  private static String otherPatient;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    home = folder;
    gateway = Visitor.gateway(folder);
    gateway.putExample("assessment/phq-9-with-a-positive-suicide-item");
    gateway.putExample("sessionreport/rate-reduced-for-blood-pressure", "-B");
    clinician = Visitor.of(gateway, "all", "clinician@example.org", NPI);
    secretary = Visitor.of(gateway, "all", "secretary@example.org");
    var seen =
        gateway.entries("all", "Encounter").get(0).at("/resource/subject/reference").asText();
    patient = seen.substring(seen.indexOf('/') + 1);
    otherPatient =
        gateway.entries("all", "Patient").stream()
            .map(e -> e.at("/resource/id").asText())
            .filter(id -> !id.equals(patient))
            .findFirst()
            .orElseThrow();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static App app() {
    return App.registered(gateway, "all", "patient/*.rs offline_access");
  }

  /** What an app believes that has looked up the keys where discovery says. */
  private static JWTClaimsSet believed(App app, JsonNode tokens) throws Exception {
    var told = PullGateway.json(gateway.call("GET", "/.well-known/openid-configuration", "", ""));
    var keys = JWKSourceBuilder.create(URI.create(told.path("jwks_uri").asText()).toURL()).build();
    var processor = new DefaultJWTProcessor<SecurityContext>();
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, keys));
    processor.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(
            app.id,
            new JWTClaimsSet.Builder().issuer(gateway.address).build(),
            Set.of("sub", "iat", "exp")));
    return processor.process(tokens.path("id_token").asText(), null);
  }

  private static JsonNode tokens(App app, Visitor person, @Nullable String nonce, String of) {
    var request = app.request(ASKED);
    if (nonce != null) {
      request.put("nonce", nonce);
    }
    var told = App.back(app.answer(person, App.question(person, request), of));
    return PullGateway.json(app.exchange(Objects.requireNonNull(told.get("code"))));
  }

  private static Set<String> scopes(JsonNode tokens) {
    return Set.of(tokens.path("scope").asText().split(" ", -1));
  }

  @Test
  void aStockLibraryBelievesWhoItIsAndForWhichAppAndQuestion() throws Exception {
    var app = app();
    var tokens = tokens(app, clinician, "n-7", patient);
    var claims = believed(app, tokens);
    assertThat(claims.getStringClaim("nonce")).isEqualTo("n-7");
    assertThat(claims.getSubject()).matches("[a-z2-7]{16}").doesNotContain("clinician");
    var later = app();
    var again = believed(later, tokens(later, clinician, null, otherPatient));
    assertThat(again.getSubject()).isEqualTo(claims.getSubject());
    assertThat(again.getStringClaim("nonce")).isNull();
    var others = app();
    assertThat(believed(others, tokens(others, secretary, null, patient)).getSubject())
        .isNotEqualTo(claims.getSubject());
    assertThatThrownBy(() -> believed(later, tokens)).isInstanceOf(BadJOSEException.class);
  }

  @Test
  void theClinicianIsAResourceThatTheAppCanRead() throws Exception {
    var app = app();
    var tokens = tokens(app, clinician, null, patient);
    assertThat(scopes(tokens)).contains("openid", "fhirUser");
    var user = believed(app, tokens).getStringClaim("fhirUser");
    assertThat(user).startsWith(gateway.address + "/fhir/Practitioner/");
    var read =
        gateway.call("GET", URI.create(user).getPath(), "", tokens.path("access_token").asText());
    assertThat(read.statusCode()).as(read.body()).isEqualTo(200);
    assertThat(read.body()).contains(NPI);
  }

  @Test
  void whoIsNoClinicianOfThePatientIsNotSaidToBeOne() throws Exception {
    var app = app();
    var tokens = tokens(app, secretary, null, patient);
    assertThat(scopes(tokens)).contains("openid").doesNotContain("fhirUser");
    assertThat(believed(app, tokens).getStringClaim("fhirUser")).isNull();
    var stranger = app();
    var ofOther = tokens(stranger, clinician, null, otherPatient);
    assertThat(believed(stranger, ofOther).getStringClaim("fhirUser")).isNull();
  }

  @Test
  void aRefreshedTokenComesWithTheSamePerson() throws Exception {
    var app = app();
    var first = tokens(app, clinician, "n-1", patient);
    var second = PullGateway.json(app.refresh(first.path("refresh_token").asText()));
    assertThat(scopes(second)).isEqualTo(scopes(first));
    var claims = believed(app, second);
    assertThat(claims.getSubject()).isEqualTo(believed(app, first).getSubject());
    assertThat(claims.getStringClaim("fhirUser")).contains("/Practitioner/");
  }

  @Test
  void thePersonIsToldAndWithoutTheScopeNothingIsSaid() {
    assertThat(app().question(clinician, ASKED))
        .contains("know you again", "know which clinician you are");
    assertThat(app().question(secretary, ASKED))
        .contains("know you again")
        .doesNotContain("which clinician");
    var app = app();
    assertThat(app.tokens(clinician, "launch/patient patient/*.rs", patient).has("id_token"))
        .isFalse();
  }

  @Test
  void anAppInABrowserReadsTheKeysAndTheKeyItselfStaysPrivate() throws Exception {
    var app = app();
    tokens(app, clinician, null, patient);
    for (var path : List.of("/oauth2/jwks", "/.well-known/openid-configuration")) {
      var read = gateway.call("GET", path, "", "", "Origin", "https://chart.example.org");
      assertThat(read.statusCode()).as(path).isEqualTo(200);
      assertThat(read.headers().firstValue("Access-Control-Allow-Origin"))
          .contains("https://chart.example.org");
      assertThat(read.body()).doesNotContain("\"d\"");
      assertThat(gateway.call("POST", path, "", "").statusCode()).isIn(401, 403, 405);
    }
    try (var files = Files.walk(home)) {
      var key =
          files
              .filter(f -> f.getFileName().toString().equals("identity.key"))
              .findFirst()
              .orElseThrow();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void aNumberThatIsNoneIsRefusedWhenSomebodyIsInvited() {
    var answer =
        gateway.call(
            "POST",
            "/api/v1/people",
            "{\"partner\":\"all\",\"name\":\"Dr. Lee\",\"email\":\"wrong@example.org\",\"npi\":\"1234567890\"}",
            gateway.clinic,
            "Content-Type",
            "application/json");
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(PullGateway.json(answer).at("/errors/0/pointer").asText()).isEqualTo("/npi");
  }
}
