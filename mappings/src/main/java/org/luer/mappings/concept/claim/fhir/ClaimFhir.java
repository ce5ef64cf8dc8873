package org.luer.mappings.concept.claim.fhir;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.PositiveIntType;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.SimpleQuantity;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.billing.BilledDrug;
import org.luer.mappings.concept.billing.BillingCodes;
import org.luer.mappings.concept.billing.BillingFhir;
import org.luer.mappings.concept.billing.NdcUnit;
import org.luer.mappings.concept.claim.CareTeamMember;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.concept.claim.ClaimLine;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.condition.ConditionFhir;
import org.luer.mappings.concept.coverage.CoverageFhir;
import org.luer.mappings.concept.document.DocumentSourceFhir;
import org.luer.mappings.concept.organization.OrganizationFhir;
import org.luer.mappings.concept.visit.OutsideVisitFhir;
import org.luer.mappings.concept.visit.PlaceFhir;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.PartialDate;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Quantities;
import org.luer.mappings.fhir.Times;

/**
 * A {@link Claim} as an R4 Claim; {@link ClaimReader} reads it (reference/fhir.md 4.2, 4.5).
 *
 * <p>Mapped: identifier, status, type, subType, use, patient, billablePeriod (the days of the
 * lines, unless told), created, enterer, insurer, provider, priority, related, prescription, payee,
 * referral, facility, careTeam, supportingInfo (account number, times, attachments, then all
 * other), diagnosis (the first is principal, unless told), procedure, insurance (the first is
 * focal), accident, item (with the drug as detail), total, and what {@link PasFhir} maps. Sequence
 * numbers are the places in the lists. Cannot carry: recordedAt.
 */
public final class ClaimFhir {
  /** Where the writer notes which Condition a diagnosis is; it stands in no rendering. */
  public static final String CONDITION = "condition";

  static final String SID = "claim";

  /** Which visit a claim is about (the element that R5 added). */
  static final String ENCOUNTER =
      "http://hl7.org/fhir/5.0/StructureDefinition/extension-Claim.encounter";

  static final String REFERRAL = "referral";
  static final String DOCUMENT = "session-summary";
  static final String SESSION = "session";
  static final String INFORMATION =
      "http://terminology.hl7.org/CodeSystem/claiminformationcategory";
  static final String ROLE = "http://terminology.hl7.org/CodeSystem/claimcareteamrole";
  static final String ACCOUNT = "Patient account number";
  static final String TIMES = "Infusion start and stop";
  static final String REFERRING = "Referring provider";
  static final String X12_UNIT = "x12-unit";
  private static final String TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/";

  private final Claim claim;
  private final BundleWriter out;
  private final ClinicianFhir people;
  private final Reference clinic;

  /** A claim of this clinic. */
  public ClaimFhir(Claim claim, BundleWriter out, ClinicianFhir people, Reference clinic) {
    this.claim = claim;
    this.out = out;
    this.people = people;
    this.clinic = clinic;
  }

  /**
   * Writes the claim.
   *
   * @param coverages the coverages in the order of the claim
   * @param insurer who is to pay, when the coverage names it
   */
  public void toFhir(Reference patient, List<Reference> coverages, @Nullable Reference insurer) {
    var written = new org.hl7.fhir.r4.model.Claim();
    written.setMeta(out.clinical(null));
    // the number that the sender knows it by comes first: answers name it
    claim.identifiers().forEach(i -> written.addIdentifier(Identifiers.of(i, out.base())));
    written.addIdentifier(Identifiers.of(out.sid(SID), claim.id()));
    written.setStatus(org.hl7.fhir.r4.model.Claim.ClaimStatus.fromCode(claim.status().code()));
    written.setType(or(claim.type(), concept("claim-type", "professional", "Professional")));
    if (claim.subType() != null) {
      written.setSubType(Codings.of(claim.subType()));
    }
    var use = claim.use() == null ? Claim.Use.CLAIM : claim.use();
    written.setUse(org.hl7.fhir.r4.model.Claim.Use.fromCode(use.code()));
    written.setPatient(patient);
    period(written);
    written.setCreatedElement(Times.dateTime(claim.createdAt()));
    if (claim.authorization() != null) {
      PasFhir.toFhir(claim.authorization(), written.getExtension());
    }
    if (claim.visit() != null) {
      written.addExtension(ENCOUNTER, OutsideVisitFhir.toFhir(claim.visit(), patient, out, people));
    }
    if (claim.enteredBy() != null) {
      written.setEnterer(people.toFhir(claim.enteredBy(), written));
    }
    if (claim.insurer() != null) {
      written.setInsurer(CoverageFhir.payer(claim.insurer(), out));
    } else if (insurer != null) {
      written.setInsurer(insurer);
    }
    written.setProvider(
        claim.provider() == null ? clinic : person(claim.provider(), true, written));
    written.setPriority(or(claim.priority(), concept("processpriority", "normal", "Normal")));
    parties(written);
    careTeam(written);
    information(written);
    diagnoses(written);
    procedures(written);
    insurance(written, coverages);
    for (int i = 0; i < claim.lines().size(); i++) {
      line(claim.lines().get(i), written.addItem().setSequence(i + 1), patient);
    }
    if (claim.total() != null) {
      written.setTotal(BillingFhir.money(claim.total()));
    }
    out.update(written, out.sid(SID), claim.id());
  }

  private static CodeableConcept concept(String system, String code, String display) {
    return Codings.concept(TERMINOLOGY + system, code, display);
  }

  private static CodeableConcept or(@Nullable Coded told, CodeableConcept usual) {
    return told == null ? usual : Codings.of(told);
  }

  /** From the first day of service to the last, unless it is told. */
  private void period(org.hl7.fhir.r4.model.Claim written) {
    var told = claim.period();
    if (told != null) {
      written.setBillablePeriod(Times.partialPeriod(told.from(), told.to()));
      return;
    }
    var days = days(claim.lines());
    if (!days.isEmpty()) {
      written
          .getBillablePeriod()
          .setStartElement(new org.hl7.fhir.r4.model.DateTimeType(days.get(0)))
          .setEndElement(new org.hl7.fhir.r4.model.DateTimeType(days.get(days.size() - 1)));
    }
  }

  /** The days of lines in their order; lines of a period have none. */
  static List<String> days(List<ClaimLine> lines) {
    return lines.stream()
        .map(ClaimLine::serviceDate)
        .filter(Objects::nonNull)
        .map(PartialDate::value)
        .sorted()
        .toList();
  }

  private void parties(org.hl7.fhir.r4.model.Claim written) {
    if (claim.replaces() != null) {
      written
          .addRelated()
          .setRelationship(concept("ex-relatedclaimrelationship", "prior", "Prior Claim"))
          .setClaim(logical("Claim", SID, claim.replaces()));
    }
    for (var related : claim.related()) {
      var other =
          written
              .addRelated()
              .setClaim(
                  new Reference()
                      .setType("Claim")
                      .setIdentifier(Identifiers.of(related.number(), out.base())));
      if (related.relationship() != null) {
        other.setRelationship(Codings.of(related.relationship()));
      }
    }
    if (claim.payee() == null) {
      written.getPayee().setType(concept("payeetype", "provider", "Provider")).setParty(clinic);
    } else {
      written.getPayee().setType(Codings.of(claim.payee()));
    }
    if (claim.prescription() != null) {
      written.setPrescription(DocumentSourceFhir.toFhir(claim.prescription(), out.base()));
    }
    if (claim.referral() != null) {
      written.setReferral(DocumentSourceFhir.toFhir(claim.referral(), out.base()));
    }
    if (claim.accident() != null) {
      written.getAccident().setDateElement(new DateType(claim.accident().date().value()));
      if (claim.accident().type() != null) {
        written.getAccident().setType(Codings.of(claim.accident().type()));
      }
    }
    if (claim.referralId() != null) {
      written.setReferral(logical("ServiceRequest", REFERRAL, claim.referralId()));
    }
    if (claim.facility() != null) {
      PlaceFhir.toFhir(claim.facility(), out, clinic).ifPresent(written::setFacility);
    }
  }

  private Reference logical(String type, String kind, String value) {
    return new Reference().setType(type).setIdentifier(Identifiers.of(out.sid(kind), value));
  }

  private void careTeam(org.hl7.fhir.r4.model.Claim written) {
    for (var member : claim.careTeam()) {
      var role =
          or(member.as(), Codings.concept(ROLE, member.role().fhir(), member.role().display()));
      if (member.as() == null && member.role() == CareTeamMember.Role.REFERRING) {
        role.setText(REFERRING);
      }
      var one =
          written
              .addCareTeam()
              .setSequence(written.getCareTeam().size())
              .setProvider(provider(member, written))
              .setRole(role);
      if (member.responsible() != null) {
        one.setResponsible(member.responsible());
      }
      if (member.qualification() != null) {
        one.setQualification(BillingFhir.listed(member.qualification(), BillingCodes.TAXONOMY));
      }
      PasFhir.pas(one.getExtension()).bool("careTeamClaimScope", member.wholeClaim());
    }
  }

  private Reference provider(CareTeamMember member, org.hl7.fhir.r4.model.Claim written) {
    var clinician = member.clinician();
    return clinician == null
        ? OrganizationFhir.toFhir(Objects.requireNonNull(member.organization()), out)
        : person(clinician, Boolean.TRUE.equals(member.inPost()), written);
  }

  /** A person, or the post when it is written. */
  private Reference person(
      Clinician clinician, boolean inPost, org.hl7.fhir.r4.model.Claim written) {
    var person = people.toFhir(clinician, written);
    var post = BundleWriter.reference("PractitionerRole", out.sid("staff-role"), clinician.id());
    var stands =
        out.bundle().getEntry().stream().anyMatch(e -> post.getReference().equals(e.getFullUrl()));
    return inPost && stands ? post : person;
  }

  private org.hl7.fhir.r4.model.Claim.SupportingInformationComponent information(
      org.hl7.fhir.r4.model.Claim written, String category, String display) {
    return written
        .addSupportingInfo()
        .setSequence(written.getSupportingInfo().size())
        .setCategory(Codings.concept(INFORMATION, category, display));
  }

  private void information(org.hl7.fhir.r4.model.Claim written) {
    if (claim.accountNumber() != null) {
      information(written, "info", "Information")
          .setCode(new CodeableConcept().setText(ACCOUNT))
          .setValue(new StringType(claim.accountNumber()));
    }
    var times = claim.times();
    if (times != null) {
      var info =
          information(written, "info", "Information")
              .setCode(new CodeableConcept().setText(TIMES))
              .setTiming(Times.period(times.from(), times.to()));
      if (times.minutes() != null) {
        info.setValue(Quantities.of(times.minutes()));
      }
    }
    for (var attachment : claim.attachments()) {
      information(written, "attachment", "Attachment")
          .setCode(Codings.of(attachment.type()))
          .setValue(logical("DocumentReference", DOCUMENT, attachment.documentId()));
    }
    for (var info : claim.information()) {
      var one = written.addSupportingInfo().setSequence(written.getSupportingInfo().size());
      ClaimInformationFhir.toFhir(info, one, out.base());
    }
  }

  /** How many stand before the information of other kinds. */
  private int informationBefore() {
    return (claim.accountNumber() == null ? 0 : 1)
        + (claim.times() == null ? 0 : 1)
        + claim.attachments().size();
  }

  private void diagnoses(org.hl7.fhir.r4.model.Claim written) {
    for (var diagnosis : claim.diagnoses()) {
      var one =
          written
              .addDiagnosis()
              .setSequence(written.getDiagnosis().size())
              .setDiagnosis(Codings.of(diagnosis.code()));
      diagnosis.kinds().forEach(k -> one.addType(Codings.of(k)));
      if (diagnosis.kinds().isEmpty() && written.getDiagnosis().size() == 1) {
        one.addType(principal());
      }
      if (diagnosis.conditionId() != null) {
        one.setUserData(CONDITION, ConditionFhir.place(diagnosis.conditionId(), out));
      }
      if (diagnosis.onAdmission() != null) {
        one.setOnAdmission(Codings.of(diagnosis.onAdmission()));
      }
      PasFhir.pas(one.getExtension()).day("diagnosisRecordedDate", diagnosis.date());
    }
  }

  static CodeableConcept principal() {
    return concept("ex-diagnosistype", "principal", "Principal Diagnosis");
  }

  private void procedures(org.hl7.fhir.r4.model.Claim written) {
    for (var procedure : claim.procedures()) {
      var one =
          written
              .addProcedure()
              .setSequence(written.getProcedure().size())
              .setProcedure(Codings.of(procedure.code()));
      procedure.kinds().forEach(k -> one.addType(Codings.of(k)));
      if (procedure.at() != null) {
        one.setDateElement(Times.dateTime(procedure.at()));
      }
    }
  }

  private void insurance(org.hl7.fhir.r4.model.Claim written, List<Reference> coverages) {
    for (int i = 0; i < coverages.size(); i++) {
      var one =
          written.addInsurance().setSequence(i + 1).setFocal(i == 0).setCoverage(coverages.get(i));
      if (i == 0) {
        one.setIdentifier(written.getIdentifierFirstRep().copy());
        claim.authorizationNumbers().forEach(one::addPreAuthRef);
      }
    }
  }

  private void line(
      ClaimLine line, org.hl7.fhir.r4.model.Claim.ItemComponent item, Reference patient) {
    item.setProductOrService(Codings.of(line.code()));
    line.modifiers().forEach(m -> item.addModifier(Codings.of(m)));
    line.careTeam().forEach(n -> item.getCareTeamSequence().add(new PositiveIntType(n)));
    line.diagnoses().forEach(n -> item.getDiagnosisSequence().add(new PositiveIntType(n)));
    line.procedures().forEach(n -> item.getProcedureSequence().add(new PositiveIntType(n)));
    if (Boolean.TRUE.equals(line.timed())) {
      item.addInformationSequence(claim.accountNumber() == null ? 1 : 2);
    }
    line.information().forEach(n -> item.addInformationSequence(informationBefore() + n));
    when(line, item);
    where(line, item);
    amounts(line, item);
    if (line.category() != null) {
      item.setCategory(Codings.of(line.category()));
    }
    if (line.revenue() != null) {
      item.setRevenue(Codings.of(line.revenue()));
    }
    line.programs().forEach(p -> item.addProgramCode(Codings.of(p)));
    if (line.sessionId() != null) {
      item.addEncounter(logical("Encounter", SESSION, line.sessionId()));
    }
    line.visits().forEach(v -> item.addEncounter(OutsideVisitFhir.toFhir(v, patient, out, people)));
    if (line.authorization() != null) {
      PasFhir.toFhir(line.authorization(), item.getExtension(), out.base());
    }
    if (line.drug() != null) {
      drug(line.drug(), item.addDetail().setSequence(1));
    }
  }

  private static void when(ClaimLine line, org.hl7.fhir.r4.model.Claim.ItemComponent item) {
    if (line.serviceDate() != null) {
      item.setServiced(new DateType(line.serviceDate().value()));
    } else if (line.period() != null) {
      item.setServiced(Times.partialPeriod(line.period().from(), line.period().to()));
    }
  }

  private void where(ClaimLine line, org.hl7.fhir.r4.model.Claim.ItemComponent item) {
    if (line.placeOfService() != null) {
      item.setLocation(BillingFhir.listed(line.placeOfService(), BillingCodes.PLACES));
    } else if (line.place() != null) {
      PlaceFhir.toFhir(line.place(), out, clinic).ifPresent(item::setLocation);
    }
    if (line.bodySite() != null) {
      item.setBodySite(Codings.of(line.bodySite()));
    }
  }

  private static void amounts(ClaimLine line, org.hl7.fhir.r4.model.Claim.ItemComponent item) {
    var units = line.units();
    if (units != null) {
      item.setQuantity(
          line.unit() == null
              ? simple(units, "1", Systems.UCUM)
              : Amounts.of(units, line.unit(), new SimpleQuantity()));
    }
    if (line.unitPrice() != null) {
      item.setUnitPrice(BillingFhir.money(line.unitPrice()));
    }
    if (line.factor() != null) {
      item.setFactor(line.factor());
    }
    if (line.net() != null) {
      item.setNet(BillingFhir.money(line.net()));
    }
  }

  private void drug(BilledDrug drug, org.hl7.fhir.r4.model.Claim.DetailComponent detail) {
    detail.setProductOrService(Codings.of(drug.product()));
    var quantity = drug.quantity();
    if (quantity != null) {
      var unit = NdcUnit.x12(quantity.unit()).orElseThrow();
      detail.setQuantity(simple(quantity.value(), unit, out.own(X12_UNIT)));
    }
  }

  private static Quantity simple(BigDecimal value, String code, String system) {
    var quantity = new SimpleQuantity();
    quantity.setValue(value).setUnit(code).setSystem(system).setCode(code);
    return quantity;
  }
}
