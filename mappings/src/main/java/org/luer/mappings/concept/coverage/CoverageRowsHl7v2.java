package org.luer.mappings.concept.coverage;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Money;
import org.luer.mappings.core.Systems;
import org.luer.mappings.hl7v2.Contacts;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.Panel;
import org.luer.mappings.hl7v2.Version;

/**
 * What IN1, IN2 and IN3 have no place for, to and from a group of observations with the number of
 * the IN1 in OBX-4: {@link CoverageDetails}, a kind of plan that is no code of HL7 table 0086, the
 * kind of insurer, what else is known of the insured. The groups with {@code C1}, {@code C2} …
 * behind the number have the classes, those with {@code M1} … the costs.
 */
public final class CoverageRowsHl7v2 {
  private static final LocalCodes CODES =
      LocalCodes.load(CoverageRowsHl7v2.class, "coverage-hl7v2.csv");
  private static final String PLAN_TYPE = Systems.V2 + "0086";

  private CoverageRowsHl7v2() {}

  /** The observations of the table. */
  public static LocalCodes codes() {
    return CODES;
  }

  /**
   * Writes the group.
   *
   * @param number IN1-1 of the coverage
   */
  public static void write(Coverage coverage, Panel panel, String number, Dialect dialect) {
    var rows = panel.group(CODES, number, dialect);
    var version = Version.of(dialect.version());
    var type = coverage.type();
    if (type != null && !PLAN_TYPE.equals(type.system())) {
      rows.coded("COV-TYPE", type);
    }
    if (coverage.payer() != null) {
      rows.codeds("COV-PAYER-TYPE", coverage.payer().types());
    }
    var subscriber = coverage.subscriber();
    if (subscriber != null) {
      rows.coded("COV-SUB-REL", subscriber.relationship());
      rows.codeds("COV-SUB-ROLE", subscriber.roles());
      rows.raws(
          "COV-SUB-TEL",
          subscriber.telecoms().stream().map(t -> Contacts.xtn(t, version)).toList());
    }
    var details = coverage.details();
    if (details == null) {
      return;
    }
    rows.raws("COV-NO", details.numbers().stream().map(Numbers::cx).toList());
    rows.text("COV-NET", details.network());
    rows.text("COV-DEP", details.dependent());
    rows.code("COV-HOLDER", details.holder() == null ? null : details.holder().code(), "99KIC");
    for (int i = 0; i < details.classes().size(); i++) {
      var one = details.classes().get(i);
      var its = panel.group(CODES, number + "C" + (i + 1), dialect);
      its.coded("COV-CLASS", one.type());
      its.text("COV-CLASS-NO", one.value());
      its.text("COV-CLASS-NAME", one.name());
    }
    for (int i = 0; i < details.costs().size(); i++) {
      var one = details.costs().get(i);
      var its = panel.group(CODES, number + "M" + (i + 1), dialect);
      its.coded("COV-COST", one.type());
      its.raw("COV-COST-SUM", Numbers.nm(one.amount().value()));
      its.text("COV-COST-CUR", one.amount().currency());
    }
  }

  /** The coverage of an IN1 with what its group says beside it. */
  public static Coverage read(Coverage coverage, String number, Observations observations) {
    var groups = observations.groups(CODES);
    var own = groups.stream().filter(g -> g.any().group().equals(number)).findFirst().orElse(null);
    var reading = observations.reading();
    var details =
        new CoverageDetails(
                own == null
                    ? List.of()
                    : own.all("COV-NO").stream()
                        .flatMap(n -> Numbers.readCx(n.value(), reading.dialect()).stream())
                        .toList(),
                parts(groups, number + "C").stream()
                    .map(CoverageRowsHl7v2::one)
                    .filter(Objects::nonNull)
                    .toList(),
                own == null ? null : own.text("COV-NET"),
                own == null ? null : own.text("COV-DEP"),
                own == null || !own.has("COV-HOLDER")
                    ? null
                    : reading.member(
                        CoverageDetails.Holder.values(),
                        CoverageDetails.Holder::code,
                        String.valueOf(own.code("COV-HOLDER")),
                        own.path("COV-HOLDER")),
                parts(groups, number + "M").stream()
                    .map(CoverageRowsHl7v2::cost)
                    .filter(Objects::nonNull)
                    .toList())
            .orNull();
    var type = own == null ? null : own.coded("COV-TYPE");
    return new Coverage(
        coverage.id(),
        coverage.patientId(),
        coverage.priority(),
        coverage.status(),
        own == null ? coverage.payer() : payer(coverage.payer(), own),
        coverage.plan(),
        type == null ? coverage.type() : type,
        coverage.memberId(),
        coverage.policyNumber(),
        coverage.patientMemberId(),
        coverage.medicareNumber(),
        coverage.medicaidNumber(),
        coverage.groupNumber(),
        coverage.groupName(),
        coverage.startsOn(),
        coverage.endsOn(),
        coverage.authorization(),
        coverage.certifications(),
        coverage.relationship(),
        own == null ? coverage.subscriber() : subscriber(coverage.subscriber(), own),
        coverage.assignment(),
        coverage.terms(),
        coverage.recordedAt(),
        coverage.foreign(),
        details);
  }

  private static @Nullable Payer payer(@Nullable Payer payer, Found own) {
    return payer == null || !own.has("COV-PAYER-TYPE")
        ? payer
        : new Payer(
            payer.number(),
            payer.identifiers(),
            own.codeds("COV-PAYER-TYPE"),
            payer.name(),
            payer.address(),
            payer.telecoms());
  }

  private static @Nullable Subscriber subscriber(@Nullable Subscriber subscriber, Found own) {
    return subscriber == null
        ? null
        : new Subscriber(
            subscriber.name(),
            subscriber.birthDate(),
            subscriber.sex(),
            subscriber.address(),
            own.coded("COV-SUB-REL"),
            own.codeds("COV-SUB-ROLE"),
            own.all("COV-SUB-TEL").stream()
                .flatMap(t -> Contacts.readXtn(t.value()).stream())
                .toList());
  }

  private static List<Found> parts(List<Found> groups, String prefix) {
    return groups.stream()
        .filter(g -> g.any().group().matches(Pattern.quote(prefix) + "\\d+"))
        .toList();
  }

  private static CoverageDetails.@Nullable CoverageClass one(Found found) {
    var type = found.coded("COV-CLASS");
    var value = found.text("COV-CLASS-NO");
    return type == null || value == null
        ? null
        : new CoverageDetails.CoverageClass(type, value, found.text("COV-CLASS-NAME"));
  }

  private static CoverageDetails.@Nullable Cost cost(Found found) {
    var sum = found.number("COV-COST-SUM");
    var currency = found.text("COV-COST-CUR");
    return sum == null || currency == null
        ? null
        : new CoverageDetails.Cost(found.coded("COV-COST"), new Money(sum, currency));
  }
}
