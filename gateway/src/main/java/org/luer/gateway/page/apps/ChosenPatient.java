package org.luer.gateway.page.apps;

import java.util.Objects;
import org.luer.gateway.access.oauth.AppGrants;
import org.luer.gateway.page.PatientChoices;
import org.luer.gateway.page.PersonCaller;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationConsentAuthenticationToken;
import org.springframework.transaction.support.TransactionTemplate;

/** The answer of a person: Spring examines it, and what comes of it is for one patient. */
final class ChosenPatient implements AuthenticationProvider {
  private final AuthenticationProvider spring;
  private final AppGrants grants;
  private final PatientChoices choices;
  private final TransactionTemplate transaction;

  ChosenPatient(
      AuthenticationProvider spring,
      AppGrants grants,
      PatientChoices choices,
      TransactionTemplate transaction) {
    this.spring = spring;
    this.grants = grants;
    this.choices = choices;
    this.transaction = transaction;
  }

  @Override
  public Authentication authenticate(Authentication authentication) {
    var answer = (OAuth2AuthorizationConsentAuthenticationToken) authentication;
    if (answer.getScopes().isEmpty()) {
      return Objects.requireNonNull(
          spring.authenticate(answer)); // which tells the app that it may not
    }
    if (!(answer.getPrincipal() instanceof PersonCaller person)
        || !(answer.getAdditionalParameters().get("patient") instanceof String chosen)
        || choices.find(person.partner(), chosen).isEmpty()) {
      throw AppRules.refusal(
          OAuth2ErrorCodes.INVALID_REQUEST, "One of your patients must be chosen.", null);
    }
    return Objects.requireNonNull(
        transaction.execute(
            status -> {
              var given =
                  (OAuth2AuthorizationCodeRequestAuthenticationToken) spring.authenticate(answer);
              var code = Objects.requireNonNull(given).getAuthorizationCode();
              grants.patient(
                  Objects.requireNonNull(code).getTokenValue(),
                  chosen,
                  choices.clinician(person.partner(), chosen, person.person().npi()).orElse(null));
              return given;
            }));
  }

  @Override
  public boolean supports(Class<?> authentication) {
    return spring.supports(authentication);
  }
}
