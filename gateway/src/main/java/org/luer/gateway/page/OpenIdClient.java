package org.luer.gateway.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.PublicAddress;
import org.luer.gateway.partner.PeopleSettings.OpenId;
import org.luer.gateway.people.Identity;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.oauth2.client.authentication.OAuth2LoginAuthenticationToken;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.oidc.authentication.OidcAuthorizationCodeAuthenticationProvider;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationExchange;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationResponse;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUserAuthority;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.web.client.RestClient;

/**
 * The gateway as a client of an OpenID provider (OpenID Connect Core 1.0, authorization code flow
 * with PKCE): sends people there and learns who came back. What has to be remembered meanwhile is
 * in a cookie of the browser that was sent, so that any node may answer.
 */
final class OpenIdClient {
  /** Where the provider sends people back to. */
  static final String BACK = "/my/openid/back";

  private static final String ID = "provider";
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration KEPT = Duration.ofMinutes(10);
  private static final List<SignatureAlgorithm> ALGORITHMS =
      List.of(
          SignatureAlgorithm.RS256,
          SignatureAlgorithm.RS384,
          SignatureAlgorithm.PS256,
          SignatureAlgorithm.PS384,
          SignatureAlgorithm.ES256,
          SignatureAlgorithm.ES384);

  private final OpenId settings;
  private final PublicAddress address;
  private final Clock clock;
  private final ObjectMapper json;
  private @Nullable Known known;

  private record Known(ClientRegistration registration, JwtDecoder decoder, Instant at) {}

  OpenIdClient(OpenId settings, PublicAddress address, Clock clock, ObjectMapper json) {
    this.settings = settings;
    this.address = address;
    this.clock = clock;
    this.json = json;
  }

  /** It came to nothing; the code says why and names nobody. */
  static final class Failed extends Exception {
    private static final long serialVersionUID = 1L;

    Failed(String code) {
      super(code, null, false, false);
    }
  }

  /**
   * What the browser remembers while it is at the provider.
   *
   * @param invitation of whom joins; null = a login
   * @param next where a login goes on; empty = the page
   */
  record Journey(
      String state, String nonce, String verifier, @Nullable String invitation, String next) {}

  /** Where to send the browser, and what it is to remember. */
  record Departure(String location, Journey journey) {}

  /**
   * Begins.
   *
   * @throws Failed when the provider cannot be asked
   */
  Departure depart(@Nullable String invitation, String next, HttpServletRequest request)
      throws Failed {
    var resolver =
        new DefaultOAuth2AuthorizationRequestResolver(
            new InMemoryClientRegistrationRepository(found().registration()), "/unused");
    var pkce = OAuth2AuthorizationRequestCustomizers.withPkce();
    resolver.setAuthorizationRequestCustomizer(
        wanted -> {
          pkce.accept(wanted);
          if (!settings.acr().isEmpty()) {
            wanted.additionalParameters(
                more -> more.put("acr_values", String.join(" ", settings.acr())));
          }
        });
    var wanted = Objects.requireNonNull(resolver.resolve(request, ID));
    return new Departure(
        wanted.getAuthorizationRequestUri(),
        new Journey(
            wanted.getState(),
            wanted.getAttribute(OidcParameterNames.NONCE),
            wanted.getAttribute(PkceParameterNames.CODE_VERIFIER),
            invitation,
            next));
  }

  /**
   * Who came back with this code.
   *
   * @throws Failed when that is not proved
   */
  Identity arrive(Journey journey, String state, String code) throws Failed {
    var found = found();
    var registration = found.registration();
    var provider = registration.getProviderDetails();
    var asked =
        OAuth2AuthorizationRequest.authorizationCode()
            .authorizationUri(provider.getAuthorizationUri())
            .clientId(registration.getClientId())
            .redirectUri(registration.getRedirectUri())
            .scopes(registration.getScopes())
            .state(journey.state())
            .attributes(
                Map.of(
                    OidcParameterNames.NONCE,
                    journey.nonce(),
                    PkceParameterNames.CODE_VERIFIER,
                    journey.verifier()))
            .build();
    var answered =
        OAuth2AuthorizationResponse.success(code)
            .redirectUri(registration.getRedirectUri())
            .state(state)
            .build();
    var examiner =
        new OidcAuthorizationCodeAuthenticationProvider(
            tokens(),
            request ->
                new DefaultOidcUser(
                    List.of(new OidcUserAuthority(request.getIdToken())), request.getIdToken()));
    examiner.setJwtDecoderFactory(any -> found.decoder());
    try {
      var proved =
          (OAuth2LoginAuthenticationToken)
              examiner.authenticate(
                  new OAuth2LoginAuthenticationToken(
                      registration, new OAuth2AuthorizationExchange(asked, answered)));
      return identity((OidcUser) Objects.requireNonNull(proved).getPrincipal());
    } catch (OAuth2AuthenticationException e) {
      throw new Failed(e.getError().getErrorCode());
    }
  }

  private Identity identity(OidcUser user) throws Failed {
    var token = user.getIdToken();
    if (!settings.acr().isEmpty()
        && !settings.acr().contains(token.getAuthenticationContextClass())) {
      throw new Failed("acr");
    }
    return new Identity(settings.issuer().toString(), token.getSubject());
  }

  private static RestClientAuthorizationCodeTokenResponseClient tokens() {
    var requests =
        new JdkClientHttpRequestFactory(
            HttpClient.newBuilder()
                .connectTimeout(PATIENCE)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build());
    requests.setReadTimeout(PATIENCE);
    var client = new RestClientAuthorizationCodeTokenResponseClient();
    client.setRestClient(
        RestClient.builder()
            .requestFactory(requests)
            .messageConverters(
                all -> {
                  all.clear();
                  all.add(new FormHttpMessageConverter());
                  all.add(new OAuth2AccessTokenResponseHttpMessageConverter());
                })
            .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
            .build());
    return client;
  }

  private synchronized Known found() throws Failed {
    var now = clock.instant();
    if (known == null || known.at().isBefore(now.minus(KEPT))) {
      try {
        var registration = registration();
        known = new Known(registration, decoder(registration), now);
      } catch (IllegalArgumentException | IllegalStateException | UncheckedIOException e) {
        if (known == null) {
          throw new Failed("discovery");
        }
      }
    }
    return known;
  }

  private ClientRegistration registration() {
    var registration =
        ClientRegistrations.fromOidcIssuerLocation(settings.issuer().toString())
            .registrationId(ID)
            .clientId(settings.clientId())
            .redirectUri(address.base() + BACK)
            .scope("openid");
    var secret = settings.clientSecretFile();
    if (secret == null) {
      return registration.clientAuthenticationMethod(ClientAuthenticationMethod.NONE).build();
    }
    try {
      return registration.clientSecret(Files.readString(secret).strip()).build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JwtDecoder decoder(ClientRegistration registration) {
    var decoder =
        NimbusJwtDecoder.withJwkSetUri(registration.getProviderDetails().getJwkSetUri())
            .jwsAlgorithms(all -> all.addAll(ALGORITHMS))
            .build();
    decoder.setJwtValidator(new OidcIdTokenValidator(registration));
    return decoder;
  }

  /** A journey as a cookie holds it. */
  String write(Journey journey) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(json.writeValueAsBytes(journey));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a journey is always JSON", e);
    }
  }

  /** The journey of a cookie; empty when it holds none. */
  Optional<Journey> read(String cookie) {
    try {
      var text = new String(Base64.getUrlDecoder().decode(cookie), StandardCharsets.UTF_8);
      return Optional.ofNullable(json.readValue(text, Journey.class));
    } catch (IllegalArgumentException | JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
