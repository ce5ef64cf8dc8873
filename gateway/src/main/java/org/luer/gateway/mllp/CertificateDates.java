package org.luer.gateway.mllp;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.mllp.TlsFiles.Held;
import org.luer.gateway.partner.Partners;
import org.luer.gateway.partner.Receives;
import org.luer.gateway.partner.Settings;

/**
 * Which certificates the gateway's listeners and its partners' endpoints use, and how long each is
 * still valid. Read from the files each time: they may have been renewed.
 */
public final class CertificateDates {
  private final Settings settings;
  private final Partners partners;
  private final Clock clock;

  /** The certificates that these settings name. */
  public CertificateDates(Settings settings, Partners partners, Clock clock) {
    this.settings = settings;
    this.partners = partners;
    this.clock = clock;
  }

  /**
   * One certificate in use.
   *
   * @param where {@code listener mllps}, {@code listener http} or {@code partner ID}
   * @param role {@code own} or {@code trusted}
   * @param subject whom it names; null when the files cannot be read
   * @param daysLeft whole days until it ends, negative when it has; null when the files cannot be
   *     read
   * @param problem why nothing is known of it; null when all is well
   */
  public record Dated(
      String where,
      String role,
      @Nullable String subject,
      @Nullable Instant validUntil,
      @Nullable Long daysLeft,
      @Nullable String problem) {}

  /** All of them, those that end first coming first; files that cannot be read before all. */
  public List<Dated> list() {
    var all = new ArrayList<Dated>();
    var mllp = settings.mllp().tls();
    if (mllp != null) {
      add(all, "listener mllps", MllpConfiguration.ListenerTls.files(mllp));
    }
    var http = settings.http().tls();
    if (http != null) {
      add(
          all,
          "listener http",
          new TlsFiles(
              http.certFile(), http.keyFile(), http.storeFile(), http.passwordFile(), null));
    }
    for (var partner : partners.current().all()) {
      partner.receives().stream()
          .map(CertificateDates::files)
          .distinct()
          .forEach(files -> add(all, "partner " + partner.id(), files));
    }
    all.sort(
        java.util.Comparator.comparing(
            d -> Optional.ofNullable(d.validUntil()).orElse(Instant.MIN)));
    return all;
  }

  private static TlsFiles files(Receives receives) {
    var auth = receives.auth();
    return auth == null
        ? new TlsFiles(null, null, null, null, receives.trustFile())
        : new TlsFiles(
            auth.certFile(),
            auth.keyFile(),
            auth.storeFile(),
            auth.passwordFile(),
            receives.trustFile());
  }

  private void add(List<Dated> all, String where, TlsFiles files) {
    if (files.all().isEmpty()) {
      return;
    }
    try {
      files.certificates().forEach(held -> all.add(dated(where, held)));
    } catch (IOException e) {
      all.add(new Dated(where, "own", null, null, null, "The TLS files cannot be used."));
    }
  }

  private Dated dated(String where, Held held) {
    var end = held.certificate().getNotAfter().toInstant();
    return new Dated(
        where,
        held.role().name().toLowerCase(Locale.ROOT),
        held.certificate().getSubjectX500Principal().getName(),
        end,
        Math.floorDiv(Duration.between(clock.instant(), end).toSeconds(), 86_400L),
        null);
  }
}
