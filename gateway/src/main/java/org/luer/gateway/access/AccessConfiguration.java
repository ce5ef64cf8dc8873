package org.luer.gateway.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Clock;
import org.luer.gateway.database.DataDirectory;
import org.springframework.boot.autoconfigure.flyway.FlywayMigrationInitializer;
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

/** Which role reaches which path. Everything not named here needs a token. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {
  private static final String[] WRITERS = {Role.CLINIC.name(), Role.ADMIN.name()};
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
  SecurityFilterChain security(HttpSecurity http, Tokens tokens, ObjectMapper json)
      throws Exception {
    var problems = new ProblemWriter(json);
    return http.csrf(AbstractHttpConfigurer::disable) // no cookies: nothing to forge
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .addFilterBefore(
            new BearerTokenFilter(tokens, problems), AnonymousAuthenticationFilter.class)
        .authorizeHttpRequests(
            paths ->
                paths
                    .requestMatchers("/actuator/health", "/error")
                    .permitAll()
                    .requestMatchers("/api/v1/tokens", "/api/v1/tokens/*")
                    .hasAnyRole(WRITERS)
                    .requestMatchers(HttpMethod.POST, "/api/v1/messages/*/replay")
                    .hasAnyRole(REPAIRERS)
                    .requestMatchers(HttpMethod.GET, "/api/v1/messages/*/raw")
                    .hasAnyRole(REPAIRERS)
                    .requestMatchers(
                        HttpMethod.GET,
                        "/api/v1/messages",
                        "/api/v1/messages/**",
                        "/api/v1/openapi.json")
                    .authenticated()
                    .requestMatchers(HttpMethod.GET, "/api/v1/*/*")
                    .hasAnyRole(REPAIRERS)
                    .requestMatchers("/api/v1/**")
                    .hasAnyRole(WRITERS)
                    .anyRequest()
                    .authenticated())
        .exceptionHandling(
            failed ->
                failed
                    .authenticationEntryPoint(
                        (request, response, e) -> {
                          response.setHeader("WWW-Authenticate", "Bearer");
                          problems.write(
                              response, HttpStatus.UNAUTHORIZED, "A known bearer token is needed.");
                        })
                    .accessDeniedHandler(
                        (request, response, e) ->
                            problems.write(
                                response,
                                HttpStatus.FORBIDDEN,
                                "The token's role does not permit this.")))
        .build();
  }
}
