package org.luer.gateway.cli;

import java.nio.file.Path;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.partner.InvalidSettings;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Receives;
import org.luer.gateway.partner.SettingsSource;
import org.luer.gateway.partner.Voice;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.core.Dialect;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Reads what {@code --partner} and {@code --zone} say about the partner's way of speaking. */
final class PartnerFile {
  private PartnerFile() {}

  /**
   * The agreed way of speaking.
   *
   * @param dialect for the mappings
   * @param clinic who reports, when a settings file names the clinic
   */
  record Agreed(Dialect dialect, @Nullable Organization clinic) {}

  static Agreed read(@Nullable Path file, @Nullable ZoneId zone, CommandLine command) {
    if (file == null) {
      return new Agreed(Dialect.DEFAULT.withZone(zone), null);
    }
    try {
      var settings = SettingsSource.partnerFile(file);
      if (settings.partners().size() != 1) {
        throw new ParameterException(command, file + ": must hold exactly one partner");
      }
      var partner = settings.partners().get(0);
      var voice = Voice.of(settings.clinic(), partner, endpoint(partner));
      var dialect = zone == null ? voice.dialect() : voice.dialect().withZone(zone);
      // a partner file without a clinic says nothing about who reports
      return new Agreed(dialect, settings.clinic().named() ? voice.clinic() : null);
    } catch (InvalidSettings invalid) {
      throw new ParameterException(command, invalid.getMessage(), invalid);
    }
  }

  private static @Nullable Receives endpoint(Partner partner) {
    return partner.receives().stream()
        .filter(r -> r.format() == Receives.Format.HL7V2)
        .findFirst()
        .orElse(partner.receives().isEmpty() ? null : partner.receives().get(0));
  }
}
