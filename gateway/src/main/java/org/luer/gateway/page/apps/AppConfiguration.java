package org.luer.gateway.page.apps;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Audit;
import org.luer.gateway.access.PublicAddress;
import org.luer.gateway.access.RateLimits;
import org.luer.gateway.access.oauth.AppGrants;
import org.luer.gateway.access.oauth.Clients;
import org.luer.gateway.access.oauth.TokenEndpoint;
import org.luer.gateway.page.Entrance;
import org.luer.gateway.page.PageConfiguration;
import org.luer.gateway.page.PatientChoices;
import org.luer.gateway.page.PersonCaller;
import org.luer.gateway.partner.Settings;
import org.luer.gateway.pull.PartnerView;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationConsent;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationConsentService;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationConsentAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.web.OAuth2AuthorizationEndpointFilter;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2AuthorizationConsentAuthenticationConverter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.authentication.DelegatingAuthenticationConverter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The authorization endpoint, by Spring Authorization Server, behind the login of the page (SMART
 * App Launch 2, standalone launch).
 */
@Configuration(proxyBeanMethods = false)
class AppConfiguration {
  /** Where the person is asked. */
  static final String QUESTION = "/my/apps/question";

  @Bean
  PatientChoices patientChoices(PartnerView view) {
    return new PatientChoices(view);
  }

  @Bean
  @Order(0)
  SecurityFilterChain appSecurity(
      HttpSecurity http,
      Entrance entrance,
      RateLimits limits,
      Clients clients,
      AppGrants grants,
      PatientChoices choices,
      PublicAddress address,
      Settings settings,
      Audit audit,
      TransactionTemplate transaction)
      throws Exception {
    var questions = new OAuth2AuthorizationCodeRequestAuthenticationProvider(clients, grants, ASK);
    questions.setAuthenticationValidator(new AppRules(clients, address));
    questions.setAuthorizationConsentRequired(context -> true);
    var answers = new OAuth2AuthorizationConsentAuthenticationProvider(clients, grants, ASK);
    var endpoint =
        new OAuth2AuthorizationEndpointFilter(
            new ProviderManager(
                questions, new ChosenPatient(answers, grants, choices, transaction)),
            TokenEndpoint.AUTHORIZE);
    endpoint.setAuthenticationConverter(
        new DelegatingAuthenticationConverter(
            Arrays.asList(
                new AppRequestConverter(clients),
                new OAuth2AuthorizationConsentAuthenticationConverter(),
                request -> {
                  throw AppRules.refusal(
                      OAuth2ErrorCodes.INVALID_REQUEST,
                      "This is no question of an app and no answer to one.",
                      null);
                })));
    endpoint.setAuthenticationFailureHandler(new AppFailures(clients, audit));
    // behind a proxy the address that a request was sent to may be another
    endpoint.setConsentPage(
        settings.http().publicUrl() == null ? QUESTION : address.base() + QUESTION);
    return http.securityMatcher(TokenEndpoint.AUTHORIZE)
        // an answer carries the state of its question, which is given to nobody else
        .csrf(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .addFilterBefore(limits, AnonymousAuthenticationFilter.class)
        .addFilterBefore(entrance, RateLimits.class)
        .addFilterBefore(new ServerContext(address), AuthorizationFilter.class)
        .addFilterAfter(endpoint, ServerContext.class)
        .headers(
            headers ->
                headers
                    .contentSecurityPolicy(
                        policy -> policy.policyDirectives(PageConfiguration.POLICY))
                    .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER)))
        .authorizeHttpRequests(paths -> paths.anyRequest().hasRole(PersonCaller.ROLE))
        .exceptionHandling(
            failed ->
                failed.authenticationEntryPoint(
                    (request, response, e) -> {
                      response.setStatus(HttpStatus.SEE_OTHER.value());
                      response.setHeader(
                          HttpHeaders.LOCATION,
                          "/my/login?next="
                              + URLEncoder.encode(
                                  TokenEndpoint.AUTHORIZE + "?" + request.getQueryString(),
                                  StandardCharsets.UTF_8));
                    }))
        .build();
  }

  /** Nothing is remembered: the person is asked each time, and for which patient. */
  private static final OAuth2AuthorizationConsentService ASK =
      new OAuth2AuthorizationConsentService() {
        @Override
        public void save(OAuth2AuthorizationConsent consent) {
          // what was granted stands with the tokens
        }

        @Override
        public void remove(OAuth2AuthorizationConsent consent) {
          // there is none
        }

        @Override
        public @Nullable OAuth2AuthorizationConsent findById(String client, String person) {
          return null;
        }
      };
}
