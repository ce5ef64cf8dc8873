package org.luer.gateway.mllp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luer.gateway.mllp.CertificateDates.Dated;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.partner.SettingsSource;

class CertificateDatesTest {
  private static final Certificates CERTIFICATES = Certificates.shared();
  private static final String SETTINGS =
      """
      luer:
        http:
          tls: {store-file: %s, password-file: %s}
        mllp:
          tls: {store-file: %s, password-file: %s, trust-file: %s}
        partners:
          - id: rgh
            kind: hospital
            name: General
            receives:
              - {transport: "mllps://h:1", format: hl7v2, exchanges: [results], trust-file: %s, auth: {cert-file: %s, key-file: %s}}
              - {transport: "mllps://h:2", format: hl7v2, exchanges: [results], trust-file: %s, auth: {cert-file: %s, key-file: %s}}
              - {transport: "mllp://127.0.0.1:3", format: hl7v2, exchanges: [results]}
      """;

  @TempDir private Path folder;

  @Test
  void everyCertificateInUseIsListedWithItsDaysLeft() throws Exception {
    var client = CERTIFICATES.client();
    var trust = Files.copy(CERTIFICATES.authority(), folder.resolve("trust.crt"));
    var text =
        SETTINGS.formatted(
            CERTIFICATES.store(CERTIFICATES.stranger()),
            CERTIFICATES.password(),
            CERTIFICATES.store(CERTIFICATES.server()),
            CERTIFICATES.password(),
            CERTIFICATES.trustStore(),
            trust,
            client.certificate(),
            client.key(),
            trust,
            client.certificate(),
            client.key());
    var file = Files.writeString(folder.resolve("luer.yaml"), text);
    var source = new SettingsSource(file, Map.of(), List.of());
    var settings = source.read();
    try (var partners = new Partners(source, settings)) {
      var now = new CertificateDates(settings, partners, Clock.systemUTC()).list();
      assertThat(now)
          .extracting(d -> d.where() + " " + d.role() + " " + d.subject())
          .containsExactlyInAnyOrder(
              "listener http own CN=localhost",
              "listener mllps own CN=server",
              "listener mllps own CN=Test authority",
              "listener mllps trusted CN=Test authority",
              "partner rgh own CN=client",
              "partner rgh own CN=Test authority",
              "partner rgh trusted CN=Test authority");
      assertThat(now).allMatch(d -> left(d) > 0 && left(d) <= 90);

      var end = Objects.requireNonNull(now.get(0).validUntil());
      assertThat(first(settings, partners, end.minus(Duration.ofDays(3)))).isEqualTo(3);
      assertThat(first(settings, partners, end.plusSeconds(1))).isEqualTo(-1);

      Files.writeString(trust, "nothing");
      var broken = new CertificateDates(settings, partners, Clock.systemUTC()).list();
      assertThat(broken.get(0).problem()).isNotNull();
      assertThat(broken).hasSize(5);
    }
  }

  private static long first(
      org.luer.gateway.partner.Settings settings, Partners partners, Instant at) {
    var clock = Clock.fixed(at, ZoneOffset.UTC);
    return left(new CertificateDates(settings, partners, clock).list().get(0));
  }

  private static long left(Dated dated) {
    return Objects.requireNonNull(dated.daysLeft());
  }
}
