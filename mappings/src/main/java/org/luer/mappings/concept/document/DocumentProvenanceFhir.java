package org.luer.mappings.concept.document;

import java.time.OffsetDateTime;
import java.util.Optional;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.concept.party.PartiesFhir;
import org.luer.mappings.concept.session.ProvenanceFhir;
import org.luer.mappings.concept.session.Signature;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Times;

/**
 * Who signed a document and why and when it was edited, to and from a Provenance (US Core).
 *
 * <p>Mapped: signature (who, when), occurredDateTime (edited), reason.text. agent follows from the
 * signature and the keeper; recorded is the latest time that the document knows.
 */
final class DocumentProvenanceFhir {
  private static final String AGENT =
      "http://terminology.hl7.org/CodeSystem/provenance-participant-type";
  private static final String US_AGENT =
      "http://hl7.org/fhir/us/core/CodeSystem/us-core-provenance-participant-type";

  private DocumentProvenanceFhir() {}

  static void toFhir(
      DocumentHeader header,
      Reference document,
      String key,
      BundleWriter out,
      ClinicianFhir people,
      Reference clinic) {
    var signature = header.signature();
    var nobody = signature == null && clinic.isEmpty();
    var nothing = signature == null && header.editedAt() == null && header.changeReason() == null;
    if (nobody || nothing) {
      return;
    }
    var provenance = new Provenance();
    provenance.setMeta(out.meta(clinic.isEmpty() ? null : "us-core-provenance"));
    provenance.addTarget(document);
    var said = header.saidAt();
    provenance.setRecordedElement(
        said == null ? Times.absent(new InstantType()) : Times.instant(said));
    if (header.editedAt() != null) {
      provenance.setOccurred(Times.dateTime(header.editedAt()));
    }
    if (header.changeReason() != null) {
      provenance.addReason().setText(header.changeReason());
    }
    if (signature != null) {
      var signer = people.toFhir(signature.by(), provenance);
      var agent = provenance.addAgent().setType(Codings.concept(AGENT, "author", "Author"));
      agent.setWho(signer);
      if (!clinic.isEmpty()) {
        agent.setOnBehalfOf(clinic);
      }
      provenance
          .addSignature()
          .addType(
              Codings.coding(
                  "urn:iso-astm:E1762-95:2013", "1.2.840.10065.1.12.1.1", "Author's Signature"))
          .setWhenElement(Times.instant(signature.at()))
          .setWho(signer);
    }
    if (!clinic.isEmpty()) {
      provenance
          .addAgent()
          .setType(Codings.concept(US_AGENT, "transmitter", "Transmitter"))
          .setWho(clinic);
    }
    out.put(provenance, out.sid("document-provenance"), key);
  }

  /**
   * What the Provenance of a document says.
   *
   * @param signature who signed
   * @param editedAt when it was edited
   * @param changeReason why
   */
  record Known(
      @Nullable Signature signature,
      @Nullable OffsetDateTime editedAt,
      @Nullable String changeReason) {}

  static Known fromFhir(DomainResource document, PartiesFhir parties, BundleReader in) {
    var found = ProvenanceFhir.of(document, in);
    if (found.isEmpty()) {
      return new Known(null, null, null);
    }
    var provenance = found.get();
    Optional<Signature> signature =
        ProvenanceFhir.signer(provenance)
            .flatMap(who -> parties.clinician(who, provenance))
            .flatMap(who -> ProvenanceFhir.signature(provenance, who, in));
    return new Known(
        signature.orElse(null),
        Times.read(provenance.getOccurred(), in.path(provenance) + ".occurredDateTime", in.issues())
            .orElse(null),
        provenance.hasReason() ? provenance.getReasonFirstRep().getText() : null);
  }
}
