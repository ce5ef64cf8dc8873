package org.luer.mappings.synthetic;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.billing.BilledDiagnosis;
import org.luer.mappings.concept.billing.BilledDrug;
import org.luer.mappings.concept.billing.BillingCodes;
import org.luer.mappings.concept.billing.Evidence;
import org.luer.mappings.concept.billing.InfusionUnits;
import org.luer.mappings.concept.charge.Charge;
import org.luer.mappings.concept.charge.ChargeLine;
import org.luer.mappings.concept.charge.PerformedProcedure;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.infusion.Drug;
import org.luer.mappings.concept.infusion.Totals;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Money;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Systems;
import org.luer.mappings.hl7v2.ControlIds;

/**
 * The charge that an invented session comes to: the hours of the infusion by its running minutes
 * (reference/codes.md 8.1), and the drug with its National Drug Code. Prices are invented.
 */
public final class SyntheticCharges {
  private static final String ITEMS = Systems.own(Systems.DEFAULT_BASE, "99NLKCDM");
  private static final BigDecimal HOUR = BigDecimal.valueOf(60);

  private SyntheticCharges() {}

  /** The charge of a session that took place; none of another one. */
  public static Optional<Charge> of(InfusionSession session) {
    var totals = session.totals();
    if (session.status() != InfusionSession.Status.COMPLETED
        || totals == null
        || totals.running() == null
        || session.timeline().isEmpty()) {
      return Optional.empty();
    }
    var lines = new ArrayList<ChargeLine>();
    hours(session, totals.running(), lines);
    if (session.drug() != null) {
      lines.add(drug(session, session.drug(), totals, lines.size() + 1));
    }
    var from = session.timeline().get(0).at();
    return Optional.of(
        new Charge(
            "CHG-" + session.id(),
            session.patientId(),
            session.id(),
            Charge.Status.BILLABLE,
            new PartialDate(from.toLocalDate().toString()),
            session.visit(),
            "OP",
            Coded.of(BillingCodes.PLACE_OF_SERVICE, "11", "Office"),
            session.person(StaffMember.Role.ATTENDING),
            session.person(StaffMember.Role.REFERRER),
            null,
            null,
            List.of(),
            session.indications().stream()
                .filter(i -> i.code() != null)
                .map(BilledDiagnosis::of)
                .toList(),
            lines,
            session.recordedAt()));
  }

  private static void hours(InfusionSession session, Quantity running, List<ChargeLine> lines) {
    var units = InfusionUnits.of(running.value());
    var start = session.timeline().get(0).at();
    var minutes = running.value();
    if (units.push() > 0) {
      lines.add(service(session, InfusionUnits.PUSH, units.push(), "180.00", start, minutes, 1));
      return;
    }
    var first = units.further() > 0 ? minutes.min(HOUR) : minutes;
    lines.add(service(session, InfusionUnits.FIRST_HOUR, 1, "310.00", start, first, 1));
    if (units.further() > 0) {
      lines.add(
          service(
              session,
              InfusionUnits.FURTHER_HOUR,
              units.further(),
              "95.00",
              start.plusHours(1),
              minutes.subtract(HOUR),
              2));
    }
  }

  private static ChargeLine service(
      InfusionSession session,
      String code,
      int units,
      String price,
      OffsetDateTime started,
      BigDecimal minutes,
      int number) {
    var text = BillingCodes.SERVICES.row(code).text();
    var procedure =
        new PerformedProcedure(
            PerformedProcedure.Type.THERAPEUTIC,
            PartialTime.of(started),
            new Quantity(minutes, "min"),
            session.person(StaffMember.Role.ATTENDING));
    return line(
        session,
        number,
        Coded.of(ITEMS, "CDM" + code, text),
        Coded.of(Systems.CPT, code, text),
        units,
        price,
        procedure,
        null,
        null,
        "/timeline");
  }

  private static ChargeLine drug(InfusionSession session, Drug drug, Totals totals, int number) {
    var ndc = Objects.requireNonNullElse(drug.ndc(), "00409205115");
    var strength = drug.concentration();
    var volume =
        strength == null
            ? null
            : new Quantity(
                totals.dose().value().divide(strength.value(), 2, RoundingMode.HALF_UP), "mL");
    return line(
        session,
        number,
        Coded.of(ITEMS, "CDM63490", "Ketamine IV"),
        Coded.of(Systems.HCPCS, "J3490", BillingCodes.SERVICES.row("J3490").text()),
        1,
        "24.00",
        null,
        new BilledDrug(Coded.of(Systems.NDC, ndc, "Ketamine HCl injection"), volume),
        "J3490 ketamine HCl " + totals.dose().value().toPlainString() + " mg IV.",
        "/totals");
  }

  private static ChargeLine line(
      InfusionSession session,
      int number,
      Coded item,
      Coded code,
      int units,
      String price,
      @Nullable PerformedProcedure procedure,
      @Nullable BilledDrug drug,
      @Nullable String note,
      String pointer) {
    var timeline = session.timeline();
    var each = Money.usd(price);
    return new ChargeLine(
        ControlIds.digits(10, "transaction", session.id()) + number,
        ChargeLine.Type.CHARGE,
        item,
        code,
        List.of(),
        BigDecimal.valueOf(units),
        each,
        new Money(each.value().multiply(BigDecimal.valueOf(units)), each.currency()),
        timeline.get(0).at(),
        timeline.get(timeline.size() - 1).at(),
        procedure,
        drug,
        session.indications().isEmpty() || session.indications().get(0).code() == null
            ? List.of()
            : List.of(1),
        Coded.of(Systems.own(Systems.DEFAULT_BASE, "99NLKDEPT"), "NLKINF", "Northlake Infusion"),
        session.person(StaffMember.Role.NURSE),
        session.person(StaffMember.Role.REFERRER),
        session.person(StaffMember.Role.ATTENDING),
        session.recordedAt() == null ? null : PartialTime.of(session.recordedAt()),
        null,
        note,
        List.of(new Evidence("InfusionSession", session.id(), pointer)),
        null);
  }
}
