package org.luer.mappings.concept.referral.hl7v2;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.referral.ReferralProvider;
import org.luer.mappings.concept.referral.ReferralTerms;
import org.luer.mappings.concept.visit.VisitHl7v2;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.Contacts;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.People;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Version;
import org.luer.mappings.hl7v2.Wire;

/**
 * {@link ReferralProvider} to and from PRD.
 *
 * <p>Mapped: PRD-4, 6, 7.3, 8, 9; of others than RP and RT also 1, 2, 3, 5, 7.
 */
final class ReferralProviderHl7v2 {
  private ReferralProviderHl7v2() {}

  /** Adds to the PRD of the two parties, and further PRD behind them. */
  static void write(@Nullable ReferralTerms terms, List<OutSegment> segments, Dialect dialect) {
    for (var provider : terms == null ? List.<ReferralProvider>of() : terms.providers()) {
      if (!provider.ofParty()) {
        segments.add(about(provider, whole(provider, dialect), dialect));
        continue;
      }
      segments.stream()
          .filter(s -> s.name().equals("PRD") && s.get(1).startsWith(provider.role().code() + "^"))
          .findFirst()
          .ifPresent(prd -> about(provider, prd, dialect));
    }
  }

  private static OutSegment whole(ReferralProvider provider, Dialect dialect) {
    var version = Version.of(dialect.version());
    var name = provider.name();
    var prd = new OutSegment("PRD").set(1, Cwe.write(provider.role(), dialect));
    if (name != null) {
      prd.set(2, People.provider(name, provider.credentials()));
    }
    return prd.set(3, Wire.repetitions(provider.addresses().stream().map(Contacts::xad).toList()))
        .set(
            5,
            Wire.repetitions(
                provider.telecoms().stream().map(t -> Contacts.xtn(t, version)).toList()))
        .set(7, Wire.components(Wire.text(provider.number()), Wire.text(provider.numberType())));
  }

  private static OutSegment about(ReferralProvider provider, OutSegment prd, Dialect dialect) {
    var number = prd.get(7);
    if (provider.numberOf() != null && !number.isEmpty()) {
      var type = number.indexOf('^') < 0 ? number + "^" : number;
      prd.set(7, type + "^" + Wire.text(provider.numberOf()));
    }
    return prd.set(4, VisitHl7v2.place(provider.place()))
        .set(6, Cwe.write(provider.reachBy(), dialect))
        .set(8, Hl7Timestamp.write(provider.from()))
        .set(9, Hl7Timestamp.write(provider.until()));
  }

  /** What the segments say beside the two parties, the first PRD of each. */
  static List<ReferralProvider> read(List<Segment> segments, Reading reading) {
    Set<String> parties = new HashSet<>();
    return segments.stream()
        .filter(s -> s.name().equals("PRD"))
        .flatMap(s -> read(s, parties, reading).stream())
        .toList();
  }

  private static Optional<ReferralProvider> read(
      Segment prd, Set<String> parties, Reading reading) {
    var role = Cwe.read(prd.field(1), reading.dialect());
    var code = prd.field(1).component(1);
    var party = code.equals("RP") || code.equals("RT");
    if (role == null || (party && !parties.add(code))) {
      return Optional.empty();
    }
    var number = prd.field(7);
    var provider =
        new ReferralProvider(
            role,
            party ? null : People.readXpn(prd.field(2)).orElse(null),
            party ? null : prd.field(2).optional(6),
            party ? null : number.optional(1),
            party ? null : number.optional(2),
            number.optional(3),
            party ? List.of() : prd.repetitions(3).stream().map(Contacts::readXad).toList(),
            party
                ? List.of()
                : prd.repetitions(5).stream().flatMap(p -> Contacts.readXtn(p).stream()).toList(),
            prd.has(4) ? VisitHl7v2.readPlace(prd.field(4)) : null,
            prd.has(6) ? Cwe.read(prd.field(6), reading.dialect()) : null,
            reading.times().partialAside(prd, 8),
            reading.times().partialAside(prd, 9));
    var empty =
        party
            && provider.numberOf() == null
            && provider.place() == null
            && provider.reachBy() == null
            && provider.from() == null
            && provider.until() == null;
    return empty ? Optional.empty() : Optional.of(provider);
  }
}
