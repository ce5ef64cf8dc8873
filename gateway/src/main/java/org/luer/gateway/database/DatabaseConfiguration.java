package org.luer.gateway.database;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The pool on the database that was started before everything else. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {
  @Bean
  HikariDataSource dataSource(Database database) {
    return database.dataSource();
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }
}
