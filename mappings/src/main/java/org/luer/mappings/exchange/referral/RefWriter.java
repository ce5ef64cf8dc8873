package org.luer.mappings.exchange.referral;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.referral.Referral;
import org.luer.mappings.concept.referral.ReferralParty;
import org.luer.mappings.concept.referral.hl7v2.ReferralTermsHl7v2;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.hl7v2.Contacts;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.People;
import org.luer.mappings.hl7v2.Version;
import org.luer.mappings.hl7v2.Wire;

/**
 * The segments of an order as those of REF: RF1 and AUT in the place of ORC, PRD for the people.
 *
 * <p>Mapped: RF1-1 (HL7 table 0283), 2 (0280), 5 (0284), 6, 7, 8, 9, 10, 11; AUT-6; PRD-1 (RP, RT),
 * 2, 3, 5, 7; {@link ReferralTermsHl7v2} has the rest. OBR, NTE, DG1 and OBX are those of the
 * order.
 */
final class RefWriter {
  private RefWriter() {}

  /**
   * Everything behind MSH, in the order of REF^I12.
   *
   * @param order the segments of the order: PID, PV1, IN1, AL1, ORC, OBR, NTE, DG1, OBX
   */
  static List<OutSegment> write(Referral referral, List<OutSegment> order, Dialect dialect) {
    var segments = new ArrayList<OutSegment>();
    var orc = order.stream().filter(s -> s.name().equals("ORC")).findFirst().orElseThrow();
    var rf1 = rf1(referral, orc, dialect);
    segments.add(rf1);
    @Nullable OutSegment aut = null;
    // version 2.7 and later want a process status in AUT that nobody here knows
    if (referral.authorizationNumber() != null && Version.of(dialect.version()) != Version.V28) {
      aut =
          new OutSegment("AUT")
              .set(
                  2,
                  Wire.text(dialect.peer().facility().isEmpty() ? "-" : dialect.peer().facility()))
              .set(6, Wire.text(referral.authorizationNumber()));
      segments.add(aut);
    }
    var terms = referral.terms();
    ReferralTermsHl7v2.write(terms, rf1, aut, dialect);
    segments.add(prd("RP^Referring provider^HL70286", referral.from(), dialect));
    if (referral.to() != null) {
      segments.add(prd("RT^Referred to provider^HL70286", referral.to(), dialect));
    }
    ReferralTermsHl7v2.providers(terms, segments, dialect);
    segments.addAll(ReferralTermsHl7v2.contacts(terms, dialect));
    if (terms != null && terms.observedAt() != null) {
      order.stream()
          .filter(s -> s.name().equals("OBR"))
          .forEach(s -> s.set(7, Hl7Timestamp.write(terms.observedAt())));
    }
    named(order, segments, "PID");
    named(order, segments, "IN1", "IN2", "IN3");
    named(order, segments, "DG1");
    named(order, segments, "AL1");
    named(order, segments, "OBR", "NTE", "OBX");
    named(order, segments, "PV1");
    return segments;
  }

  private static void named(List<OutSegment> order, List<OutSegment> out, String... names) {
    var wanted = List.of(names);
    order.stream().filter(s -> wanted.contains(s.name())).forEach(out::add);
  }

  private static OutSegment rf1(Referral referral, OutSegment orc, Dialect dialect) {
    return new OutSegment("RF1")
        .set(1, RefCodes.status(referral.status()))
        .set(2, RefCodes.priority(referral.priority()))
        .set(5, RefCodes.setting(referral.setting()))
        .set(6, orc.get(2).isEmpty() ? orc.get(3) : orc.get(2))
        .set(7, Hl7Timestamp.write(referral.start()))
        .set(8, Hl7Timestamp.write(referral.end()))
        .set(9, orc.get(9))
        .set(
            10,
            Wire.repetitions(referral.reasons().stream().map(r -> Cwe.write(r, dialect)).toList()))
        .set(11, referral.fillerNumber() == null ? "" : Numbers.ei(referral.fillerNumber()));
  }

  private static OutSegment prd(String role, ReferralParty party, Dialect dialect) {
    var prd = new OutSegment("PRD").set(1, role);
    var clinician = party.clinician();
    return clinician == null
        ? organization(prd, party.organization(), dialect)
        : clinician(prd, clinician, dialect);
  }

  private static OutSegment clinician(OutSegment prd, Clinician clinician, Dialect dialect) {
    var version = Version.of(dialect.version());
    var npi = clinician.npi();
    return prd.set(2, People.provider(clinician.name(), clinician.credentials()))
        .set(
            5,
            Wire.repetitions(
                clinician.telecoms().stream().map(t -> Contacts.xtn(t, version)).toList()))
        .set(3, Wire.repetitions(clinician.addresses().stream().map(Contacts::xad).toList()))
        .set(
            7,
            npi == null
                ? Wire.components(Wire.text(clinician.id()), number(clinician))
                : Wire.components(Wire.text(npi), "NPI"));
  }

  /** What kind of number the key of somebody is. */
  private static String number(Clinician clinician) {
    var type = clinician.givenAs(clinician.id()).map(Identifier::type).orElse(null);
    return type == null ? "EI" : Wire.text(type);
  }

  private static OutSegment organization(
      OutSegment prd, @Nullable Organization organization, Dialect dialect) {
    if (organization == null) {
      return prd;
    }
    var version = Version.of(dialect.version());
    var npi = organization.npi();
    return prd.set(2, Wire.text(organization.name()))
        .set(
            5,
            Wire.repetitions(
                organization.telecoms().stream().map(t -> Contacts.xtn(t, version)).toList()))
        .set(
            7,
            npi == null
                ? Wire.components(Wire.text(organization.id()), "XX")
                : Wire.components(Wire.text(npi), "NPI"));
  }
}
