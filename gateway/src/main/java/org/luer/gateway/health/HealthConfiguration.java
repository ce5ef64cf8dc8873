package org.luer.gateway.health;

import org.luer.gateway.partner.Partners;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What health looks at beside the database: the parts' readiness and the settings file. */
@Configuration(proxyBeanMethods = false)
class HealthConfiguration {
  @Bean
  Readiness readiness() {
    return new Readiness();
  }

  @Bean
  HealthIndicator partsHealthIndicator(Readiness readiness) {
    return () -> {
      var states = readiness.states();
      var up = states.values().stream().allMatch(Readiness.State::ready);
      var health = up ? Health.up() : Health.down();
      states.forEach((name, state) -> health.withDetail(name, state.detail()));
      return health.build();
    };
  }

  /**
   * An invalid file is worth a look and no reason to send traffic elsewhere: 200 with status
   * DEGRADED.
   */
  @Bean
  HealthIndicator settingsHealthIndicator(Partners partners) {
    return () -> {
      var problems = partners.problems();
      return problems.isEmpty()
          ? Health.up().build()
          : Health.status("DEGRADED").withDetail("problems", problems).build();
    };
  }
}
