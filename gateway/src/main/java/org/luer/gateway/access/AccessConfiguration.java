package org.luer.gateway.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Clock;
import java.util.stream.Stream;
import org.luer.gateway.database.DataDirectory;
import org.luer.gateway.partner.Settings;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.flyway.FlywayMigrationInitializer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter;
import org.springframework.web.cors.CorsConfigurationSource;

/** Which role reaches which path. Everything not named here needs a token. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {
  private static final String[] STAFF =
      Stream.of(Role.values()).map(Role::name).toArray(String[]::new);
  private static final String[] WRITERS = {Role.CLINIC.name(), Role.ADMIN.name()};
  private static final String[] BILLERS = {
    Role.BILLER.name(), Role.CLINIC.name(), Role.ADMIN.name()
  };
  private static final String[] REPAIRERS = {
    Role.OPERATOR.name(), Role.CLINIC.name(), Role.ADMIN.name()
  };

  @Bean
  Tokens tokens(
      JdbcClient jdbc, Clock clock, DataDirectory directory, FlywayMigrationInitializer migrated)
      throws IOException {
    var tokens = new Tokens(jdbc, clock);
    tokens.first(directory.path());
    return tokens;
  }

  @Bean
  Audit audit(JdbcClient jdbc, Clock clock, FlywayMigrationInitializer migrated) {
    return new Audit(jdbc, clock);
  }

  @Bean
  RateLimits rateLimits(Settings settings, ObjectMapper json) {
    return new RateLimits(settings.http(), new Answers(json));
  }

  /** It stands in the security chains; as a filter of its own it would count twice. */
  @Bean
  FilterRegistrationBean<RateLimits> rateLimitsOnce(RateLimits limits) {
    var registration = new FilterRegistrationBean<>(limits);
    registration.setEnabled(false);
    return registration;
  }

  @Bean
  SecurityFilterChain security(
      HttpSecurity http,
      ObjectProvider<TokenSource> tokens,
      RateLimits limits,
      @Qualifier("appOrigins") ObjectProvider<CorsConfigurationSource> origins,
      ObjectMapper json)
      throws Exception {
    var answers = new Answers(json);
    return http.cors(
            c ->
                c.configurationSource(
                    request ->
                        Answers.fhir(request)
                            ? origins.getObject().getCorsConfiguration(request)
                            : null))
        .csrf(AbstractHttpConfigurer::disable) // no cookies: nothing to forge
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .addFilterBefore(
            new BearerTokenFilter(tokens.orderedStream().toList(), answers),
            AnonymousAuthenticationFilter.class)
        .addFilterBefore(limits, AnonymousAuthenticationFilter.class)
        .headers(
            headers ->
                headers
                    .contentSecurityPolicy(
                        policy ->
                            policy.policyDirectives("default-src 'none'; frame-ancestors 'none'"))
                    .referrerPolicy(
                        policy ->
                            policy.policy(ReferrerPolicyHeaderWriter.ReferrerPolicy.NO_REFERRER)))
        .authorizeHttpRequests(
            paths ->
                paths
                    .requestMatchers("/actuator/health", "/error")
                    .permitAll()
                    .requestMatchers(
                        HttpMethod.GET, "/fhir/metadata", "/fhir/.well-known/smart-configuration")
                    .permitAll()
                    .requestMatchers(HttpMethod.GET, "/fhir/AuditEvent", "/fhir/AuditEvent/*")
                    .hasAnyRole(REPAIRERS)
                    .requestMatchers(new AppReads())
                    .hasAnyRole(PartnerCaller.ROLE, PartnerCaller.APP)
                    .requestMatchers("/fhir", "/fhir/**")
                    .hasRole(PartnerCaller.ROLE)
                    .requestMatchers(
                        "/api/v1/tokens",
                        "/api/v1/tokens/*",
                        "/api/v1/clients",
                        "/api/v1/clients/*",
                        "/api/v1/people",
                        "/api/v1/people/**")
                    .hasAnyRole(WRITERS)
                    .requestMatchers(HttpMethod.GET, "/api/v1/audit", "/api/v1/certificates")
                    .hasAnyRole(REPAIRERS)
                    .requestMatchers(
                        HttpMethod.POST,
                        "/api/v1/messages/*/*",
                        "/api/v1/messages/replay",
                        "/api/v1/partners/*/*")
                    .hasAnyRole(REPAIRERS)
                    .requestMatchers(
                        HttpMethod.POST,
                        "/api/v1/sessions/*/coding",
                        "/api/v1/claims/*/*",
                        "/api/v1/authorizations",
                        "/api/v1/authorizations/*/update",
                        "/api/v1/eligibility",
                        "/api/v1/superbills",
                        "/api/v1/estimates")
                    .hasAnyRole(BILLERS)
                    .requestMatchers(
                        HttpMethod.GET,
                        "/api/v1/claims",
                        "/api/v1/claims/*",
                        "/api/v1/claims/*/packet",
                        "/api/v1/eligibility",
                        "/api/v1/eligibility/*",
                        "/api/v1/superbills",
                        "/api/v1/superbills/*",
                        "/api/v1/estimates",
                        "/api/v1/estimates/*")
                    .hasAnyRole(BILLERS)
                    .requestMatchers(HttpMethod.GET, "/api/v1/messages/*/raw")
                    .hasAnyRole(REPAIRERS)
                    .requestMatchers(
                        HttpMethod.GET,
                        "/api/v1/messages",
                        "/api/v1/messages/**",
                        "/api/v1/alerts",
                        "/api/v1/partners",
                        "/api/v1/partners/*",
                        "/api/v1/*/*/corrections",
                        "/api/v1/*/*/expected",
                        "/api/v1/expected",
                        "/api/v1/expected/*",
                        "/api/v1/openapi.json")
                    .hasAnyRole(STAFF)
                    .requestMatchers(HttpMethod.GET, "/api/v1/*/*")
                    .hasAnyRole(REPAIRERS)
                    .requestMatchers("/api/v1/**")
                    .hasAnyRole(WRITERS)
                    .anyRequest()
                    .hasAnyRole(STAFF))
        .exceptionHandling(
            failed ->
                failed
                    .authenticationEntryPoint(
                        (request, response, e) -> {
                          response.setHeader("WWW-Authenticate", "Bearer");
                          answers.write(
                              request,
                              response,
                              HttpStatus.UNAUTHORIZED,
                              "A known bearer token is needed.");
                        })
                    .accessDeniedHandler(
                        (request, response, e) ->
                            answers.write(
                                request,
                                response,
                                HttpStatus.FORBIDDEN,
                                Answers.fhir(request)
                                    ? "A partner's access token is needed here."
                                    : "The token's role does not permit this.")))
        .build();
  }
}
