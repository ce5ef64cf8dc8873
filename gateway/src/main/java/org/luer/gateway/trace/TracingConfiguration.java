package org.luer.gateway.trace;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.partner.Settings;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.filter.OncePerRequestFilter;

/** Tracing in the service; without its settings nothing of OpenTelemetry is even loaded. */
@Configuration(proxyBeanMethods = false)
class TracingConfiguration {
  private static final String SOURCE = "select coalesce(source, id) from message where id = :id";

  /** On from now until it is closed, if the settings say so. */
  static final class Switch implements AutoCloseable {
    private final @Nullable Otlp otlp;

    Switch(@Nullable Otlp otlp) {
      this.otlp = otlp;
      if (otlp != null) {
        Traces.to(otlp);
      }
    }

    @Override
    public void close() {
      if (otlp != null) {
        Traces.to(null);
        otlp.close();
      }
    }
  }

  @Bean(destroyMethod = "close")
  Switch tracing(Settings settings, JdbcClient jdbc) {
    var wanted = settings.tracing();
    return new Switch(
        wanted == null
            ? null
            : new Otlp(
                wanted,
                ManagementFactory.getRuntimeMXBean().getName(),
                id -> jdbc.sql(SOURCE).param("id", id).query(String.class).optional().orElse(id)));
  }

  @Bean
  FilterRegistrationBean<Requests> tracedRequests(Settings settings) {
    var filter = new FilterRegistrationBean<>(new Requests());
    filter.setEnabled(settings.tracing() != null);
    filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 10);
    return filter;
  }

  /** What a request brings belongs to it, and to the trace of its caller. */
  static final class Requests extends OncePerRequestFilter {
    @Override
    protected void doFilterInternal(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws ServletException, IOException {
      var way = request.getRequestURI().startsWith("/fhir") ? "fhir" : "http";
      var arrival = Traces.arrive(way, request.getHeader("traceparent"));
      try {
        chain.doFilter(request, response);
      } finally {
        arrival.close();
      }
    }
  }
}
