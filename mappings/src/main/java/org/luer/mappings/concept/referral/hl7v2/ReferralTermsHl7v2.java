package org.luer.mappings.concept.referral.hl7v2;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.referral.ReferralContact;
import org.luer.mappings.concept.referral.ReferralTerms;
import org.luer.mappings.concept.visit.VisitHl7v2;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.Contacts;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.People;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Version;
import org.luer.mappings.hl7v2.Wire;

/**
 * {@link ReferralTerms} to and from the segments of REF^I12 that an order does not have.
 *
 * <p>Mapped: RF1-3, 4; AUT-1 to 5, 6.2, 8, 9; 10; CTD-1 to 6; PRD; OBR-7. Ignored when read: AUT-7,
 * 11; CTD-7.
 */
public final class ReferralTermsHl7v2 {
  private ReferralTermsHl7v2() {}

  /** Sets the fields of RF1 and AUT. */
  public static void write(
      @Nullable ReferralTerms terms, OutSegment rf1, @Nullable OutSegment aut, Dialect dialect) {
    if (terms == null) {
      return;
    }
    rf1.set(3, Cwe.write(terms.specialty(), dialect))
        .set(4, Cwe.write(terms.disposition(), dialect));
    if (aut != null) {
      aut.set(1, Cwe.write(terms.plan(), dialect))
          .set(2, terms.insurer() == null ? aut.get(2) : Wire.text(terms.insurer()))
          .set(3, Wire.text(terms.insurerName()))
          .set(4, Hl7Timestamp.write(terms.authorizedFrom()))
          .set(5, Hl7Timestamp.write(terms.authorizedTo()))
          .set(8, number(terms.treatmentsRequested()))
          .set(9, number(terms.treatmentsAuthorized()))
          .set(10, Hl7Timestamp.write(terms.processedAt()));
      if (terms.authorizedBy() != null) {
        aut.set(6, Wire.components(aut.get(6), Wire.text(terms.authorizedBy())));
      }
    }
  }

  private static String number(@Nullable Integer number) {
    return number == null ? "" : String.valueOf(number);
  }

  /** Adds what is said of the providers to their PRD, and the PRD of further ones. */
  public static void providers(
      @Nullable ReferralTerms terms, List<OutSegment> segments, Dialect dialect) {
    ReferralProviderHl7v2.write(terms, segments, dialect);
  }

  /** CTD of everybody who can be asked. */
  public static List<OutSegment> contacts(@Nullable ReferralTerms terms, Dialect dialect) {
    var version = Version.of(dialect.version());
    var segments = new ArrayList<OutSegment>();
    for (var contact : terms == null ? List.<ReferralContact>of() : terms.contacts()) {
      segments.add(
          new OutSegment("CTD")
              .set(
                  1,
                  contact.role() == null
                      ? "CP^Contact person^HL70131"
                      : Cwe.write(contact.role(), dialect))
              .set(2, People.xpn(contact.name()))
              .set(3, contact.address() == null ? "" : Contacts.xad(contact.address()))
              .set(4, VisitHl7v2.place(contact.place()))
              .set(
                  5,
                  Wire.repetitions(
                      contact.telecoms().stream().map(t -> Contacts.xtn(t, version)).toList()))
              .set(6, Cwe.write(contact.reachBy(), dialect)));
    }
    return segments;
  }

  /** What the segments say. */
  static @Nullable ReferralTerms read(List<Segment> segments, Reading reading) {
    var rf1 = named("RF1", segments);
    if (rf1.isEmpty()) {
      return null;
    }
    var aut = named("AUT", segments);
    var obr = named("OBR", segments);
    var dialect = reading.dialect();
    return new ReferralTerms(
            Cwe.read(rf1.get().field(3), dialect),
            Cwe.read(rf1.get().field(4), dialect),
            aut.map(a -> Cwe.read(a.field(1), dialect)).orElse(null),
            aut.map(a -> a.field(2).optional(1)).filter(i -> !i.equals("-")).orElse(null),
            aut.map(a -> a.field(3).optional(1)).orElse(null),
            aut.map(a -> reading.times().date(a, 4)).orElse(null),
            aut.map(a -> reading.times().date(a, 5)).orElse(null),
            aut.map(a -> a.field(6).optional(2)).orElse(null),
            aut.map(a -> count(a, 8)).orElse(null),
            aut.map(a -> count(a, 9)).orElse(null),
            obr.map(o -> reading.times().partial(o, 7)).orElse(null),
            segments.stream()
                .filter(s -> s.name().equals("CTD"))
                .flatMap(s -> contact(s, reading).stream())
                .toList(),
            aut.map(a -> reading.times().dateAside(a, 10)).orElse(null),
            null,
            ReferralProviderHl7v2.read(segments, reading))
        .orNull();
  }

  private static Optional<Segment> named(String name, List<Segment> segments) {
    return segments.stream().filter(s -> s.name().equals(name)).findFirst();
  }

  private static @Nullable Integer count(Segment aut, int field) {
    var text = aut.text(field);
    return Numbers.whole(text, 6);
  }

  private static Optional<ReferralContact> contact(Segment ctd, Reading reading) {
    var role = ctd.field(1);
    var filling = role.component(1).equals("CP") && role.component(3).equals("HL70131");
    return People.readXpn(ctd.field(2))
        .map(
            name ->
                new ReferralContact(
                    filling ? null : Cwe.read(role, reading.dialect()),
                    name,
                    ctd.has(3) ? Contacts.readXad(ctd.field(3)) : null,
                    VisitHl7v2.readPlace(ctd.field(4)),
                    ctd.repetitions(5).stream().flatMap(p -> Contacts.readXtn(p).stream()).toList(),
                    ctd.has(6) ? Cwe.read(ctd.field(6), reading.dialect()) : null));
  }
}
