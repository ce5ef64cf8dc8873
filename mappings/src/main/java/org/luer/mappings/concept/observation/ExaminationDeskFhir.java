package org.luer.mappings.concept.observation;

import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.core.Coded;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Extensions;

/**
 * Our own extensions of the ServiceRequest that a DiagnosticReport contains, for what HL7 v2 says
 * of an examination and R4 has no element for.
 *
 * <p>Mapped: priority in the laboratory's own code (TQ1-9, OBR-27.6), who took the specimen
 * (OBR-10), what was to be done with it (OBR-11), who gets the report too (OBR-28), how the patient
 * came (OBR-30), who examined (OBR-34), who entered the order (ORC-10).
 */
final class ExaminationDeskFhir {
  private static final String PRIORITY = "examination-priority";
  private static final String COLLECTOR = "examination-collector";
  private static final String COPY = "examination-copy-to";
  private static final String ENTERED = "examination-entered-by";
  private static final String TECHNICIAN = "examination-technician";
  private static final String ACTION = "examination-specimen-action";
  private static final String TRANSPORT = "examination-transport";

  private final ServiceRequest order;
  private final String base;

  ExaminationDeskFhir(ServiceRequest order, String base) {
    this.order = order;
    this.base = base;
  }

  /** Whether there is something of it to say. */
  static boolean says(ExaminationRequest request) {
    return request.priority() != null
        || request.collector() != null
        || !request.copiesTo().isEmpty()
        || request.enteredBy() != null
        || request.technician() != null
        || request.specimenAction() != null
        || request.transport() != null;
  }

  /**
   * Adds the extensions.
   *
   * @param owner the resource that contains the order
   */
  void write(ExaminationRequest request, ClinicianFhir people, DomainResource owner) {
    coded(PRIORITY, request.priority());
    person(COLLECTOR, request.collector(), people, owner);
    request.copiesTo().forEach(c -> person(COPY, c, people, owner));
    person(ENTERED, request.enteredBy(), people, owner);
    person(TECHNICIAN, request.technician(), people, owner);
    coded(ACTION, request.specimenAction());
    coded(TRANSPORT, request.transport());
  }

  private void coded(String name, @Nullable Coded value) {
    if (value != null) {
      add(name, Codings.of(value));
    }
  }

  private void person(
      String name, @Nullable Clinician person, ClinicianFhir people, DomainResource owner) {
    if (person != null) {
      add(name, people.toFhir(person, owner));
    }
  }

  private void add(String name, Type value) {
    order.addExtension(new Extension(Extensions.own(base, name), value));
  }

  @Nullable Coded priority() {
    return coded(PRIORITY);
  }

  @Nullable Coded specimenAction() {
    return coded(ACTION);
  }

  @Nullable Coded transport() {
    return coded(TRANSPORT);
  }

  private @Nullable Coded coded(String name) {
    return Extensions.first(order.getExtension(), Extensions.own(base, name))
        .filter(e -> e.getValue() instanceof CodeableConcept)
        .flatMap(e -> Codings.read((CodeableConcept) e.getValue()))
        .orElse(null);
  }

  @Nullable Clinician collector(Observed by) {
    return person(COLLECTOR, by);
  }

  @Nullable Clinician enteredBy(Observed by) {
    return person(ENTERED, by);
  }

  @Nullable Clinician technician(Observed by) {
    return person(TECHNICIAN, by);
  }

  List<Clinician> copiesTo(Observed by) {
    return people(COPY, by);
  }

  private @Nullable Clinician person(String name, Observed by) {
    return people(name, by).stream().findFirst().orElse(null);
  }

  private List<Clinician> people(String name, Observed by) {
    return Extensions.references(order.getExtension(), Extensions.own(base, name))
        .flatMap(reference -> by.person(reference).stream())
        .toList();
  }

  /** Who a reference of the order leads to. */
  @FunctionalInterface
  interface Observed {
    Optional<Clinician> person(Reference reference);
  }
}
