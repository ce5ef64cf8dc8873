package org.luer.gateway.intake.fhir;

import java.time.Clock;
import java.util.List;
import org.luer.gateway.access.Audit;
import org.luer.gateway.access.PartnerCaller;
import org.luer.gateway.journal.Journal;
import org.luer.gateway.partner.Settings;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The FHIR interface for what partners send. */
@Configuration(proxyBeanMethods = false)
class FhirConfiguration {
  static {
    SpringDocUtils.getConfig().addRequestWrapperToIgnore(PartnerCaller.class);
  }

  @Bean
  FhirIntake fhirIntake(
      Journal journal,
      JdbcClient jdbc,
      Settings settings,
      Audit audit,
      List<PostedAnswers> answers,
      Clock clock) {
    return new FhirIntake(
        journal, new PartnerResources(jdbc), settings.clinic(), audit, answers, clock);
  }

  @Bean
  Capability capability(Settings settings, ObjectProvider<CapabilityPart> parts, Clock clock) {
    return new Capability(settings.clinic(), parts.orderedStream().toList(), clock);
  }
}
