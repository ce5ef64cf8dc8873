package org.luer.gateway.access.audit;

import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventAction;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventAgentNetworkType;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventOutcome;
import org.hl7.fhir.r4.model.Base64BinaryType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Audit;

/**
 * The audit as FHIR AuditEvents: reads and searches after IHE BALP's PatientRead and PatientQuery
 * (Read and Query where no patient is concerned), the others as plain FHIR R4.
 *
 * <p>Mapped: all of {@link Audit.Entry}. What was found is never in it, only where it lies.
 */
public final class AuditEvents {
  private static final String BALP =
      "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.";
  private static final String TYPE = "http://terminology.hl7.org/CodeSystem/audit-event-type";
  private static final String REST = "http://hl7.org/fhir/restful-interaction";
  private static final String DICOM = "http://dicom.nema.org/resources/ontology/DCM";
  private static final String ENTITY = "http://terminology.hl7.org/CodeSystem/audit-entity-type";
  private static final String ROLE = "http://terminology.hl7.org/CodeSystem/object-role";
  private static final String REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
  private static final Coding SOURCE = new Coding(DICOM, "110153", "Source Role ID");
  private static final Coding DESTINATION = new Coding(DICOM, "110152", "Destination Role ID");
  private static final Map<String, Kind> KINDS =
      List.of(
              new Kind("resource-read", "read", AuditEventAction.R, "Read"),
              new Kind("read-refused", "read", AuditEventAction.R, "Read"),
              new Kind("resources-searched", "search-type", AuditEventAction.E, "Query"),
              new Kind("search-refused", "search-type", AuditEventAction.E, "Query"),
              new Kind("data-exported", "operation", AuditEventAction.E, ""),
              new Kind("export-refused", "operation", AuditEventAction.E, ""),
              new Kind("write-refused", "create", AuditEventAction.C, ""))
          .stream()
          .collect(Collectors.toMap(Kind::event, Function.identity()));

  private final String base;
  private final String clinic;

  /**
   * Events of this gateway.
   *
   * @param base of our own systems
   * @param clinic name of the clinic
   */
  public AuditEvents(String base, String clinic) {
    this.base = base;
    this.clinic = clinic;
  }

  /** How an event of the audit is told. */
  private record Kind(String event, String interaction, AuditEventAction action, String profile) {}

  /** One event; its id is that of the audit. */
  public AuditEvent of(Audit.Entry entry) {
    var event = new AuditEvent();
    event.setId(String.valueOf(entry.id()));
    event.setRecorded(Date.from(entry.at())).setOutcome(outcome(entry));
    if (entry.reason() != null) {
      event.setOutcomeDesc(entry.reason());
    }
    if (entry.purpose() != null) {
      event.addPurposeOfEvent(new CodeableConcept(new Coding(REASON, entry.purpose(), null)));
    }
    var kind = KINDS.get(entry.event());
    if (kind != null) {
      interaction(event, entry, kind);
    } else {
      event.setType(
          entry.message() == null && entry.record() == null
              ? new Coding(DICOM, "110113", "Security Alert")
              : new Coding(DICOM, "110106", "Export"));
      event.addSubtype(new Coding(base + "/CodeSystem/audit-event", entry.event(), null));
      event.setAction(AuditEventAction.E);
    }
    agents(event, entry, kind);
    event.getSource().getObserver().setDisplay("Luer, " + clinic);
    entities(event, entry, kind);
    return event;
  }

  private static void interaction(AuditEvent event, Audit.Entry entry, Kind kind) {
    event.setType(new Coding(TYPE, "rest", "Restful Operation"));
    event.addSubtype(new Coding(REST, kind.interaction(), null)).setAction(kind.action());
    if (kind.profile().equals("Query")) {
      event.addSubtype(new Coding(REST, "search", null));
    }
    if (!kind.profile().isEmpty()) {
      event
          .getMeta()
          .addProfile(BALP + (entry.patient() == null ? "" : "Patient") + kind.profile());
    }
  }

  private static AuditEventOutcome outcome(Audit.Entry entry) {
    return entry.outcome().equals("done") ? AuditEventOutcome._0 : AuditEventOutcome._4;
  }

  /**
   * In a query the client is the source of what is asked, in a read the server of what is shown.
   */
  private void agents(AuditEvent event, Audit.Entry entry, @Nullable Kind kind) {
    var asks = kind != null && !kind.interaction().equals("read");
    var client = event.addAgent().setRequestor(kind != null);
    client.getType().addCoding((asks ? SOURCE : DESTINATION).copy());
    var disclosed = kind == null && entry.partner() != null && entry.record() != null;
    client
        .getWho()
        .getIdentifier()
        .setSystem(base + "/sid/" + (disclosed ? "partner" : "client"))
        .setValue(disclosed ? entry.partner() : entry.actor());
    if (entry.partner() != null) {
      client.getWho().setDisplay(entry.partner());
    }
    if (entry.address() != null) {
      client.getNetwork().setAddress(entry.address()).setType(AuditEventAgentNetworkType._2);
    }
    var server = event.addAgent().setRequestor(false);
    server.getType().addCoding((asks ? DESTINATION : SOURCE).copy());
    server.getWho().setDisplay("Luer, " + clinic);
  }

  private void entities(AuditEvent event, Audit.Entry entry, @Nullable Kind kind) {
    if (entry.patient() != null) {
      event
          .addEntity()
          .setWhat(new Reference("Patient/" + entry.patient()))
          .setType(new Coding(ENTITY, "1", "Person"))
          .setRole(new Coding(ROLE, "1", "Patient"));
    }
    if (entry.query() != null) {
      event
          .addEntity()
          .setQueryElement(new Base64BinaryType(entry.query().getBytes(StandardCharsets.UTF_8)))
          .setType(new Coding(ENTITY, "2", "System Object"))
          .setRole(new Coding(ROLE, "24", "Query"));
    }
    if (entry.record() != null) {
      var what =
          kind == null
              ? new Reference()
                  .setIdentifier(
                      new org.hl7.fhir.r4.model.Identifier()
                          .setSystem(base + "/sid/record")
                          .setValue(entry.record()))
              : new Reference(entry.record());
      event
          .addEntity()
          .setWhat(what)
          .setType(new Coding(ENTITY, "2", "System Object"))
          .setRole(new Coding(ROLE, "4", "Domain Resource"));
    }
    var about = entry.message() == null ? entry.about() : entry.message();
    if (about != null) {
      var what = new Reference();
      what.getIdentifier()
          .setSystem(base + "/sid/" + (entry.message() == null ? "about" : "message"))
          .setValue(about);
      event.addEntity().setWhat(what).setType(new Coding(ENTITY, "2", "System Object"));
    }
  }
}
