package org.luer.mappings.concept.claim;

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
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.visit.PlaceFhir;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Quantities;
import org.luer.mappings.fhir.Times;

/**
 * A {@link Claim} as an R4 Claim of use claim, professional; {@link ClaimReader} reads it
 * (reference/fhir.md 4.2).
 *
 * <p>Mapped: identifier, status, patient, billablePeriod (the days of the lines), created, enterer,
 * insurer, provider, related (prior), payee (provider), referral, facility, careTeam,
 * supportingInfo (account number, times, attachments), diagnosis (the first is principal),
 * insurance (the first is focal), item (with the drug as detail), total. Sequence numbers are the
 * places in the lists. Cannot carry: recordedAt.
 */
public final class ClaimFhir {
  static final String SID = "claim";
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
    written.addIdentifier(Identifiers.of(out.sid(SID), claim.id()));
    written.setStatus(org.hl7.fhir.r4.model.Claim.ClaimStatus.fromCode(claim.status().code()));
    written.setType(concept("claim-type", "professional", "Professional"));
    written.setUse(org.hl7.fhir.r4.model.Claim.Use.CLAIM);
    written.setPatient(patient);
    period(written);
    written.setCreatedElement(Times.dateTime(claim.createdAt()));
    if (claim.enteredBy() != null) {
      written.setEnterer(people.toFhir(claim.enteredBy(), written));
    }
    if (insurer != null) {
      written.setInsurer(insurer);
    }
    written.setProvider(clinic).setPriority(concept("processpriority", "normal", "Normal"));
    parties(written);
    careTeam(written);
    information(written);
    diagnoses(written);
    insurance(written, coverages);
    for (int i = 0; i < claim.lines().size(); i++) {
      line(claim.lines().get(i), written.addItem().setSequence(i + 1));
    }
    if (claim.total() != null) {
      written.setTotal(BillingFhir.money(claim.total()));
    }
    out.update(written, out.sid(SID), claim.id());
  }

  private static CodeableConcept concept(String system, String code, String display) {
    return Codings.concept(TERMINOLOGY + system, code, display);
  }

  /** From the first day of service to the last. */
  private void period(org.hl7.fhir.r4.model.Claim written) {
    var days =
        claim.lines().stream()
            .map(ClaimLine::serviceDate)
            .filter(Objects::nonNull)
            .map(day -> day.value())
            .sorted()
            .toList();
    if (!days.isEmpty()) {
      written
          .getBillablePeriod()
          .setStartElement(new org.hl7.fhir.r4.model.DateTimeType(days.get(0)))
          .setEndElement(new org.hl7.fhir.r4.model.DateTimeType(days.get(days.size() - 1)));
    }
  }

  private void parties(org.hl7.fhir.r4.model.Claim written) {
    if (claim.replaces() != null) {
      written
          .addRelated()
          .setRelationship(concept("ex-relatedclaimrelationship", "prior", "Prior Claim"))
          .setClaim(logical("Claim", SID, claim.replaces()));
    }
    written.getPayee().setType(concept("payeetype", "provider", "Provider")).setParty(clinic);
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
      var role = Codings.concept(ROLE, member.role().fhir(), member.role().display());
      if (member.role() == CareTeamMember.Role.REFERRING) {
        role.setText(REFERRING);
      }
      var one =
          written
              .addCareTeam()
              .setSequence(written.getCareTeam().size())
              .setProvider(people.toFhir(member.clinician(), written))
              .setRole(role);
      if (member.responsible() != null) {
        one.setResponsible(member.responsible());
      }
      if (member.qualification() != null) {
        one.setQualification(BillingFhir.listed(member.qualification(), BillingCodes.TAXONOMY));
      }
    }
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
  }

  private void diagnoses(org.hl7.fhir.r4.model.Claim written) {
    for (var diagnosis : claim.diagnoses()) {
      var one =
          written
              .addDiagnosis()
              .setSequence(written.getDiagnosis().size())
              .setDiagnosis(Codings.of(diagnosis.code()));
      if (written.getDiagnosis().size() == 1) {
        one.addType(concept("ex-diagnosistype", "principal", "Principal Diagnosis"));
      }
    }
  }

  private void insurance(org.hl7.fhir.r4.model.Claim written, List<Reference> coverages) {
    for (int i = 0; i < coverages.size(); i++) {
      var one =
          written.addInsurance().setSequence(i + 1).setFocal(i == 0).setCoverage(coverages.get(i));
      if (i == 0) {
        one.setIdentifier(Identifiers.of(out.sid(SID), claim.id()));
        claim.authorizationNumbers().forEach(one::addPreAuthRef);
      }
    }
  }

  private void line(ClaimLine line, org.hl7.fhir.r4.model.Claim.ItemComponent item) {
    item.setProductOrService(Codings.of(line.code()));
    line.modifiers().forEach(m -> item.addModifier(Codings.of(m)));
    line.careTeam().forEach(n -> item.getCareTeamSequence().add(new PositiveIntType(n)));
    line.diagnoses().forEach(n -> item.getDiagnosisSequence().add(new PositiveIntType(n)));
    if (Boolean.TRUE.equals(line.timed())) {
      item.addInformationSequence(claim.accountNumber() == null ? 1 : 2);
    }
    if (line.serviceDate() != null) {
      item.setServiced(new DateType(line.serviceDate().value()));
    }
    if (line.placeOfService() != null) {
      item.setLocation(BillingFhir.listed(line.placeOfService(), BillingCodes.PLACES));
    }
    item.setQuantity(simple(line.units(), "1", Systems.UCUM));
    if (line.unitPrice() != null) {
      item.setUnitPrice(BillingFhir.money(line.unitPrice()));
    }
    item.setNet(BillingFhir.money(line.net()));
    if (line.sessionId() != null) {
      item.addEncounter(logical("Encounter", SESSION, line.sessionId()));
    }
    if (line.drug() != null) {
      drug(line.drug(), item.addDetail().setSequence(1));
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
