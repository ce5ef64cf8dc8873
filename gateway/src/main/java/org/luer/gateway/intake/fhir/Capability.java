package org.luer.gateway.intake.fhir;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementKind;
import org.hl7.fhir.r4.model.CapabilityStatement.ConditionalDeleteStatus;
import org.hl7.fhir.r4.model.CapabilityStatement.RestfulCapabilityMode;
import org.hl7.fhir.r4.model.CapabilityStatement.SystemRestfulInteraction;
import org.hl7.fhir.r4.model.CapabilityStatement.TypeRestfulInteraction;
import org.hl7.fhir.r4.model.Enumerations.FHIRVersion;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.UriType;
import org.luer.gateway.Version;
import org.luer.gateway.access.Disclosure;
import org.luer.gateway.access.oauth.TokenEndpoint;
import org.luer.gateway.partner.ClinicSettings;
import org.luer.mappings.fhir.FhirJson;

/** What the FHIR interface says of itself: only what is served. */
final class Capability {
  /** The resources that are taken, in Bundles and by themselves. */
  static final List<String> TYPES =
      List.of(
          "Account",
          "AdverseEvent",
          "AllergyIntolerance",
          "Appointment",
          "Binary",
          "CarePlan",
          "ChargeItem",
          "Claim",
          "ClaimResponse",
          "Condition",
          "Coverage",
          "DiagnosticReport",
          "DocumentReference",
          "Encounter",
          "CoverageEligibilityResponse",
          "ExplanationOfBenefit",
          "Invoice",
          "Location",
          "Medication",
          "MedicationAdministration",
          "MedicationRequest",
          "MedicationStatement",
          "Observation",
          "Organization",
          "Patient",
          "Practitioner",
          "PractitionerRole",
          "Procedure",
          "Provenance",
          "QuestionnaireResponse",
          "RelatedPerson",
          "ServiceRequest",
          "Specimen",
          "Task");

  private static final String SERVICES =
      "http://terminology.hl7.org/CodeSystem/restful-security-service";

  private final ClinicSettings clinic;
  private final List<CapabilityPart> parts;
  private final Date since;

  Capability(ClinicSettings clinic, List<CapabilityPart> parts, Clock clock) {
    this.clinic = clinic;
    this.parts = List.copyOf(parts);
    this.since = Date.from(clock.instant());
  }

  /** The statement as JSON, for the interface at this address. */
  byte[] statement(String base) {
    var statement = new CapabilityStatement();
    statement
        .setStatus(PublicationStatus.ACTIVE)
        .setDate(since)
        .setPublisher(clinic.name())
        .setKind(CapabilityStatementKind.INSTANCE)
        .setFhirVersion(FHIRVersion._4_0_1)
        .addFormat("json");
    statement.getSoftware().setName("Luer").setVersion(Version.number());
    statement
        .getImplementation()
        .setDescription("What partners of the clinic send and read")
        .setUrl(base);
    var rest = statement.addRest().setMode(RestfulCapabilityMode.SERVER);
    rest.setDocumentation(
        "A transaction or message Bundle is taken as a whole or refused with all reasons; a batch is answered"
            + " entry by entry. All subjects of one Bundle are one patient.");
    rest.getSecurity().setDescription(Disclosure.STATEMENT);
    rest.getSecurity()
        .addService()
        .addCoding()
        .setSystem(SERVICES)
        .setCode("SMART-on-FHIR")
        .setDisplay("SMART-on-FHIR");
    var uris =
        rest.getSecurity()
            .addExtension()
            .setUrl("http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris");
    uri(uris, "authorize", base, TokenEndpoint.AUTHORIZE);
    uri(uris, "token", base, TokenEndpoint.PATH);
    uri(uris, "introspect", base, TokenEndpoint.INTROSPECT);
    uri(uris, "revoke", base, TokenEndpoint.REVOKE);
    for (var type : TYPES) {
      rest.addResource()
          .setType(type)
          .setConditionalCreate(true)
          .setConditionalDelete(ConditionalDeleteStatus.NOTSUPPORTED)
          .addInteraction()
          .setCode(TypeRestfulInteraction.CREATE);
    }
    rest.addInteraction().setCode(SystemRestfulInteraction.TRANSACTION);
    rest.addInteraction().setCode(SystemRestfulInteraction.BATCH);
    parts.forEach(part -> part.describe(statement));
    return FhirJson.encode(statement).getBytes(StandardCharsets.UTF_8);
  }

  private static void uri(Extension uris, String name, String base, String path) {
    uris.addExtension().setUrl(name).setValue(new UriType(base.replaceFirst("/fhir$", "") + path));
  }
}
