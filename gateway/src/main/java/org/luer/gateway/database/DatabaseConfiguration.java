package org.luer.gateway.database;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The pool on the database that was started before everything else. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {
  /**
   * Hardly anything but a partner's largest file keeps a connection so long. What forgot to give it
   * back is named in the log, before the pool is empty.
   */
  private static final Duration TOO_LONG = Duration.ofMinutes(10);

  @Bean
  HikariDataSource dataSource(Database database) {
    var pool = database.dataSource();
    pool.setLeakDetectionThreshold(TOO_LONG.toMillis());
    return pool;
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }
}
