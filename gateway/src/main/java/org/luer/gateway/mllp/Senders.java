package org.luer.gateway.mllp;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.mllp.MessageIntake.Peer;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Partner.Identify;
import org.luer.gateway.partner.Partners;

/**
 * Recognises who sent a message: by MSH-3 and MSH-4, by the certificate that was shown, by the
 * listener that was called, or by several of these. All that a partner's settings name must fit; of
 * two partners that fit, it is the one whose settings name more.
 */
final class Senders {
  private final Partners partners;

  Senders(Partners partners) {
    this.partners = partners;
  }

  /** The partner that sent it. */
  Optional<Partner> of(Hl7v2Text text, Peer peer) {
    return partners.current().all().stream()
        .filter(partner -> partner.identify() != null && fits(partner.identify(), text, peer))
        .reduce((a, b) -> detail(a.identify()) >= detail(b.identify()) ? a : b);
  }

  /** Whether MSH-3 and MSH-4 are those that this partner's settings name, if they name any. */
  static boolean names(Partner partner, Hl7v2Text text) {
    var identify = partner.identify();
    return identify == null
        || (fits(identify.application(), text.component("MSH", 3, 1))
            && fits(identify.facility(), text.component("MSH", 4, 1)));
  }

  private static boolean fits(Identify identify, Hl7v2Text text, Peer peer) {
    return fits(identify.application(), text.component("MSH", 3, 1))
        && fits(identify.facility(), text.component("MSH", 4, 1))
        && (identify.listener() == null || identify.listener().equals(peer.listener()))
        && (identify.certificate().isEmpty()
            || peer.certificate().filter(shown -> names(identify, shown)).isPresent());
  }

  private static boolean names(Identify identify, String shown) {
    return identify.certificate().stream()
        .anyMatch(named -> named.replace(":", "").equalsIgnoreCase(shown));
  }

  private static long detail(@Nullable Identify identify) {
    if (identify == null) {
      return 0;
    }
    return Stream.of(identify.application(), identify.facility(), identify.listener())
            .filter(Objects::nonNull)
            .count()
        + (identify.certificate().isEmpty() ? 0 : 1);
  }

  private static boolean fits(@Nullable String wanted, String found) {
    return wanted == null || wanted.equals(text(found));
  }

  /** The characters that the bytes of a field stand for. */
  static String text(String raw) {
    return new String(raw.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
