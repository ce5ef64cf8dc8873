package org.luer.gateway.exchange.sessionreport;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.partner.ClinicSettings;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Partner.Identify;
import org.luer.gateway.partner.Receives;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Dialect.Party;
import org.luer.mappings.core.Dialect.VitalsLayout;
import org.luer.mappings.core.Systems;

/** A partner's settings as the mapping library wants them. */
final class PartnerDialect {
  private PartnerDialect() {}

  /** For what is sent to this endpoint. */
  static Dialect of(ClinicSettings clinic, Partner partner, Receives endpoint) {
    var to = endpoint.to();
    return of(
        clinic, partner, to == null ? null : to.application(), to == null ? null : to.facility());
  }

  /** For what this partner sends. */
  static Dialect of(ClinicSettings clinic, Partner partner) {
    var identify = Optional.ofNullable(partner.identify());
    return of(
        clinic,
        partner,
        identify.map(Identify::application).orElse(null),
        identify.map(Identify::facility).orElse(null));
  }

  private static Dialect of(
      ClinicSettings clinic,
      Partner partner,
      @Nullable String application,
      @Nullable String facility) {
    var dialect = partner.dialect();
    var authority = partner.authority();
    var zone = dialect.zone() != null ? dialect.zone() : partner.zone();
    return new Dialect(
        partner.id(),
        Systems.DEFAULT_BASE,
        dialect.version(),
        dialect.layout() == org.luer.gateway.partner.Dialect.Layout.A
            ? VitalsLayout.TIME_POINTS
            : VitalsLayout.OBR_PER_TIME,
        zone != null ? zone : clinic.zone(),
        false,
        new Party(clinic.application(), null, clinic.facility(), null, clinic.id(), null),
        new Party(
            Objects.requireNonNullElse(application, ""),
            null,
            Objects.requireNonNullElse(facility, ""),
            null,
            authority == null ? null : authority.namespace(),
            authority == null ? null : authority.oid()),
        clinic.processing().name());
  }
}
