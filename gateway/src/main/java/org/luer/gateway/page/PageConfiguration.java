package org.luer.gateway.page;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.web.filter.OncePerRequestFilter;

/** What stands in front of the page: session, forged forms, headers. */
@Configuration(proxyBeanMethods = false)
class PageConfiguration {
  private static final String POLICY =
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self';"
          + " base-uri 'none'; frame-ancestors 'none'";

  @Bean
  SessionCookie sessionCookie(PublicAddress address) {
    return new SessionCookie(address);
  }

  @Bean
  FormTokens formTokens(SessionCookie cookies) {
    return new FormTokens(cookies);
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
      HttpSecurity http,
      Logins logins,
      Partners partners,
      SessionCookie cookies,
      FormTokens forms,
      RateLimits limits)
      throws Exception {
    return http.securityMatcher("/my", "/my/**")
        .csrf(forms::protect)
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .addFilterBefore(limits, AnonymousAuthenticationFilter.class)
        .addFilterBefore(new Entrance(logins, partners, cookies), RateLimits.class)
        .headers(
            headers ->
                headers
                    .contentSecurityPolicy(policy -> policy.policyDirectives(POLICY))
                    .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER)))
        .authorizeHttpRequests(
            paths ->
                paths
                    .requestMatchers("/my/login", "/my/join", "/my/join/**", "/my/assets/*")
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
                            tell(
                                response,
                                HttpStatus.FORBIDDEN,
                                "This form has expired",
                                "Go back, load the page again and send the form once more.")))
        .build();
  }

  private static void tell(
      HttpServletResponse response, HttpStatus status, String title, String text)
      throws IOException {
    response.setStatus(status.value());
    response.setContentType("text/html;charset=UTF-8");
    response.getOutputStream().write(Layout.message(title, text).getBytes(StandardCharsets.UTF_8));
  }

  /** Finds out whose session the cookie is. */
  private static final class Entrance extends OncePerRequestFilter {
    private final Logins logins;
    private final Partners partners;
    private final SessionCookie cookies;

    Entrance(Logins logins, Partners partners, SessionCookie cookies) {
      this.logins = logins;
      this.partners = partners;
      this.cookies = cookies;
    }

    @Override
    protected void doFilterInternal(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws ServletException, IOException {
      try {
        cookies
            .read(request)
            .flatMap(logins::session)
            .flatMap(
                person ->
                    partners
                        .current()
                        .find(person.partner())
                        .map(partner -> new PersonCaller(person, partner)))
            .ifPresent(Entrance::enter);
      } catch (DataAccessException e) {
        response.setHeader(HttpHeaders.RETRY_AFTER, "5");
        tell(
            response,
            HttpStatus.SERVICE_UNAVAILABLE,
            "Not available at the moment",
            "Please try again in a minute.");
        return;
      }
      chain.doFilter(request, response);
    }

    private static void enter(PersonCaller caller) {
      var context = SecurityContextHolder.createEmptyContext();
      context.setAuthentication(caller);
      SecurityContextHolder.setContext(context);
    }
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
