package org.luer.gateway.people;

import java.time.Clock;
import org.luer.gateway.access.Audit;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.flyway.FlywayMigrationInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** People's logins. */
@Configuration(proxyBeanMethods = false)
class PeopleConfiguration {
  /** Rounds: what OWASP asks for. Tests ask for fewer. */
  @Bean
  Passwords passwords(@Value("${people.password-rounds:600000}") int rounds) {
    return new Passwords(rounds);
  }

  @Bean
  People people(
      JdbcClient jdbc,
      TransactionTemplate transaction,
      Audit audit,
      Clock clock,
      FlywayMigrationInitializer migrated) {
    return new People(jdbc, transaction, audit, clock);
  }

  @Bean
  Enrolment enrolment(
      JdbcClient jdbc,
      TransactionTemplate transaction,
      Passwords passwords,
      Audit audit,
      Clock clock) {
    return new Enrolment(jdbc, transaction, passwords, audit, clock);
  }

  @Bean
  Logins logins(
      JdbcClient jdbc,
      TransactionTemplate transaction,
      Passwords passwords,
      Audit audit,
      Clock clock) {
    return new Logins(jdbc, transaction, passwords, audit, clock);
  }
}
