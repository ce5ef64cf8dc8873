package org.luer.gateway.partner;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The partners of the settings the gateway started with, and of their later changes. */
@Configuration(proxyBeanMethods = false)
class PartnerConfiguration {
  @Bean
  Partners partners(SettingsSource source, Settings settings) {
    return new Partners(source, settings);
  }
}
