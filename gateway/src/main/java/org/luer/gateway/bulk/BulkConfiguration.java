package org.luer.gateway.bulk;

import java.time.Clock;
import org.luer.gateway.access.AuditTrail;
import org.luer.gateway.access.oauth.Clients;
import org.luer.gateway.database.DataDirectory;
import org.luer.gateway.intake.fhir.CapabilityPart;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.partner.Settings;
import org.luer.gateway.pull.ClientReads;
import org.luer.gateway.work.WorkerRun;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Bulk exports in the service. */
@Configuration(proxyBeanMethods = false)
class BulkConfiguration {
  @Bean
  ExportStore exportStore(JdbcClient jdbc) {
    return new ExportStore(jdbc);
  }

  @Bean
  ExportFiles exportFiles(DataDirectory directory) {
    return new ExportFiles(directory.path().resolve("bulk"));
  }

  @Bean(destroyMethod = "")
  ExportWorker exportWorker(
      ExportStore store,
      ExportFiles files,
      ClientReads reads,
      Clients clients,
      Partners partners,
      AuditTrail audit,
      TransactionTemplate transaction,
      Settings settings,
      Clock clock) {
    var parts = new ExportWorker.Parts(store, files, reads, clients, partners, audit, transaction);
    return new ExportWorker(parts, settings.bulk().keep(), clock);
  }

  /** After what describes the resources that it adds to. */
  @Bean
  @Order
  CapabilityPart bulkCapability() {
    return new BulkCapability();
  }

  @Bean
  @ConditionalOnProperty(name = "delivery.enabled", matchIfMissing = true)
  WorkerRun exportRun(ExportWorker worker, Settings settings) {
    return new WorkerRun(worker, settings);
  }
}
