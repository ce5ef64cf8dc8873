package org.luer.gateway.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.luer.gateway.health.Readiness;
import org.luer.gateway.intake.http.RecordReader;
import org.luer.gateway.journal.Journal;
import org.luer.gateway.journal.Messages;
import org.luer.gateway.mllp.Framing;
import org.luer.gateway.mllp.MllpListener;
import org.luer.gateway.mllp.MllpThreads;
import org.luer.gateway.partner.Partners;
import org.springframework.context.annotation.Bean;

/**
 * What a demo adds to the service: the two simulated hospitals and the simulated insurer, on the
 * loopback ports that {@code luer-demo.yaml} names, and invented sessions. Nothing of it is there
 * in a normal start.
 */
public class Demo {
  static final String LAKESIDE = "simulated-lakeside";
  static final String RIVERSIDE = "simulated-riverside";
  static final String PLAN = "simulated-plan";
  private static final int CONNECTIONS = 16;

  /** The built-in settings, as a file of their own that ends with this process. */
  public static Path settings() {
    try (var built = Demo.class.getResourceAsStream("luer-demo.yaml")) {
      var file = Files.createTempFile("luer-demo", ".yaml");
      Files.copy(Objects.requireNonNull(built), file, StandardCopyOption.REPLACE_EXISTING);
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("the demo's settings cannot be written", e);
    }
  }

  @Bean
  SimulatedHl7v2Hospital simulatedLakeside(Clock clock) {
    return new SimulatedHl7v2Hospital(LAKESIDE, clock);
  }

  @Bean(destroyMethod = "close")
  MllpListener simulatedLakesideListener(
      SimulatedHl7v2Hospital hospital,
      MllpThreads threads,
      Partners partners,
      Readiness readiness) {
    int port = address(partners, LAKESIDE).getPort();
    var options =
        new MllpListener.Options(
            LAKESIDE,
            "127.0.0.1",
            port,
            Framing.LISTENER,
            CONNECTIONS,
            Duration.ofHours(1),
            Optional.empty());
    var listener = new MllpListener(options, hospital, threads);
    readiness.register(LAKESIDE).ready("mllp://127.0.0.1:" + listener.start());
    return listener;
  }

  @Bean(destroyMethod = "close")
  SimulatedFhirHospital simulatedRiverside(Partners partners, Readiness readiness)
      throws IOException {
    var address = address(partners, RIVERSIDE);
    readiness.register(RIVERSIDE).ready(address.toString());
    return new SimulatedFhirHospital(RIVERSIDE, address.getPort(), address.getPath());
  }

  @Bean(destroyMethod = "close")
  SimulatedInsurer simulatedPlan(Partners partners, Readiness readiness, Clock clock)
      throws IOException {
    var address = address(partners, PLAN);
    readiness.register(PLAN).ready(address.toString());
    return new SimulatedInsurer(address.getPort(), address.getPath(), clock);
  }

  @Bean
  DemoSessions demoSessions(Journal journal, Messages messages, RecordReader reader) {
    return new DemoSessions(journal, messages, reader);
  }

  private static URI address(Partners partners, String id) {
    return partners
        .current()
        .find(id)
        .filter(partner -> !partner.receives().isEmpty())
        .map(partner -> partner.receives().get(0).transport())
        .filter(uri -> "127.0.0.1".equals(uri.getHost()))
        .orElseThrow(
            () -> new IllegalStateException("the demo needs partner " + id + " on 127.0.0.1"));
  }
}
