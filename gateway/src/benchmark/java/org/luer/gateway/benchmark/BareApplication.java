package org.luer.gateway.benchmark;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.server.RestfulServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;

/** The floor of the boot benchmark: Boot, Camel, a HAPI FHIR server and an embedded PostgreSQL, and nothing else. */
@SpringBootConfiguration
@EnableAutoConfiguration(
    excludeName = {
      "org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration",
      "org.springframework.boot.autoconfigure.security.servlet.SecurityFilterAutoConfiguration",
      "org.springframework.boot.autoconfigure.security.servlet.UserDetailsServiceAutoConfiguration",
      "org.springframework.boot.actuate.autoconfigure.security.servlet.ManagementWebSecurityAutoConfiguration",
      "org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration",
      "com.github.kagkarlsson.scheduler.boot.autoconfigure.DbSchedulerAutoConfiguration",
      "com.github.kagkarlsson.scheduler.boot.autoconfigure.DbSchedulerMetricsAutoConfiguration",
      "com.github.kagkarlsson.scheduler.boot.autoconfigure.DbSchedulerActuatorAutoConfiguration",
    })
public class BareApplication {

  /** Starts it; arguments: port, data directory. */
  public static void main(String[] args) {
    var application = new SpringApplication(BareApplication.class);
    application.setDefaultProperties(
        java.util.Map.of(
            "server.address", "127.0.0.1",
            "server.port", args[0],
            "bare.data", args[1],
            "spring.main.banner-mode", "off",
            "spring.config.location", "optional:classpath:/no-such-folder/",
            "spring.task.execution.mode", "force",
            "springdoc.api-docs.enabled", "false",
            "camel.main.run-controller", "true"));
    application.run();
  }

  @Bean(destroyMethod = "close")
  EmbeddedPostgres postgres(org.springframework.core.env.Environment environment) throws IOException {
    var data = Path.of(environment.getRequiredProperty("bare.data"));
    return EmbeddedPostgres.builder()
        .setDataDirectory(data.resolve("pg"))
        .setOverrideWorkingDirectory(data.resolve("bin").toFile())
        .setCleanDataDirectory(false)
        .setServerConfig("listen_addresses", "127.0.0.1")
        .start();
  }

  @Bean
  DataSource dataSource(EmbeddedPostgres postgres) {
    return postgres.getPostgresDatabase();
  }

  @Bean
  ServletRegistrationBean<RestfulServer> fhir() {
    return new ServletRegistrationBean<>(new RestfulServer(FhirContext.forR4Cached()), "/fhir/*");
  }

  @Bean
  RouteBuilder route() {
    return new RouteBuilder() {
      @Override
      public void configure() {
        from("netty:tcp://127.0.0.1:0?sync=true&textline=true").to("direct:next");
        from("direct:next").setBody(constant("ok"));
      }
    };
  }
}
