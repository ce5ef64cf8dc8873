package org.luer.gateway.billing;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Partners;
import org.luer.mappings.concept.coding.CodingRules;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.concept.coverage.Payer;

/** Who pays for a coverage: as the clinic's rules name it, and which partner it is. */
public final class Payers {
  private Payers() {}

  /** The payer as the clinic's rules name it: its number, else its name. */
  public static String named(Coverage coverage) {
    return names(coverage).findFirst().orElse(CodingRules.EVERYBODY);
  }

  private static Stream<String> names(Coverage coverage) {
    return Optional.ofNullable(coverage.payer()).stream().flatMap(Payers::names);
  }

  private static Stream<String> names(Payer payer) {
    return Stream.of(payer.number() == null ? null : payer.number().value(), payer.name())
        .filter(Objects::nonNull);
  }

  /** The insurer among the partners that answers for this coverage. */
  public static Optional<Partner> insurer(Coverage coverage, Partners.Snapshot partners) {
    return partners.all().stream()
        .filter(p -> p.kind() == Partner.Kind.INSURER)
        .filter(p -> names(coverage).anyMatch(name -> answers(p, name)))
        .findFirst();
  }

  private static boolean answers(Partner insurer, String name) {
    var payers = insurer.insurer().payers();
    return payers.isEmpty()
        ? insurer.name().equalsIgnoreCase(name)
        : payers.stream().anyMatch(name::equalsIgnoreCase);
  }
}
