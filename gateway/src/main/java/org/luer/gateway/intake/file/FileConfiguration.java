package org.luer.gateway.intake.file;

import java.time.Clock;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.luer.gateway.journal.Journal;
import org.luer.gateway.mllp.PartnerIntake;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.partner.Settings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** The intake of files in the service. */
@Configuration(proxyBeanMethods = false)
class FileConfiguration {
  @Bean
  FolderWatch folderWatch(
      Partners partners,
      PartnerIntake intake,
      Journal journal,
      DataSource database,
      TransactionTemplate transaction,
      Settings settings,
      Clock clock,
      Flyway migrated) {
    var files = new TakenFiles(JdbcClient.create(database));
    return new FolderWatch(
        partners,
        new FolderIntake(intake, journal, files, transaction, settings.clinic(), clock),
        database,
        clock);
  }
}
