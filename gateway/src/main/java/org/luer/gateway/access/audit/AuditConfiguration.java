package org.luer.gateway.access.audit;

import java.io.IOException;
import java.time.Clock;
import org.luer.gateway.database.DataDirectory;
import org.springframework.boot.autoconfigure.flyway.FlywayMigrationInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Seals the audit while the gateway runs. */
@Configuration(proxyBeanMethods = false)
class AuditConfiguration {
  @Bean
  NodeKey nodeKey(DataDirectory directory) throws IOException {
    return NodeKey.in(directory.path());
  }

  @Bean
  AuditSeals auditSeals(
      JdbcClient jdbc,
      TransactionTemplate transaction,
      Clock clock,
      NodeKey key,
      FlywayMigrationInitializer migrated) {
    var seals = new AuditSeals(jdbc, transaction, clock, key);
    seals.start();
    return seals;
  }

  @Bean
  AuditProof auditProof(JdbcClient jdbc, Clock clock, NodeKey key) {
    return new AuditProof(jdbc, clock, key);
  }
}
