package org.luer.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.luer.gateway.pull.PullGateway;

/** An app that a person lets in: SMART App Launch, standalone. */
final class App {
  static final String BACK = "https://chart.example.org/back?from=luer";
  private static final Pattern STATE = Pattern.compile("name=\"state\" value=\"([^\"]+)\"");
  private static final Pattern SCOPE = Pattern.compile("name=\"scope\" value=\"([^\"]+)\"");
  private static final Pattern PATIENT =
      Pattern.compile("name=\"patient\" id=\"[^\"]+\" value=\"([^\"]+)\"/><label[^>]*>([^<]+)<");

  private final PullGateway gateway;
  final String id;
  final String state = UUID.randomUUID().toString();
  final String verifier = UUID.randomUUID() + "-" + UUID.randomUUID();

  App(PullGateway gateway, String id) {
    this.gateway = gateway;
    this.id = id;
  }

  /** One that the clinic has registered for a partner. */
  static App registered(PullGateway gateway, String partner, String scopes) {
    var app = new App(gateway, "chart-" + UUID.randomUUID());
    var answer =
        gateway.call(
            "POST",
            "/api/v1/clients",
            "{\"id\":\"%s\",\"partner\":\"%s\",\"app\":\"Growth <Chart>\",\"redirects\":[\"%s\"],\"scopes\":[\"%s\"]}"
                .formatted(app.id, partner, BACK, scopes),
            gateway.clinic,
            "Content-Type",
            "application/json");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return app;
  }

  /** What it asks for, as it should. */
  Map<String, String> request(String scope) {
    var all = new LinkedHashMap<String, String>();
    all.put("response_type", "code");
    all.put("client_id", id);
    all.put("redirect_uri", BACK);
    all.put("scope", scope);
    all.put("state", state);
    all.put("aud", gateway.address + "/fhir");
    all.put("code_challenge", challenge());
    all.put("code_challenge_method", "S256");
    return all;
  }

  private String challenge() {
    try {
      var hash =
          MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String query(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(p -> p.getKey() + "=" + encoded(p.getValue()))
        .collect(Collectors.joining("&"));
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  static String path(Map<String, String> request) {
    return "/oauth2/authorize?" + query(request);
  }

  /** The page on which somebody who is logged in is asked. */
  String question(Visitor person, String scope) {
    return question(person, request(scope));
  }

  static String question(Visitor person, Map<String, String> request) {
    var asked = person.get(path(request));
    assertThat(asked.statusCode()).as(asked.body()).isEqualTo(302);
    var to = asked.headers().firstValue("Location").orElseThrow();
    assertThat(to).contains("/my/apps/question?");
    var page = person.get(to.substring(to.indexOf("/my/")));
    assertThat(page.statusCode()).isEqualTo(200);
    return page.body();
  }

  /** The Patient resource that is offered with this id or name. */
  static String patient(String question, String name) {
    var offered = PATIENT.matcher(question);
    while (offered.find()) {
      if (offered.group(1).equals(name) || offered.group(2).contains(name)) {
        return offered.group(1);
      }
    }
    throw new AssertionError(name + " is not in " + question);
  }

  HttpResponse<String> answer(Visitor person, String question, String patient) {
    var body = new StringBuilder("client_id=" + id);
    body.append("&state=").append(encoded(Visitor.find(STATE, question)));
    var scopes = SCOPE.matcher(question);
    while (scopes.find()) {
      body.append("&scope=").append(encoded(scopes.group(1)));
    }
    return person.raw("/oauth2/authorize", body + "&patient=" + encoded(patient));
  }

  HttpResponse<String> no(Visitor person, String question) {
    return person.raw(
        "/oauth2/authorize",
        "client_id=" + id + "&state=" + encoded(Visitor.find(STATE, question)));
  }

  /** What stands in the address to which an answer leads. */
  static Map<String, String> back(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
    var to = answer.headers().firstValue("Location").orElseThrow();
    assertThat(to).startsWith(BACK + "&");
    var told = new LinkedHashMap<String, String>();
    for (var part : URI.create(to).getRawQuery().split("&", -1)) {
      var at = part.indexOf('=');
      told.put(
          part.substring(0, at), URLDecoder.decode(part.substring(at + 1), StandardCharsets.UTF_8));
    }
    return told;
  }

  /** A code for a patient of this name. */
  String code(Visitor person, String scope, String name) {
    var question = question(person, scope);
    var told = back(answer(person, question, patient(question, name)));
    assertThat(told).containsEntry("state", state);
    return Objects.requireNonNull(told.get("code"));
  }

  HttpResponse<String> exchange(String code) {
    return token(exchanging(code));
  }

  Map<String, String> exchanging(String code) {
    var all = new LinkedHashMap<String, String>();
    all.put("grant_type", "authorization_code");
    all.put("client_id", id);
    all.put("code", code);
    all.put("redirect_uri", BACK);
    all.put("code_verifier", verifier);
    return all;
  }

  HttpResponse<String> refresh(String token) {
    return token(Map.of("grant_type", "refresh_token", "client_id", id, "refresh_token", token));
  }

  HttpResponse<String> token(Map<String, String> form) {
    return send("/oauth2/token", form);
  }

  HttpResponse<String> send(String path, Map<String, String> form) {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create(gateway.address + path))
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(HttpRequest.BodyPublishers.ofString(query(form)))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Tokens for a patient of this name. */
  JsonNode tokens(Visitor person, String scope, String name) {
    var answer = exchange(code(person, scope, name));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return PullGateway.json(answer);
  }
}
