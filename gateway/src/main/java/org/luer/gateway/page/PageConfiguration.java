package org.luer.gateway.page;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.luer.gateway.access.PublicAddress;
import org.luer.gateway.access.RateLimits;
import org.luer.gateway.alert.MailWay;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.partner.Settings;
import org.luer.gateway.people.Logins;
import org.luer.gateway.people.People;
import org.luer.gateway.pull.PartnerView;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/** What stands in front of the page: session, forged forms, headers. */
@Configuration(proxyBeanMethods = false)
public class PageConfiguration {
  /** What a page may load, and where its forms may go. */
  public static final String POLICY =
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none';"
          + " frame-ancestors 'none'; form-action 'self'";

  @Bean
  SessionCookie sessionCookie(PublicAddress address) {
    return new SessionCookie(address);
  }

  @Bean
  FormTokens formTokens(SessionCookie cookies) {
    return new FormTokens(cookies);
  }

  @Bean
  Entrance entrance(Logins logins, Partners partners, SessionCookie cookies) {
    return new Entrance(logins, partners, cookies);
  }

  /** It stands in the security chains only. */
  @Bean
  FilterRegistrationBean<Entrance> entranceOnce(Entrance entrance) {
    var registration = new FilterRegistrationBean<>(entrance);
    registration.setEnabled(false);
    return registration;
  }

  @Bean
  News news(
      People people,
      Partners partners,
      PartnerView view,
      PublicAddress address,
      Settings settings) {
    var server = settings.alerts().mail();
    var mail = server == null ? null : new MailWay(server);
    return new News(
        people,
        partners,
        view,
        address,
        settings.clinic().name(),
        mail == null ? null : mail::send);
  }

  /** Run by the scheduler of the lanes, by one node at a time. */
  @Bean
  @ConditionalOnProperty(name = "delivery.enabled", matchIfMissing = true)
  RecurringTask<?> newsTimer(ObjectProvider<News> news) {
    return Tasks.recurring("news", FixedDelay.of(News.EVERY))
        .execute((instance, context) -> news.getObject().look());
  }

  @Bean
  @Order(2)
  SecurityFilterChain pageSecurity(
      HttpSecurity http, Entrance entrance, FormTokens forms, RateLimits limits) throws Exception {
    return http.securityMatcher("/my", "/my/**")
        .csrf(forms::protect)
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .addFilterBefore(limits, AnonymousAuthenticationFilter.class)
        .addFilterBefore(entrance, RateLimits.class)
        .headers(
            headers ->
                headers
                    .contentSecurityPolicy(policy -> policy.policyDirectives(POLICY))
                    .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER)))
        .authorizeHttpRequests(
            paths ->
                paths
                    .requestMatchers(
                        "/my/login",
                        "/my/join",
                        "/my/join/**",
                        "/my/openid",
                        OpenIdClient.BACK,
                        "/my/assets/*")
                    .permitAll()
                    .anyRequest()
                    .hasRole(PersonCaller.ROLE))
        .exceptionHandling(
            failed ->
                failed
                    .authenticationEntryPoint(
                        (request, response, e) -> {
                          response.setStatus(HttpStatus.SEE_OTHER.value());
                          response.setHeader(HttpHeaders.LOCATION, "/my/login");
                        })
                    .accessDeniedHandler(
                        (request, response, e) ->
                            Layout.tell(
                                response,
                                HttpStatus.FORBIDDEN,
                                "This form has expired",
                                "Go back, load the page again and send the form once more.")))
        .build();
  }

  /** The tokens that forms carry, so that no other site can send one for somebody. */
  static final class FormTokens {
    private final CookieCsrfTokenRepository repository = new CookieCsrfTokenRepository();

    FormTokens(SessionCookie cookies) {
      repository.setCookiePath("/");
      // asked for each time: the port, and so the address, is known only once the gateway listens
      repository.setCookieCustomizer(
          c -> c.httpOnly(true).secure(cookies.secure()).sameSite("Lax"));
      repository.setCookieName("luer-form");
      repository.setParameterName("form");
    }

    void protect(CsrfConfigurer<HttpSecurity> csrf) {
      csrf.csrfTokenRepository(repository);
    }

    /** A new one is made for whoever has just logged in or out. */
    void renew(HttpServletRequest request, HttpServletResponse response) {
      repository.saveToken(null, request, response);
    }
  }
}
