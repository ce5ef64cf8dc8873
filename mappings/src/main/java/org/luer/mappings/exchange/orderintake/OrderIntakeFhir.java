package org.luer.mappings.exchange.orderintake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Coverage;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MedicationStatement;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.luer.mappings.concept.allergy.Allergy;
import org.luer.mappings.concept.allergy.AllergyFhir;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.medication.Medication;
import org.luer.mappings.concept.medication.MedicationFhir;
import org.luer.mappings.concept.medication.MedicationFhirReader;
import org.luer.mappings.concept.order.InfusionOrder;
import org.luer.mappings.concept.order.PlacedOrder;
import org.luer.mappings.concept.order.Reviews;
import org.luer.mappings.concept.order.fhir.InfusionRequestFhir;
import org.luer.mappings.concept.order.fhir.InfusionRequestReader;
import org.luer.mappings.concept.order.fhir.MedicationRequestKinds;
import org.luer.mappings.concept.order.fhir.RequestFhir;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.organization.OrganizationFhir;
import org.luer.mappings.concept.party.PartiesFhir;
import org.luer.mappings.concept.patient.PatientFhir;
import org.luer.mappings.concept.serviceorder.ServiceOrder;
import org.luer.mappings.concept.serviceorder.ServiceOrderFhir;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Translation;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Unsafe;

/**
 * {@link OrderIntake} to and from an R4 Bundle (US Core 7.0.0): one transaction with Organization,
 * Patient, Practitioner(Role)s, Conditions, MedicationRequest or ServiceRequest and what they refer
 * to. Requests are updated by their number, so that a change reaches the same resource.
 *
 * <p>Read: transaction, batch and collection Bundles; every MedicationRequest, MedicationStatement
 * and ServiceRequest that is no referral is an order of its own, but for drugs beside an infusion.
 * The sending house is the orderer's organization, else the first Organization; a Bundle without
 * one says nothing about it.
 */
final class OrderIntakeFhir {
  private OrderIntakeFhir() {}

  static Bundle toFhir(OrderIntake whole, Dialect dialect) {
    var set = OrderIntakeRecords.carried(whole);
    var out = new BundleWriter(dialect.base());
    var sender = set.sender();
    var clinic =
        sender == null
            ? new Reference().setDisplay(dialect.clinic().facility())
            : OrganizationFhir.toFhir(sender, out);
    var people =
        new ClinicianFhir(
            out, sender == null ? null : clinic, sender == null ? List.of() : sender.telecoms());
    var patient = PatientFhir.toFhir(set.patient(), out, people, dialect);
    var with = new RequestFhir(out, people, clinic, patient);
    set.allergies().forEach(a -> AllergyFhir.toFhir(a, patient, out, people));
    if (set.order() instanceof InfusionOrder infusion) {
      InfusionRequestFhir.toFhir(infusion, with);
    } else if (set.order() instanceof Medication medication) {
      MedicationFhir.toFhir(medication, with);
    } else if (set.order() instanceof ServiceOrder service) {
      ServiceOrderFhir.toFhir(service, with);
    }
    return out.bundle();
  }

  static Translation<List<OrderIntake>> fromFhir(Bundle bundle, Dialect dialect) {
    var issues = new Issues();
    BundleReader.checkType(bundle, issues);
    var in = new BundleReader(bundle, dialect, issues);
    new Unsafe(in).check();
    var sets = new Reader(in).read();
    if (sets.isEmpty() && !issues.refuse()) {
      issues.error(IssueCode.REQUIRED, "Bundle.entry", "holds no order");
    }
    return issues.resultOf(() -> List.copyOf(sets));
  }

  private static final class Reader {
    private final BundleReader in;
    private final PartiesFhir people;
    private final List<OrderIntake> sets = new ArrayList<>();

    Reader(BundleReader in) {
      this.in = in;
      this.people = new PartiesFhir(in);
    }

    List<OrderIntake> read() {
      var requests = in.all(MedicationRequest.class);
      for (var request : requests) {
        if (requests.stream().noneMatch(o -> beside(request, o))) {
          add(request, request.getSubject(), request.getRequester());
        }
      }
      in.all(MedicationStatement.class)
          .forEach(s -> add(s, s.getSubject(), s.getInformationSource()));
      in.all(ServiceRequest.class).stream()
          .filter(r -> !OrderClaims.isReferral(r, in.base()))
          .forEach(r -> add(r, r.getSubject(), r.getRequester()));
      return sets;
    }

    /** A drug ordered beside an infusion belongs to the order of that infusion. */
    private boolean beside(MedicationRequest request, MedicationRequest other) {
      return other != request
          && MedicationRequestKinds.isBasedOn(request, other, in)
          && InfusionRequestReader.claims(other, in)
          && !InfusionRequestReader.claims(request, in);
    }

    private void add(DomainResource request, Reference subject, Reference requester) {
      var written = people.subject(subject, request);
      var patient = written.flatMap(people::patient);
      var sender = sender(request, requester);
      if (patient.isEmpty()) {
        return;
      }
      order(request, patient.get().id())
          .ifPresent(
              order -> {
                if (order instanceof InfusionOrder infusion) {
                  Reviews.warn(infusion.review(), in.path(request), in.issues());
                }
                sets.add(
                    new OrderIntake(
                        sender.orElse(null),
                        patient.get(),
                        allergies(patient.get().id()),
                        order,
                        null));
              });
    }

    private List<Allergy> allergies(String patientId) {
      return in.all(AllergyIntolerance.class).stream()
          .flatMap(a -> AllergyFhir.fromFhir(a, patientId, in).stream())
          .toList();
    }

    private Optional<? extends PlacedOrder> order(DomainResource request, String patientId) {
      if (request instanceof ServiceRequest service) {
        return ServiceOrderFhir.read(service, patientId, in, people);
      }
      if (request instanceof MedicationStatement statement) {
        return new MedicationFhirReader(in, people).read(statement, patientId);
      }
      var medication = (MedicationRequest) request;
      return InfusionRequestReader.claims(medication, in)
          ? InfusionRequestReader.read(medication, patientId, in, people)
          : new MedicationFhirReader(in, people).read(medication, patientId);
    }

    private Optional<Organization> sender(DomainResource request, Reference requester) {
      var named = people.organization(requester, request);
      if (named.isPresent()) {
        return named;
      }
      var byRole =
          in.resolve(requester, request, PractitionerRole.class)
              .flatMap(r -> people.organization(r.getOrganization(), r));
      if (byRole.isPresent()) {
        return byRole;
      }
      return in.all(org.hl7.fhir.r4.model.Organization.class).stream()
          .filter(o -> !pays(o))
          .findFirst()
          .flatMap(o -> OrganizationFhir.fromFhir(o, in.dialect(), in.path(o), in.issues()));
    }

    /** Whether it is an insurer of the patient, which orders nothing. */
    private boolean pays(org.hl7.fhir.r4.model.Organization organization) {
      return in.all(Coverage.class).stream()
          .flatMap(
              c ->
                  c.getPayor().stream()
                      .map(p -> in.resolve(p, c, org.hl7.fhir.r4.model.Organization.class)))
          .anyMatch(r -> r.orElse(null) == organization);
    }
  }
}
