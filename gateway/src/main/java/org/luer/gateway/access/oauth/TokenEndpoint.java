package org.luer.gateway.access.oauth;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.luer.gateway.access.Audit;
import org.luer.gateway.access.PublicAddress;
import org.luer.gateway.access.RateLimits;
import org.luer.gateway.database.DataDirectory;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.partner.Settings;
import org.springframework.boot.autoconfigure.flyway.FlywayMigrationInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.server.authorization.authentication.JwtClientAssertionAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.config.annotation.web.configurers.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.token.DelegatingOAuth2TokenGenerator;
import org.springframework.security.oauth2.server.authorization.token.JwtGenerator;
import org.springframework.security.oauth2.server.authorization.token.OAuth2AccessTokenGenerator;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2AccessTokenResponseAuthenticationSuccessHandler;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2AuthorizationCodeAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2RefreshTokenAuthenticationConverter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The token endpoint, by Spring Authorization Server: client credentials for a signed assertion,
 * codes and refresh tokens of apps; and where a token is given back or asked about. Where people
 * let apps in is the business of the page.
 */
@Configuration(proxyBeanMethods = false)
public class TokenEndpoint {
  /** Path of the token endpoint. */
  public static final String PATH = "/oauth2/token";

  /** Where people let apps in (RFC 6749, 3.1). */
  public static final String AUTHORIZE = "/oauth2/authorize";

  /** Where tokens are given back (RFC 7009). */
  public static final String REVOKE = "/oauth2/revoke";

  /** Where it is asked what a token is good for (RFC 7662). */
  public static final String INTROSPECT = "/oauth2/introspect";

  /** The public keys of what apps are told of their person. */
  static final String KEYS = "/oauth2/jwks";

  /** Where OpenID Connect looks for all of this. */
  static final String DISCOVERY = "/.well-known/openid-configuration";

  @Bean
  Clients clients(
      JdbcClient jdbc,
      TransactionTemplate transaction,
      Partners partners,
      Audit audit,
      Clock clock,
      FlywayMigrationInitializer migrated) {
    return new Clients(jdbc, transaction, partners, audit, clock);
  }

  @Bean
  Grants grants(
      JdbcClient jdbc, TransactionTemplate transaction, Clients clients, Audit audit, Clock clock) {
    return new Grants(jdbc, transaction, clients, audit, clock);
  }

  @Bean
  AppGrants appGrants(
      JdbcClient jdbc,
      TransactionTemplate transaction,
      Clients clients,
      Grants machines,
      Audit audit,
      Clock clock,
      ObjectMapper json) {
    return new AppGrants(jdbc, transaction, clients, machines, audit, clock, json);
  }

  @Bean
  AppOrigins appOrigins(Clients clients) {
    return new AppOrigins(clients);
  }

  @Bean
  OpenIdProvider openIdProvider(
      Settings settings, Clients clients, PublicAddress address, Clock clock, ObjectMapper json) {
    return new OpenIdProvider(settings.http().openidIssuer(), clients, address, clock, json);
  }

  @Bean
  IdentityKeys identityKeys(DataDirectory directory, JdbcClient jdbc, Clock clock) {
    return new IdentityKeys(directory.path(), jdbc, clock);
  }

  @Bean
  @Order(3)
  SecurityFilterChain identitySecurity(
      HttpSecurity http, AppOrigins origins, RateLimits limits, ObjectMapper json)
      throws Exception {
    return http.securityMatcher(KEYS, DISCOVERY)
        .cors(c -> c.configurationSource(origins))
        .csrf(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .addFilterBefore(new Away(json), SecurityContextHolderFilter.class)
        .addFilterBefore(limits, SecurityContextHolderFilter.class)
        .authorizeHttpRequests(
            paths -> paths.requestMatchers(HttpMethod.GET).permitAll().anyRequest().denyAll())
        .build();
  }

  /** What an app is told of its person: a number that stays the same, and which clinician. */
  private static JwtGenerator identity(IdentityKeys keys, AppGrants grants, PublicAddress address) {
    var generator = new JwtGenerator(keys.encoder());
    generator.setJwtCustomizer(
        context -> {
          var person = grants.identity(Objects.requireNonNull(context.getAuthorization()));
          context.getClaims().issuer(address.base()).subject(person.number());
          if (person.fhirUser() != null
              && context.getAuthorizedScopes().contains(Client.FHIR_USER)) {
            context.getClaims().claim("fhirUser", address.fhir() + "/" + person.fhirUser());
          }
        });
    return generator;
  }

  @Bean
  @Order(1)
  SecurityFilterChain tokenEndpointSecurity(
      HttpSecurity http,
      Clients clients,
      AppGrants grants,
      IdentityKeys keys,
      AppOrigins origins,
      Audit audit,
      JdbcClient jdbc,
      Clock clock,
      PublicAddress address,
      RateLimits limits,
      ObjectMapper json)
      throws Exception {
    var decoders =
        new AssertionDecoders(clients, new ClientKeys(), new AssertionRules(jdbc, clock, address));
    var refusals = new OAuthRefusals(audit, clients, json);
    var server = OAuth2AuthorizationServerConfigurer.authorizationServer();
    return http.securityMatcher(PATH, REVOKE, INTROSPECT)
        .cors(c -> c.configurationSource(origins))
        .csrf(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .addFilterBefore(new Away(json), SecurityContextHolderFilter.class)
        .addFilterBefore(limits, SecurityContextHolderFilter.class)
        .with(
            server,
            s ->
                s.registeredClientRepository(clients)
                    .authorizationService(grants)
                    .authorizationServerSettings(
                        AuthorizationServerSettings.builder()
                            .tokenEndpoint(PATH)
                            .tokenRevocationEndpoint(REVOKE)
                            .tokenIntrospectionEndpoint(INTROSPECT)
                            .build())
                    .tokenGenerator(
                        new DelegatingOAuth2TokenGenerator(
                            new OAuth2AccessTokenGenerator(),
                            new RefreshTokens(),
                            identity(keys, grants, address)))
                    .clientAuthentication(
                        c ->
                            c.authenticationConverters(
                                    all -> {
                                      all.clear();
                                      all.add(new ClientConverter(grants));
                                    })
                                .authenticationProvider(new OpenClients(clients))
                                .authenticationProviders(
                                    all ->
                                        all.stream()
                                            .filter(
                                                JwtClientAssertionAuthenticationProvider.class
                                                    ::isInstance)
                                            .map(
                                                JwtClientAssertionAuthenticationProvider.class
                                                    ::cast)
                                            .forEach(p -> p.setJwtDecoderFactory(decoders)))
                                .errorResponseHandler(refusals::refuse))
                    .tokenEndpoint(
                        t ->
                            t.accessTokenRequestConverters(
                                    all -> {
                                      all.clear();
                                      all.add(new ScopeConverter(clients));
                                      all.add(new OAuth2AuthorizationCodeAuthenticationConverter());
                                      all.add(new OAuth2RefreshTokenAuthenticationConverter());
                                    })
                                .authenticationProviders(
                                    all ->
                                        all.stream()
                                            .filter(
                                                OAuth2ClientCredentialsAuthenticationProvider.class
                                                    ::isInstance)
                                            .map(
                                                OAuth2ClientCredentialsAuthenticationProvider.class
                                                    ::cast)
                                            // the converter has narrowed them already
                                            .forEach(
                                                p -> p.setAuthenticationValidator(context -> {})))
                                .accessTokenResponseHandler(answer(grants))
                                .errorResponseHandler(refusals::refuse))
                    .tokenRevocationEndpoint(t -> t.errorResponseHandler(refusals::refuse))
                    .tokenIntrospectionEndpoint(
                        t ->
                            t.authenticationProviders(
                                    all -> all.replaceAll(p -> new OwnTokens(p, clients)))
                                .errorResponseHandler(refusals::refuse)))
        .authorizeHttpRequests(paths -> paths.anyRequest().authenticated())
        .exceptionHandling(
            failed ->
                failed.authenticationEntryPoint(
                    (request, response, e) -> {
                      response.setHeader("Allow", "POST");
                      response.sendError(HttpStatus.METHOD_NOT_ALLOWED.value());
                    }))
        .build();
  }

  /** An app is told of which patient it may read. */
  private static AuthenticationSuccessHandler answer(AppGrants grants) {
    var handler = new OAuth2AccessTokenResponseAuthenticationSuccessHandler();
    handler.setAccessTokenResponseCustomizer(
        context -> {
          OAuth2AccessTokenAuthenticationToken granted = context.getAuthentication();
          grants
              .patient(granted.getAccessToken().getTokenValue())
              .ifPresent(
                  id ->
                      context
                          .getAccessTokenResponse()
                          .additionalParameters(
                              with(
                                  granted.getAdditionalParameters(),
                                  Map.of("patient", id, "need_patient_banner", true))));
        });
    return handler;
  }

  private static Map<String, Object> with(Map<String, Object> some, Map<String, Object> more) {
    var all = new LinkedHashMap<>(some);
    all.putAll(more);
    return all;
  }

  /** Without the database nobody can be told yes or no. */
  private static final class Away extends OncePerRequestFilter {
    private final ObjectMapper json;

    Away(ObjectMapper json) {
      this.json = json;
    }

    @Override
    protected void doFilterInternal(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws ServletException, IOException {
      try {
        chain.doFilter(request, response);
      } catch (DataAccessException | TransactionException e) {
        response.setStatus(HttpStatus.SERVICE_UNAVAILABLE.value());
        response.setHeader("Retry-After", "5");
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        json.writeValue(
            response.getOutputStream(),
            json.createObjectNode()
                .put("error", "temporarily_unavailable")
                .put("error_description", "The database is away; ask again."));
      }
    }
  }
}
