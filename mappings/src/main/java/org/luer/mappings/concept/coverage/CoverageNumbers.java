package org.luer.mappings.concept.coverage;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Coverage;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Identifiers;

/**
 * The numbers of an insurance in Coverage.identifier and subscriberId, told apart by their type
 * (HL7 table 0203). A number that has no authority in the clinic model has one of our own systems.
 */
final class CoverageNumbers {
  private static final String TYPE = Systems.V2 + "0203";
  private static final String CERTIFICATION = "Certification";

  private final Coverage written;
  private final Dialect dialect;

  CoverageNumbers(Coverage written, Dialect dialect) {
    this.written = written;
    this.dialect = dialect;
  }

  static void toFhir(
      org.luer.mappings.concept.coverage.Coverage coverage, Coverage written, BundleWriter out) {
    var member = coverage.memberId();
    if (member != null) {
      written.addIdentifier(Identifiers.of(member, "MB", out.base()));
    }
    if (coverage.patientMemberId() != null) {
      written.addIdentifier(Identifiers.of(coverage.patientMemberId(), "PT", out.base()));
    }
    plain(coverage.medicareNumber(), "MC", "medicare", written, out);
    plain(coverage.medicaidNumber(), "MA", "medicaid", written, out);
    for (var number : coverage.certifications()) {
      var identifier = Identifiers.of(number, out.base());
      identifier.getType().setText(CERTIFICATION);
      written.addIdentifier(identifier);
    }
    var policy = coverage.policyNumber();
    if (policy != null) {
      written.setSubscriberId(policy);
    } else if (member != null) {
      written.setSubscriberId(member.value());
    }
  }

  private static void plain(
      @Nullable String number, String type, String sid, Coverage written, BundleWriter out) {
    if (number != null) {
      var identifier = Identifiers.of(out.sid(sid), number);
      identifier.setType(Codings.concept(TYPE, type, null));
      written.addIdentifier(identifier);
    }
  }

  /** The number of a type. */
  Optional<Identifier> typed(String type) {
    return written.getIdentifier().stream()
        .filter(i -> Identifiers.is(i, type))
        .flatMap(this::number)
        .findFirst();
  }

  /** With or without the one who gave it. */
  private Stream<Identifier> number(org.hl7.fhir.r4.model.Identifier one) {
    return Identifiers.read(one, dialect).or(() -> Identifiers.bare(one)).stream();
  }

  /** The certification numbers: all that are of no other kind and not ours. */
  List<Identifier> certifications() {
    return written.getIdentifier().stream()
        .filter(i -> CERTIFICATION.equals(i.getType().getText()))
        .flatMap(this::number)
        .map(CoverageNumbers::plain)
        .toList();
  }

  /** The words only say that it is a certification. */
  private static Identifier plain(Identifier i) {
    var type = CERTIFICATION.equals(i.type()) ? null : i.type();
    return new Identifier(i.value(), i.authority(), i.oid(), type, i.facility(), i.use(), null);
  }

  /** The policy number, unless it is the member's. */
  @Nullable String policy(@Nullable String subscriberId) {
    var member = typed("MB").map(Identifier::value).orElse(null);
    return Objects.equals(member, subscriberId) ? null : subscriberId;
  }
}
