package org.luer.mappings.concept.order.fhir;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Reference;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianFhir;
import org.luer.mappings.fhir.BundleReader;

/** Finds the clinicians that a Bundle refers to, each read once. Not thread-safe. */
public final class PeopleFhir {
  private final BundleReader in;
  private final Map<Practitioner, Optional<Clinician>> known = new HashMap<>();

  /** The people of one Bundle. */
  public PeopleFhir(BundleReader in) {
    this.in = in;
  }

  /** The clinician that the reference names, directly or by a role. */
  public Optional<Clinician> find(Reference reference, DomainResource owner) {
    var role = in.resolve(reference, owner, PractitionerRole.class);
    var practitioner =
        role.isPresent()
            ? in.resolve(role.get().getPractitioner(), role.get(), Practitioner.class)
            : in.resolve(reference, owner, Practitioner.class);
    return practitioner.flatMap(p -> known.computeIfAbsent(p, this::read));
  }

  private Optional<Clinician> read(Practitioner person) {
    var roles =
        in.all(PractitionerRole.class).stream()
            .filter(
                r -> in.resolve(r.getPractitioner(), r, Practitioner.class).orElse(null) == person)
            .toList();
    return ClinicianFhir.fromFhir(person, roles, in.base(), in.path(person), in.issues());
  }
}
