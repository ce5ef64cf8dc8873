package org.luer.mappings.concept.clinician;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Reference;
import org.luer.mappings.fhir.BundleReader;

/** Reads the clinicians that references of one Bundle name, each once. Not thread-safe. */
public final class ClinicianReader {
  private final BundleReader in;
  private final Map<Practitioner, Optional<Clinician>> known = new HashMap<>();

  /** A reader of the people of one Bundle. */
  public ClinicianReader(BundleReader in) {
    this.in = in;
  }

  /**
   * The clinician of a reference to a Practitioner, or to a PractitionerRole of one; empty when it
   * names neither.
   *
   * @param owner the resource in which the reference stands, or that contains it
   */
  public Optional<Clinician> read(Reference reference, DomainResource owner) {
    var role = in.resolve(reference, owner, PractitionerRole.class);
    var practitioner =
        role.isPresent()
            ? in.resolve(
                role.get().getPractitioner(), around(role.get(), owner), Practitioner.class)
            : in.resolve(reference, owner, Practitioner.class);
    if (practitioner.isEmpty()) {
      return Optional.empty();
    }
    var person = practitioner.get();
    var before = known.get(person);
    if (before != null) {
      return before;
    }
    var roles =
        in.all(PractitionerRole.class).stream()
            .filter(
                r -> in.resolve(r.getPractitioner(), r, Practitioner.class).orElse(null) == person)
            .toList();
    var clinician =
        ClinicianFhir.fromFhir(person, roles, in.dialect(), in.path(person), in.issues());
    known.put(person, clinician);
    return clinician;
  }

  /** References inside a contained resource are those of the resource that contains it. */
  private static DomainResource around(PractitionerRole role, DomainResource owner) {
    return owner.getContained().contains(role) ? owner : role;
  }
}
