package org.luer.mappings.concept.disclosure;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.organization.OrganizationFhir;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.concept.patient.PatientFhir;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Times;

/**
 * A permission among {@link DisclosureDirective}s as an R4 Consent for one of those whom it permits
 * something (reference/fhir.md 1.10). Not read: what others call a consent binds nobody here.
 *
 * <p>Mapped: identifier, status, scope, category, patient, dateTime (recordedAt), organization (the
 * clinic), source (the signed form, by its number), policy and the notice of 42 CFR 2.32 where it
 * opens Part 2, policyRule (opt-in), provision with period, the one actor, purpose, security labels
 * of the classes, and the records that it is narrowed to, by their numbers. Left out: everybody
 * else whom it names.
 */
public final class ConsentFhir {
  private static final String TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/";
  private static final String ACT_CODE = TERMINOLOGY + "v3-ActCode";
  private static final String RELEASE = "64292-6";
  private static final String PART_2 = "https://www.ecfr.gov/current/title-42/part-2";
  private static final String NOT_FURTHER = "The recipient may not pass on what it gets by this.";

  /** Where our identifier systems are named otherwise than the kinds of records. */
  private static final Map<String, String> SIDS =
      Map.of(
          "InfusionSession", "session",
          "Assessment", "questionnaire-response",
          "MedicationAdministration", "administration");

  private ConsentFhir() {}

  /**
   * Who is permitted.
   *
   * @param type of the resource that it would be: Organization or Practitioner
   * @param system of the number that it is known by
   */
  public record Recipient(String type, String system, String number, String name) {}

  /**
   * The consent with patient and clinic.
   *
   * @param directive a permission
   * @param recipient the one that it is told to; null = nobody in particular
   * @param records of those that the directive is narrowed to, the ones that may be named
   * @param counts whether it is in force
   */
  public static Bundle toFhir(
      DisclosureDirective directive,
      Patient patient,
      Organization clinic,
      @Nullable Recipient recipient,
      List<String> records,
      boolean counts,
      Dialect dialect) {
    var out = new BundleWriter(dialect.base());
    var custodian = OrganizationFhir.toFhir(clinic, out);
    var people = new ClinicianFhir(out, custodian, clinic.telecoms());
    var written = new Consent();
    written.setMeta(out.meta(null));
    written.addIdentifier(Identifiers.of(out.sid("consent"), directive.id()));
    written.setStatus(status(directive, counts));
    written.setScope(Codings.concept(TERMINOLOGY + "consentscope", "patient-privacy", null));
    written.addCategory(Codings.concept("http://loinc.org", RELEASE, null));
    written.setPatient(PatientFhir.toFhir(patient, out, people, dialect));
    if (directive.recordedAt() != null) {
      written.setDateTimeElement(Times.dateTime(directive.recordedAt()));
    }
    written.addOrganization(custodian);
    if (directive.document() != null) {
      written.setSource(numbered(directive.document(), out).setType("DocumentReference"));
    }
    written.setPolicyRule(rule(directive));
    if (directive.classes().contains(Sensitivity.PART_2)) {
      written.addPolicy().setUri(PART_2);
    }
    provision(directive, recipient, records, written.getProvision(), out);
    out.update(written, out.sid("consent"), directive.id());
    return out.bundle();
  }

  private static Consent.ConsentState status(DisclosureDirective directive, boolean counts) {
    if (directive.status() == DisclosureDirective.Status.ENTERED_IN_ERROR) {
      return Consent.ConsentState.ENTEREDINERROR;
    }
    return counts ? Consent.ConsentState.ACTIVE : Consent.ConsentState.INACTIVE;
  }

  /** Nothing is given but what the provision says; with what the recipient has to know. */
  private static CodeableConcept rule(DisclosureDirective directive) {
    var rule = Codings.concept(ACT_CODE, "OPTIN", null);
    var part2 = directive.classes().contains(Sensitivity.PART_2);
    var kept = Boolean.FALSE.equals(directive.redisclosure());
    if (part2 || kept) {
      rule.setText(
          (part2 ? SecurityLabels.NOTICE : "")
              + (part2 && kept ? " " : "")
              + (kept ? NOT_FURTHER : ""));
    }
    return rule;
  }

  private static void provision(
      DisclosureDirective directive,
      @Nullable Recipient recipient,
      List<String> records,
      Consent.ProvisionComponent provision,
      BundleWriter out) {
    provision.setType(Consent.ConsentProvisionType.PERMIT);
    if (directive.from() != null || directive.until() != null) {
      provision.setPeriod(Times.period(directive.from(), directive.until()));
    }
    if (recipient != null) {
      var actor = provision.addActor();
      actor.setRole(
          Codings.concept(
              TERMINOLOGY + "v3-ParticipationType", "PRCP", "primary information recipient"));
      actor.setReference(
          new Reference()
              .setType(recipient.type())
              .setIdentifier(Identifiers.of(recipient.system(), recipient.number()))
              .setDisplay(recipient.name()));
    }
    provision.addAction(Codings.concept(TERMINOLOGY + "consentaction", "disclose", "Disclose"));
    directive.purposes().forEach(p -> provision.addPurpose(purpose(p)));
    directive.classes().forEach(c -> provision.addSecurityLabel(SecurityLabels.coding(c)));
    for (var record : records) {
      provision
          .addData()
          .setMeaning(Consent.ConsentDataMeaning.DEPENDENTS)
          .setReference(numbered(record, out));
    }
  }

  private static Coding purpose(DisclosureDirective.Purpose purpose) {
    var code =
        switch (purpose) {
          case TREATMENT -> "TREAT";
          case PAYMENT -> "HPAYMT";
          case OPERATIONS -> "HOPERAT";
        };
    return new Coding(TERMINOLOGY + "v3-ActReason", code, null);
  }

  /** A record by the number that the resources made of it bear. */
  private static Reference numbered(String record, BundleWriter out) {
    var slash = record.indexOf('/');
    var kind = record.substring(0, slash);
    var system =
        SIDS.getOrDefault(
            kind, kind.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT));
    return new Reference()
        .setIdentifier(Identifiers.of(out.sid(system), record.substring(slash + 1)));
  }
}
