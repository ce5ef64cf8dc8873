package org.luer.mappings.concept.claim;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.PositiveIntType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.billing.BilledDiagnosis;
import org.luer.mappings.concept.billing.BilledDrug;
import org.luer.mappings.concept.billing.BillingCodes;
import org.luer.mappings.concept.billing.BillingFhir;
import org.luer.mappings.concept.billing.Ndc;
import org.luer.mappings.concept.billing.NdcUnit;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.visit.PlaceFhir;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Quantities;
import org.luer.mappings.fhir.Times;

/**
 * Reads an R4 Claim; the counterpart of {@link ClaimFhir}. Uses other than claim are other flows
 * and refused. Ignored when read: prescription, procedure, accident, item.revenue, category,
 * factor, bodySite, subDetail.
 */
public final class ClaimReader {
  private static final String C4BB_ROLE = "/C4BBClaimCareTeamRole";

  private final org.hl7.fhir.r4.model.Claim claim;
  private final BundleReader in;
  private final BiFunction<Reference, DomainResource, Optional<Clinician>> people;
  private final Issues issues;
  private final String path;
  private final List<CareTeamMember> careTeam = new ArrayList<>();
  private final Map<Integer, Integer> members = new HashMap<>();
  private final List<BilledDiagnosis> diagnoses = new ArrayList<>();
  private final Map<Integer, Integer> ranks = new HashMap<>();
  private final List<ClaimAttachment> attachments = new ArrayList<>();
  private @Nullable String account;
  private @Nullable ClaimTimes times;
  private int timesSequence;

  /**
   * A reader of one claim.
   *
   * @param people finds the clinician that a reference names
   */
  public ClaimReader(
      org.hl7.fhir.r4.model.Claim claim,
      BundleReader in,
      BiFunction<Reference, DomainResource, Optional<Clinician>> people) {
    this.claim = claim;
    this.in = in;
    this.people = people;
    this.issues = in.issues();
    this.path = in.path(claim);
  }

  /** The claim; empty and issues when it cannot be read. */
  public Optional<Claim> read(String patientId, List<String> coverageIds) {
    if (claim.getUse() != org.hl7.fhir.r4.model.Claim.Use.CLAIM) {
      issues.error(
          IssueCode.NOT_SUPPORTED, path + ".use", "only claims are read, no pre-authorizations");
    }
    var id = Identifiers.value(claim.getIdentifier(), Systems.sid(in.base(), ClaimFhir.SID));
    if (id.isEmpty() && claim.hasIdentifier()) {
      id = Optional.ofNullable(claim.getIdentifierFirstRep().getValue());
    }
    var status = status();
    var created = Times.read(claim.getCreatedElement(), path + ".created", issues).orElse(null);
    if (id.isEmpty()) {
      issues.error(IssueCode.REQUIRED, path + ".identifier", "is missing");
    }
    team();
    information();
    diagnosis();
    var lines = lines();
    if (id.isEmpty() || status == null || created == null || issues.refuse()) {
      return Optional.empty();
    }
    return build(id.get(), patientId, status, created, coverageIds, lines);
  }

  private Optional<Claim> build(
      String id,
      String patientId,
      Claim.Status status,
      OffsetDateTime created,
      List<String> coverageIds,
      List<ClaimLine> lines) {
    try {
      var read =
          new Claim(
              id,
              patientId,
              status,
              created,
              claim.hasEnterer() ? people.apply(claim.getEnterer(), claim).orElse(null) : null,
              replaced(),
              referral(),
              claim.hasFacility()
                  ? PlaceFhir.fromFhir(claim.getFacility(), claim, in).orElse(null)
                  : null,
              careTeam,
              account,
              times,
              attachments,
              diagnoses,
              coverageIds,
              claim.getInsurance().stream()
                  .flatMap(i -> i.getPreAuthRef().stream())
                  .map(StringType::getValue)
                  .toList(),
              lines,
              BillingFhir.read(claim.getTotal(), path + ".total", issues),
              null);
      ClaimReview.of(read).forEach(i -> issues.warning(i.code(), path, i.text()));
      return Optional.of(read);
    } catch (InvalidRecordException invalid) {
      invalid.issues().forEach(i -> issues.error(i.code(), path, i.path() + " " + i.text()));
      return Optional.empty();
    }
  }

  private Claim.@Nullable Status status() {
    var code = claim.hasStatus() ? claim.getStatus().toCode() : "";
    for (var status : Claim.Status.values()) {
      if (status.code().equals(code)) {
        return status;
      }
    }
    issues.error(IssueCode.NOT_USABLE, path + ".status", "is missing or cannot be used");
    return null;
  }

  private @Nullable String replaced() {
    return claim.getRelated().stream()
        .map(r -> r.getClaim().getIdentifier().getValue())
        .filter(java.util.Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private @Nullable String referral() {
    var number = claim.getReferral().getIdentifier().getValue();
    return number != null
        ? number
        : in.resolve(claim.getReferral(), claim, ServiceRequest.class)
            .map(r -> r.getIdentifierFirstRep().getValue())
            .orElse(null);
  }

  private void team() {
    for (int i = 0; i < claim.getCareTeam().size(); i++) {
      var member = claim.getCareTeam().get(i);
      var clinician = people.apply(member.getProvider(), claim);
      if (clinician.isEmpty()) {
        issues.warning(
            IssueCode.NOT_FOUND,
            path + ".careTeam[" + i + "].provider",
            "is no Practitioner of this Bundle");
        continue;
      }
      careTeam.add(
          new CareTeamMember(
              role(member.getRole()),
              clinician.get(),
              Codings.read(member.getQualification()).orElse(null),
              member.hasResponsible() ? member.getResponsible() : null));
      members.put(member.getSequence(), careTeam.size());
    }
  }

  private static CareTeamMember.Role role(CodeableConcept written) {
    var code = Codings.codeIn(written, ClaimFhir.ROLE).orElse("");
    var referring =
        ClaimFhir.REFERRING.equals(written.getText())
            || written.getCoding().stream()
                .anyMatch(
                    c ->
                        String.valueOf(c.getSystem()).endsWith(C4BB_ROLE)
                            && "referring".equals(c.getCode()));
    return switch (code) {
      case "primary" -> CareTeamMember.Role.RENDERING;
      case "assist" -> CareTeamMember.Role.ASSISTING;
      case "supervisor" -> CareTeamMember.Role.SUPERVISING;
      default -> referring ? CareTeamMember.Role.REFERRING : CareTeamMember.Role.OTHER;
    };
  }

  private void information() {
    for (int i = 0; i < claim.getSupportingInfo().size(); i++) {
      var info = claim.getSupportingInfo().get(i);
      var at = path + ".supportingInfo[" + i + "]";
      if (info.getTiming() instanceof Period period && period.hasStart() && times == null) {
        times = times(period, info.getValue(), at);
        timesSequence = info.getSequence();
      } else if (info.getValue() instanceof StringType text
          && ClaimFhir.ACCOUNT.equals(info.getCode().getText())) {
        account = text.getValue();
      } else if (info.getValue() instanceof Reference document
          && document.getIdentifier().hasValue()
          && Codings.read(info.getCode()).isPresent()) {
        attachments.add(
            new ClaimAttachment(
                Codings.read(info.getCode()).get(), document.getIdentifier().getValue()));
      } else {
        issues.warning(IssueCode.NOT_SUPPORTED, at, "has no place in the clinic model: not read");
      }
    }
  }

  private @Nullable ClaimTimes times(
      Period period, org.hl7.fhir.r4.model.@Nullable Type value, String at) {
    var from = Times.read(period.getStartElement(), at + ".timingPeriod.start", issues);
    var to =
        Times.read(
            period.hasEnd() ? period.getEndElement() : null, at + ".timingPeriod.end", issues);
    var minutes =
        value instanceof org.hl7.fhir.r4.model.Quantity quantity
            ? Quantities.read(quantity, "min", at + ".valueQuantity", issues).orElse(null)
            : null;
    return from.map(f -> new ClaimTimes(f, to.orElse(null), minutes)).orElse(null);
  }

  private void diagnosis() {
    var ranked =
        claim.getDiagnosis().stream()
            .sorted(java.util.Comparator.comparing(d -> !principal(d)))
            .toList();
    for (var one : ranked) {
      var concept =
          one.getDiagnosis() instanceof CodeableConcept written
              ? Optional.of(written)
              : one.getDiagnosis() instanceof Reference reference
                  ? in.resolve(reference, claim, Condition.class).map(Condition::getCode)
                  : Optional.<CodeableConcept>empty();
      var code = concept.flatMap(Codings::read).filter(c -> c.code() != null);
      if (code.isEmpty()) {
        issues.error(IssueCode.CODE_UNKNOWN, path + ".diagnosis", "has no code with its system");
        continue;
      }
      diagnoses.add(BilledDiagnosis.of(BillingCodes.dotted(code.get())));
      ranks.put(one.getSequence(), diagnoses.size());
    }
  }

  private static boolean principal(org.hl7.fhir.r4.model.Claim.DiagnosisComponent diagnosis) {
    return diagnosis.getType().stream()
        .anyMatch(t -> t.getCoding().stream().anyMatch(c -> "principal".equals(c.getCode())));
  }

  private List<ClaimLine> lines() {
    var lines = new ArrayList<ClaimLine>();
    for (int i = 0; i < claim.getItem().size(); i++) {
      line(claim.getItem().get(i), path + ".item[" + i + "]").ifPresent(lines::add);
    }
    return lines;
  }

  private Optional<ClaimLine> line(org.hl7.fhir.r4.model.Claim.ItemComponent item, String at) {
    var code = BillingFhir.code(item.getProductOrService());
    var net = BillingFhir.read(item.getNet(), at + ".net", issues);
    var units = item.getQuantity().getValue();
    if (code.isEmpty()) {
      issues.error(IssueCode.CODE_UNKNOWN, at + ".productOrService", "is neither CPT nor HCPCS");
    }
    if (net == null) {
      issues.error(IssueCode.REQUIRED, at + ".net", "is missing");
    }
    if (units == null) {
      issues.error(IssueCode.REQUIRED, at + ".quantity", "is missing");
    }
    if (code.isEmpty() || net == null || units == null) {
      return Optional.empty();
    }
    var timed =
        times != null
            && item.getInformationSequence().stream().anyMatch(s -> s.getValue() == timesSequence);
    return Optional.of(
        new ClaimLine(
            code.get(),
            item.getModifier().stream().flatMap(m -> BillingFhir.read(m).stream()).toList(),
            item.getServiced() instanceof DateType date
                ? new PartialDate(date.getValueAsString())
                : null,
            item.getLocation() instanceof CodeableConcept place
                ? Codings.read(place).orElse(null)
                : null,
            units,
            BillingFhir.read(item.getUnitPrice(), at + ".unitPrice", issues),
            net,
            drug(item, at),
            pointers(item.getCareTeamSequence(), members),
            pointers(item.getDiagnosisSequence(), ranks),
            timed ? true : null,
            item.getEncounterFirstRep().getIdentifier().getValue()));
  }

  private static List<Integer> pointers(
      List<PositiveIntType> sequences, Map<Integer, Integer> places) {
    return sequences.stream()
        .map(s -> places.get(s.getValue()))
        .filter(java.util.Objects::nonNull)
        .distinct()
        .toList();
  }

  /** The drug is a detail of the line, or its National Drug Code stands beside the line's code. */
  private @Nullable BilledDrug drug(org.hl7.fhir.r4.model.Claim.ItemComponent item, String at) {
    for (var detail : item.getDetail()) {
      var product = Codings.read(detail.getProductOrService()).filter(c -> c.code() != null);
      if (product.isPresent()) {
        return new BilledDrug(Ndc.billing(product.get()), quantity(detail.getQuantity(), at));
      }
    }
    return Codings.codeIn(item.getProductOrService(), Systems.NDC)
        .map(ndc -> new BilledDrug(Coded.of(Systems.NDC, Ndc.billing(ndc), null), null))
        .orElse(null);
  }

  private @Nullable Quantity quantity(org.hl7.fhir.r4.model.Quantity written, String at) {
    if (!written.hasValue()) {
      return null;
    }
    var code = written.hasCode() ? written.getCode() : written.getUnit();
    var unit =
        Systems.UCUM.equals(written.getSystem())
            ? NdcUnit.x12(String.valueOf(code)).map(x -> code)
            : NdcUnit.ucum(String.valueOf(code));
    if (unit.isEmpty()) {
      issues.error(
          IssueCode.UNIT_UNKNOWN,
          at + ".detail.quantity",
          "is not in a unit that drugs are billed in");
      return null;
    }
    return new Quantity(written.getValue(), unit.get());
  }
}
