package org.luer.mappings.concept.coding;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.billing.InfusionUnits;
import org.luer.mappings.concept.charge.Charge;
import org.luer.mappings.concept.charge.ChargeLine;
import org.luer.mappings.concept.claim.CareTeamMember;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.concept.claim.ClaimLine;
import org.luer.mappings.concept.claim.ClaimTimes;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Money;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Systems;

/** Makes of a charge the claim that an insurer gets (reference/fhir.md 4.2); a draft. */
public final class ClaimDraft {
  private ClaimDraft() {}

  /**
   * The claim of a charge; a line that a credit took back is not claimed.
   *
   * @param id number of the claim, at most 20 characters for an 837
   * @param createdAt when it is made
   * @param running time of the infusion; null when it is not known
   * @param replaces number of the claim that it replaces; null for a first one
   * @throws org.luer.mappings.core.InvalidRecordException if the charge has no coverage
   */
  public static Claim of(
      Charge charge,
      String id,
      PartialTime createdAt,
      @Nullable RunningTime running,
      @Nullable String replaces) {
    var team = team(charge);
    var lines = charge.standing().stream().map(line -> line(charge, line, running, team)).toList();
    return new Claim(
        id,
        charge.patientId(),
        Claim.Use.CLAIM,
        null,
        null,
        List.of(),
        Claim.Status.DRAFT,
        createdAt,
        null,
        null,
        null,
        null,
        null,
        replaces,
        List.of(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        team,
        account(charge),
        running == null ? null : times(running),
        List.of(),
        List.of(),
        null,
        List.of(),
        charge.diagnoses(),
        charge.coverageIds(),
        Optional.ofNullable(charge.authorizationNumber()).stream().toList(),
        lines,
        total(lines),
        charge.recordedAt());
  }

  private static @Nullable String account(Charge charge) {
    var visit = charge.visit();
    return visit == null || visit.account() == null ? null : visit.account().value();
  }

  private static List<CareTeamMember> team(Charge charge) {
    var team = new ArrayList<CareTeamMember>();
    if (charge.rendering() != null) {
      team.add(member(CareTeamMember.Role.RENDERING, charge.rendering(), true));
    }
    if (charge.referrer() != null) {
      team.add(member(CareTeamMember.Role.REFERRING, charge.referrer(), null));
    }
    return team;
  }

  private static CareTeamMember member(
      CareTeamMember.Role role, Clinician clinician, @Nullable Boolean responsible) {
    var specialty = clinician.specialty();
    var taxonomy = specialty == null || specialty.codeIn(Systems.NUCC).isEmpty() ? null : specialty;
    return new CareTeamMember(role, null, clinician, null, null, taxonomy, responsible, null);
  }

  private static ClaimTimes times(RunningTime running) {
    return new ClaimTimes(
        running.start(),
        running.stop(),
        new Quantity(BigDecimal.valueOf(running.minutes()), "min"));
  }

  private static ClaimLine line(
      Charge charge, ChargeLine line, @Nullable RunningTime running, List<CareTeamMember> team) {
    var code =
        Objects.requireNonNullElseGet(line.code(), () -> Objects.requireNonNull(line.item()));
    var timed = running != null && InfusionUnits.CODES.contains(String.valueOf(code.code()));
    var rendering =
        IntStream.range(0, team.size())
            .filter(i -> team.get(i).role() == CareTeamMember.Role.RENDERING)
            .map(i -> i + 1)
            .boxed()
            .toList();
    return new ClaimLine(
        line.note() == null
            ? code
            : new Coded(code.system(), code.code(), line.note(), code.also()),
        null,
        null,
        List.of(),
        line.modifiers(),
        charge.serviceDate(),
        null,
        charge.placeOfService(),
        null,
        null,
        line.units(),
        null,
        line.unitPrice(),
        null,
        line.amount(),
        line.drug(),
        rendering,
        line.diagnoses(),
        List.of(),
        List.of(),
        timed ? Boolean.TRUE : null,
        charge.sessionId(),
        List.of(),
        null);
  }

  private static @Nullable Money total(List<ClaimLine> lines) {
    var nets = lines.stream().map(ClaimLine::net).filter(Objects::nonNull).toList();
    return nets.isEmpty()
        ? null
        : new Money(
            nets.stream().map(Money::value).reduce(BigDecimal.ZERO, BigDecimal::add),
            nets.get(0).currency());
  }
}
