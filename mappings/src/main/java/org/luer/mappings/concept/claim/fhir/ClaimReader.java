package org.luer.mappings.concept.claim.fhir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.PositiveIntType;
import org.hl7.fhir.r4.model.PractitionerRole;
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
import org.luer.mappings.concept.claim.CareTeamMember;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.concept.claim.ClaimAccident;
import org.luer.mappings.concept.claim.ClaimAttachment;
import org.luer.mappings.concept.claim.ClaimInformation;
import org.luer.mappings.concept.claim.ClaimLine;
import org.luer.mappings.concept.claim.ClaimProcedure;
import org.luer.mappings.concept.claim.ClaimRelation;
import org.luer.mappings.concept.claim.ClaimReview;
import org.luer.mappings.concept.claim.ClaimTimes;
import org.luer.mappings.concept.claim.ServicePeriod;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.condition.ConditionFhir;
import org.luer.mappings.concept.coverage.CoverageFhir;
import org.luer.mappings.concept.coverage.Payer;
import org.luer.mappings.concept.document.DocumentSource;
import org.luer.mappings.concept.document.DocumentSourceFhir;
import org.luer.mappings.concept.party.PartiesFhir;
import org.luer.mappings.concept.visit.OutsideVisit;
import org.luer.mappings.concept.visit.OutsideVisitFhir;
import org.luer.mappings.concept.visit.PlaceFhir;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.LooseTimes;
import org.luer.mappings.fhir.Quantities;
import org.luer.mappings.fhir.Times;

/**
 * Reads an R4 Claim; the counterpart of {@link ClaimFhir}. Ignored when read: fundsReserve,
 * originalPrescription, payee.party, insurance.businessArrangement and claimResponse, procedure and
 * item.udi, accident.location, item.subSite, details other than a drug.
 */
public final class ClaimReader {
  private static final String C4BB_ROLE = "/C4BBClaimCareTeamRole";

  private final org.hl7.fhir.r4.model.Claim claim;
  private final BundleReader in;
  private final PartiesFhir parties;
  private final Issues issues;
  private final String path;
  private final List<CareTeamMember> careTeam = new ArrayList<>();
  private final Map<Integer, Integer> members = new HashMap<>();
  private final List<BilledDiagnosis> diagnoses = new ArrayList<>();
  private final Map<Integer, Integer> ranks = new HashMap<>();
  private final List<ClaimAttachment> attachments = new ArrayList<>();
  private final List<ClaimInformation> others = new ArrayList<>();
  private final Map<Integer, Integer> informed = new HashMap<>();
  private final List<ClaimProcedure> procedures = new ArrayList<>();
  private final Map<Integer, Integer> done = new HashMap<>();
  private @Nullable String account;
  private @Nullable ClaimTimes times;
  private int timesSequence;

  /**
   * A reader of one claim.
   *
   * @param parties finds who is named
   */
  public ClaimReader(org.hl7.fhir.r4.model.Claim claim, BundleReader in, PartiesFhir parties) {
    this.claim = claim;
    this.in = in;
    this.parties = parties;
    this.issues = in.issues();
    this.path = in.path(claim);
  }

  /**
   * The claim; empty and issues when it cannot be read.
   *
   * @param payer the payer of the first coverage
   */
  public Optional<Claim> read(String patientId, List<String> coverageIds, @Nullable Payer payer) {
    var status = status();
    var created = Times.partial(claim.getCreatedElement(), path + ".created", issues).orElse(null);
    if (!claim.hasCreated()) {
      issues.error(IssueCode.REQUIRED, path + ".created", "is missing");
    }
    if (!claim.hasIdentifier()) {
      issues.warning(IssueCode.REQUIRED, path + ".identifier", "is missing: numbered by its place");
    }
    team();
    information();
    diagnosis();
    procedures();
    var lines = lines();
    if (status == null || created == null || issues.refuse()) {
      return Optional.empty();
    }
    return build(patientId, status, created, coverageIds, payer, lines);
  }

  /** Our number, else the sender's when it may be one of ours, else one derived from it. */
  private String id() {
    var first = claim.getIdentifierFirstRep().getValue();
    var own = Identifiers.value(claim.getIdentifier(), Systems.sid(in.base(), ClaimFhir.SID));
    return own.isEmpty() && first != null && Ids.valid(first)
        ? first
        : Identifiers.key(claim.getIdentifier(), ClaimFhir.SID, "claim", in, path);
  }

  private List<Identifier> numbers() {
    var own = Systems.sid(in.base(), ClaimFhir.SID);
    return claim.getIdentifier().stream()
        .filter(i -> !own.equals(i.getSystem()))
        .flatMap(i -> Identifiers.read(i, in.dialect()).or(() -> Identifiers.bare(i)).stream())
        .toList();
  }

  private Optional<Claim> build(
      String patientId,
      Claim.Status status,
      PartialTime created,
      List<String> coverageIds,
      @Nullable Payer payer,
      List<ClaimLine> lines) {
    try {
      var insurer = CoverageFhir.payer(claim.getInsurer(), claim, in);
      var replaced = replaced();
      var referral = referral();
      var read =
          new Claim(
              id(),
              patientId,
              claim.hasUse() ? use(claim.getUse()) : null,
              unusual(claim.getType(), "professional"),
              Codings.read(claim.getSubType()).orElse(null),
              numbers(),
              status,
              created,
              person(claim.getEnterer()),
              person(claim.getProvider()),
              unusual(claim.getPriority(), "normal"),
              java.util.Objects.equals(insurer, payer) ? null : insurer,
              unusual(claim.getPayee().getType(), "provider"),
              replaced,
              related(),
              referral,
              referral == null ? source(claim.getReferral(), "referral") : null,
              source(claim.getPrescription(), "prescription"),
              claim.getExtension().stream()
                  .filter(e -> ClaimFhir.ENCOUNTER.equals(e.getUrl()))
                  .filter(e -> e.getValue() instanceof Reference)
                  .findFirst()
                  .flatMap(e -> visit((Reference) e.getValue(), "extension"))
                  .orElse(null),
              accident(),
              period(lines),
              claim.hasFacility()
                  ? PlaceFhir.fromFhir(claim.getFacility(), claim, in).orElse(null)
                  : null,
              careTeam,
              account,
              times,
              attachments,
              others,
              PasFhir.request(claim),
              procedures,
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

  private static Claim.Use use(org.hl7.fhir.r4.model.Claim.Use use) {
    return switch (use) {
      case PREAUTHORIZATION -> Claim.Use.PREAUTHORIZATION;
      case PREDETERMINATION -> Claim.Use.PREDETERMINATION;
      default -> Claim.Use.CLAIM;
    };
  }

  /** The concept, unless it is just the usual code of R4. */
  private static @Nullable Coded unusual(CodeableConcept written, String usual) {
    return written.getCoding().size() == 1
            && !written.hasText()
            && usual.equals(written.getCodingFirstRep().getCode())
            && String.valueOf(written.getCodingFirstRep().getSystem())
                .startsWith("http://terminology.hl7.org/CodeSystem/")
        ? null
        : Codings.read(written).orElse(null);
  }

  private @Nullable Clinician person(Reference reference) {
    return reference.isEmpty() ? null : parties.clinician(reference, claim).orElse(null);
  }

  private @Nullable DocumentSource source(Reference reference, String at) {
    if (reference.isEmpty()) {
      return null;
    }
    var source = DocumentSourceFhir.fromFhir(reference, claim, in).orElse(null);
    if (source == null) {
      issues.warning(IssueCode.NOT_FOUND, path + "." + at, "names nothing with a number: not read");
    }
    return source;
  }

  private @Nullable ClaimAccident accident() {
    var accident = claim.getAccident();
    var day = LooseTimes.day(accident.hasDate() ? accident.getDateElement() : null);
    return day == null
        ? null
        : new ClaimAccident(day, Codings.read(accident.getType()).orElse(null));
  }

  /** The days, when they are not what the lines say. */
  private @Nullable ServicePeriod period(List<ClaimLine> lines) {
    var told =
        claim.hasBillablePeriod()
            ? PasFhir.period(claim.getBillablePeriod(), path + ".billablePeriod", in)
            : null;
    var days = ClaimFhir.days(lines);
    return told == null
            || (!days.isEmpty()
                && told.equals(
                    new ServicePeriod(
                        PartialTime.of(days.get(0)), PartialTime.of(days.get(days.size() - 1)))))
        ? null
        : told;
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

  /** The claim of ours that it takes the place of. */
  private @Nullable String replaced() {
    return claim.getRelated().stream()
        .filter(this::replaces)
        .map(r -> r.getClaim().getIdentifier().getValue())
        .findFirst()
        .orElse(null);
  }

  private boolean replaces(org.hl7.fhir.r4.model.Claim.RelatedClaimComponent related) {
    var number = related.getClaim().getIdentifier();
    return Systems.sid(in.base(), ClaimFhir.SID).equals(number.getSystem())
        && number.hasValue()
        && Codings.codeIn(
                related.getRelationship(),
                "http://terminology.hl7.org/CodeSystem/ex-relatedclaimrelationship")
            .filter("prior"::equals)
            .isPresent();
  }

  private List<ClaimRelation> related() {
    var relations = new ArrayList<ClaimRelation>();
    var first = claim.getRelated().stream().filter(this::replaces).findFirst();
    for (var related : claim.getRelated()) {
      if (first.filter(f -> f == related).isPresent()) {
        continue;
      }
      var number =
          DocumentSourceFhir.fromFhir(related.getClaim(), claim, in)
              .map(DocumentSource::number)
              .or(() -> Identifiers.read(related.getClaim().getIdentifier(), in.dialect()))
              .or(() -> Identifiers.read(related.getReference(), in.dialect()))
              .or(() -> Identifiers.bare(related.getClaim().getIdentifier()));
      if (number.isEmpty()) {
        issues.warning(
            IssueCode.NOT_FOUND, path + ".related", "names no claim with a number: not read");
      }
      number.ifPresent(
          n ->
              relations.add(
                  new ClaimRelation(n, Codings.read(related.getRelationship()).orElse(null))));
    }
    return relations;
  }

  /** The number of a referral of ours. */
  private @Nullable String referral() {
    var number = claim.getReferral().getIdentifier();
    var ours = Systems.sid(in.base(), ClaimFhir.REFERRAL);
    return ours.equals(number.getSystem())
        ? number.getValue()
        : in.resolve(claim.getReferral(), claim, ServiceRequest.class)
            .flatMap(r -> Identifiers.value(r.getIdentifier(), ours))
            .orElse(null);
  }

  private void team() {
    for (int i = 0; i < claim.getCareTeam().size(); i++) {
      var member = claim.getCareTeam().get(i);
      var clinician = parties.clinician(member.getProvider(), claim).orElse(null);
      var organization =
          clinician == null ? parties.organization(member.getProvider(), claim).orElse(null) : null;
      if (clinician == null && organization == null) {
        issues.warning(
            IssueCode.NOT_FOUND,
            path + ".careTeam[" + i + "].provider",
            "is nobody of this Bundle: not read");
        continue;
      }
      var role = role(member.getRole());
      var post = in.resolve(member.getProvider(), claim, PractitionerRole.class).isPresent();
      careTeam.add(
          new CareTeamMember(
              role,
              usual(member.getRole(), role) ? null : Codings.read(member.getRole()).orElse(null),
              clinician,
              (clinician != null && post) ? true : null,
              organization,
              Codings.read(member.getQualification()).orElse(null),
              member.hasResponsible() ? member.getResponsible() : null,
              PasFhir.pas(member).bool("careTeamClaimScope")));
      members.put(member.getSequence(), careTeam.size());
    }
  }

  /** Whether the part is written as we write it. */
  private static boolean usual(CodeableConcept written, CareTeamMember.Role role) {
    var coding = written.getCodingFirstRep();
    var text = role == CareTeamMember.Role.REFERRING ? ClaimFhir.REFERRING : null;
    return written.getCoding().size() == 1
        && ClaimFhir.ROLE.equals(coding.getSystem())
        && role.fhir().equals(coding.getCode())
        && (!written.hasText() || written.getText().equals(text));
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

  /**
   * Account number, times and attachments have their own homes where they stand first and in this
   * order, as we write them: numbers that lines point at stay the same.
   */
  private void information() {
    var own = 0;
    for (int i = 0; i < claim.getSupportingInfo().size(); i++) {
      var info = claim.getSupportingInfo().get(i);
      var at = path + ".supportingInfo[" + i + "]";
      if (own == 0 && account(info)) {
        account = info.getValue().primitiveValue();
        own = 1;
      } else if (own <= 1 && times(info, at)) {
        timesSequence = info.getSequence();
        own = 2;
      } else if (own <= 3 && attachment(info)) {
        own = 3;
      } else {
        own = 4;
        ClaimInformationFhir.fromFhir(info, claim, at, in)
            .ifPresent(
                read -> {
                  others.add(read);
                  informed.put(info.getSequence(), others.size());
                });
      }
    }
  }

  private static boolean account(org.hl7.fhir.r4.model.Claim.SupportingInformationComponent info) {
    return info.getValue() instanceof StringType text
        && text.hasValue()
        && ClaimFhir.ACCOUNT.equals(info.getCode().getText());
  }

  private boolean times(
      org.hl7.fhir.r4.model.Claim.SupportingInformationComponent info, String at) {
    var kind = Codings.codeIn(info.getCategory(), ClaimFhir.INFORMATION).orElse("");
    if (!kind.equals("info")
        || !ClaimFhir.TIMES.equals(info.getCode().getText())
        || !(info.getTiming() instanceof Period period)
        || !period.hasStart()) {
      return false;
    }
    times = times(period, info.getValue(), at);
    return times != null;
  }

  private boolean attachment(org.hl7.fhir.r4.model.Claim.SupportingInformationComponent info) {
    var type = Codings.read(info.getCode());
    if (!(info.getValue() instanceof Reference document)
        || type.isEmpty()
        || PasFhir.cover(info) != null
        || Codings.codeIn(info.getCategory(), ClaimFhir.INFORMATION)
            .filter("attachment"::equals)
            .isEmpty()) {
      return false;
    }
    var ours = Systems.sid(in.base(), ClaimFhir.DOCUMENT);
    var number =
        ours.equals(document.getIdentifier().getSystem())
            ? document.getIdentifier().getValue()
            : in.resolve(document, claim, DocumentReference.class)
                .flatMap(d -> Identifiers.value(d.getIdentifier(), ours))
                .orElse(null);
    if (number != null) {
      attachments.add(new ClaimAttachment(type.get(), number));
    }
    return number != null;
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
      var first = diagnoses.isEmpty();
      diagnoses.add(
          new BilledDiagnosis(
              BillingCodes.dotted(code.get()),
              null,
              PasFhir.pas(one).day("diagnosisRecordedDate"),
              null,
              first && one.getType().size() == 1 && usual(one.getTypeFirstRep())
                  ? List.of()
                  : one.getType().stream().flatMap(t -> Codings.read(t).stream()).toList(),
              Codings.read(one.getOnAdmission()).orElse(null),
              one.getDiagnosis() instanceof Reference reference
                  ? in.resolve(reference, claim, Condition.class)
                      .map(c -> ConditionFhir.key(c, in))
                      .orElse(null)
                  : null));
      ranks.put(one.getSequence(), diagnoses.size());
    }
  }

  private static boolean usual(CodeableConcept kind) {
    var ours = ClaimFhir.principal().getCodingFirstRep();
    return kind.getCoding().size() == 1
        && !kind.hasText()
        && kind.hasCoding(ours.getSystem(), ours.getCode());
  }

  private void procedures() {
    for (int i = 0; i < claim.getProcedure().size(); i++) {
      var one = claim.getProcedure().get(i);
      var at = path + ".procedure[" + i + "]";
      var code =
          one.getProcedure() instanceof CodeableConcept written
              ? Codings.read(written)
              : Optional.<Coded>empty();
      if (code.isEmpty()) {
        issues.warning(IssueCode.CODE_UNKNOWN, at, "has no code: not read");
        continue;
      }
      procedures.add(
          new ClaimProcedure(
              code.get(),
              one.getType().stream().flatMap(t -> Codings.read(t).stream()).toList(),
              Times.partial(one.hasDate() ? one.getDateElement() : null, at + ".date", issues)
                  .orElse(null)));
      done.put(one.getSequence(), procedures.size());
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
    var drug = drug(item, at);
    var code = service(item.getProductOrService(), drug != null && !item.hasDetail());
    if (code.isEmpty()) {
      issues.error(IssueCode.CODE_UNKNOWN, at + ".productOrService", "says nothing");
      return Optional.empty();
    }
    var quantity = item.getQuantity();
    var units = quantity.getValue();
    var single = units == null || one(quantity) ? null : Amounts.unit(quantity);
    var timed =
        times != null
            && item.getInformationSequence().stream().anyMatch(s -> s.getValue() == timesSequence);
    return Optional.of(
        new ClaimLine(
            code.get(),
            Codings.read(item.getCategory()).orElse(null),
            Codings.read(item.getRevenue()).orElse(null),
            item.getProgramCode().stream().flatMap(p -> Codings.read(p).stream()).toList(),
            item.getModifier().stream().flatMap(m -> BillingFhir.read(m).stream()).toList(),
            item.getServiced() instanceof DateType date
                ? new PartialDate(date.getValueAsString())
                : null,
            item.getServiced() instanceof Period period
                ? PasFhir.period(period, at + ".servicedPeriod", in)
                : null,
            item.getLocation() instanceof CodeableConcept place
                ? Codings.read(place).orElse(null)
                : null,
            item.getLocation() instanceof Reference place
                ? PlaceFhir.fromFhir(place, claim, in).orElse(null)
                : null,
            Codings.read(item.getBodySite()).orElse(null),
            units,
            single,
            BillingFhir.read(item.getUnitPrice(), at + ".unitPrice", issues),
            item.getFactor(),
            BillingFhir.read(item.getNet(), at + ".net", issues),
            drug,
            pointers(item.getCareTeamSequence(), members),
            pointers(item.getDiagnosisSequence(), ranks),
            pointers(item.getInformationSequence(), informed),
            pointers(item.getProcedureSequence(), done),
            timed ? true : null,
            session(item),
            visits(item),
            PasFhir.line(item, claim, at, in)));
  }

  private static boolean one(org.hl7.fhir.r4.model.Quantity quantity) {
    return Systems.UCUM.equals(quantity.getSystem())
        && "1".equals(quantity.getCode())
        && (!quantity.hasUnit() || quantity.getUnit().equals("1"));
  }

  /** The CPT or HCPCS code alone where the other code is the drug, else all codes. */
  private static Optional<Coded> service(CodeableConcept written, boolean drugBeside) {
    var billed = BillingFhir.code(written);
    return billed.isPresent() && (drugBeside || written.getCoding().size() == 1)
        ? billed
        : BillingFhir.read(written);
  }

  private @Nullable String session(org.hl7.fhir.r4.model.Claim.ItemComponent item) {
    var ours = Systems.sid(in.base(), ClaimFhir.SESSION);
    var first = item.getEncounterFirstRep();
    return ours.equals(first.getIdentifier().getSystem())
        ? first.getIdentifier().getValue()
        : in.resolve(first, claim, org.hl7.fhir.r4.model.Encounter.class)
            .flatMap(e -> Identifiers.value(e.getIdentifier(), ours))
            .orElse(null);
  }

  private List<OutsideVisit> visits(org.hl7.fhir.r4.model.Claim.ItemComponent item) {
    return item.getEncounter().stream()
        .skip(session(item) == null ? 0 : 1)
        .flatMap(e -> visit(e, "item.encounter").stream())
        .toList();
  }

  private Optional<OutsideVisit> visit(Reference reference, String at) {
    var visit = OutsideVisitFhir.fromFhir(reference, claim, parties::clinician, in);
    if (visit.isEmpty()) {
      issues.warning(
          IssueCode.NOT_FOUND, path + "." + at, "is no Encounter with a number: not read");
    }
    return visit;
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
