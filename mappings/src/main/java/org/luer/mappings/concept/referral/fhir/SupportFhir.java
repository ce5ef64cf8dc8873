package org.luer.mappings.concept.referral.fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Enumerations;
import org.hl7.fhir.r4.model.MedicationStatement;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.referral.DocumentLink;
import org.luer.mappings.concept.referral.Finding;
import org.luer.mappings.concept.referral.PriorTreatment;
import org.luer.mappings.concept.referral.Referral;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Identifiers;
import org.luer.mappings.fhir.Times;

/**
 * What a {@link Referral} brings along, to and from ServiceRequest.supportingInfo.
 *
 * <p>Mapped: clinical information as a reference of words only; prior treatments, findings and
 * documents as contained resources. Allergies of the Bundle are what the referrer sends along: the
 * set holds them. A DocumentReference has identifier, type and content.attachment.title (said to be
 * unknown when there is none). Resources of other types are named and left.
 */
final class SupportFhir {
  private final ServiceRequest request;
  private final BundleReader in;
  final List<PriorTreatment> treatments = new ArrayList<>();
  final List<Finding> findings = new ArrayList<>();
  final List<DocumentLink> documents = new ArrayList<>();
  @Nullable String clinicalInformation;

  private SupportFhir(ServiceRequest request, BundleReader in) {
    this.request = request;
    this.in = in;
  }

  static void toFhir(Referral referral, ServiceRequest request, Reference patient, String base) {
    if (referral.clinicalInformation() != null) {
      request.addSupportingInfo(new Reference().setDisplay(referral.clinicalInformation()));
    }
    for (int i = 0; i < referral.priorTreatments().size(); i++) {
      request.addSupportingInfo(
          PriorTreatmentFhir.toFhir(referral.priorTreatments().get(i), i + 1, request, patient));
    }
    for (int i = 0; i < referral.findings().size(); i++) {
      request.addSupportingInfo(
          FindingFhir.toFhir(referral.findings().get(i), i + 1, request, patient));
    }
    for (int i = 0; i < referral.documents().size(); i++) {
      var document = document(referral.documents().get(i), base);
      document.setId("document-" + (i + 1));
      request.addContained(document);
      request.addSupportingInfo(new Reference("#" + document.getId()));
    }
  }

  private static DocumentReference document(DocumentLink link, String base) {
    var written = new DocumentReference().setStatus(Enumerations.DocumentReferenceStatus.CURRENT);
    written.addIdentifier(Identifiers.of(link.number(), base));
    if (link.type() != null) {
      written.setType(Codings.of(link.type()));
    }
    var attachment = written.addContent().getAttachment();
    if (link.title() == null) {
      Times.absent(attachment);
    } else {
      attachment.setTitle(link.title());
    }
    return written;
  }

  static SupportFhir read(ServiceRequest request, BundleReader in) {
    var support = new SupportFhir(request, in);
    request.getSupportingInfo().forEach(support::read);
    return support;
  }

  private void read(Reference reference) {
    var resource = in.resolve(reference, request, Resource.class).orElse(null);
    if (resource instanceof MedicationStatement drug) {
      PriorTreatmentFhir.fromFhir(drug, in).ifPresent(treatments::add);
    } else if (resource instanceof Procedure procedure) {
      PriorTreatmentFhir.fromFhir(procedure, in).ifPresent(treatments::add);
    } else if (resource instanceof Observation observation) {
      FindingFhir.fromFhir(observation, in).ifPresent(findings::add);
    } else if (resource instanceof DocumentReference document) {
      document(document).ifPresent(documents::add);
    } else if (resource instanceof AllergyIntolerance) {
      return; // the set holds it
    } else if (resource == null && !reference.hasReference() && reference.hasDisplay()) {
      clinicalInformation =
          clinicalInformation == null
              ? reference.getDisplay()
              : clinicalInformation + "\n" + reference.getDisplay();
    } else {
      in.issues()
          .warning(
              IssueCode.NOT_SUPPORTED,
              in.path(request) + ".supportingInfo",
              "names something that is not read with a referral");
    }
  }

  private Optional<DocumentLink> document(DocumentReference written) {
    var identifier =
        written.hasMasterIdentifier()
            ? written.getMasterIdentifier()
            : written.getIdentifierFirstRep();
    return Identifiers.read(identifier, in.dialect())
        .map(
            n ->
                new DocumentLink(
                    n,
                    Codings.read(written.getType()).orElse(null),
                    written.getContentFirstRep().getAttachment().getTitle()));
  }
}
