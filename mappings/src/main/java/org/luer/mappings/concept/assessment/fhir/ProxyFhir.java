package org.luer.mappings.concept.assessment.fhir;

import java.util.Optional;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.patient.Contact;
import org.luer.mappings.concept.patient.ContactFhir;
import org.luer.mappings.core.Issues;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Identifiers;

/**
 * The one close to the patient who answered, to and from RelatedPerson (US Core).
 *
 * <p>Mapped: what {@link ContactFhir} maps of a companion, identifier.
 */
final class ProxyFhir {
  private static final String SID = "assessment-proxy";

  private ProxyFhir() {}

  /** The reference to whoever answered; a bare one when nobody says who that was. */
  static Reference toFhir(Assessment assessment, FhirSetting setting) {
    var proxy = assessment.proxy();
    if (proxy == null) {
      return new Reference().setType("RelatedPerson").setDisplay("Close to the patient");
    }
    var out = setting.out();
    var written = ContactFhir.companion(proxy);
    written.setMeta(out.meta("us-core-relatedperson"));
    written.setPatient(setting.patient());
    written.addIdentifier(Identifiers.of(out.sid(SID), assessment.id()));
    proxy.identifiers().forEach(i -> written.addIdentifier(Identifiers.of(i, out.base())));
    return out.create(written, out.sid(SID), assessment.id());
  }

  /** The person; empty for one without a name that the clinic can record. */
  static Optional<Contact> fromFhir(RelatedPerson person, BundleReader in) {
    var wrong = new Issues(); // what cannot be read stays with its sender
    var contact = ContactFhir.fromFhir(person, in.path(person), wrong);
    var own = in.sid(SID);
    return wrong.refuse()
        ? Optional.empty()
        : contact.map(
            c ->
                c.withIdentifiers(
                    Identifiers.others(person.getIdentifier(), own, in.dialect()).toList()));
  }
}
