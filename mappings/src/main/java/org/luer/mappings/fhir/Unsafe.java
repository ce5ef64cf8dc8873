package org.luer.mappings.fhir;

import java.util.HashSet;
import java.util.Set;
import org.hl7.fhir.r4.model.BackboneElement;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.IssueCode;

/**
 * Finds what forbids using a Bundle at all: modifier extensions and implicit rules that nobody here
 * knows, and facts of more than one patient (FHIR R4 extensibility; reading rules of the exchange).
 */
public final class Unsafe {
  private static final Set<String> SUBJECTS = Set.of("subject", "patient");

  private final BundleReader in;
  private final Set<Resource> patients = new HashSet<>();
  private final Set<String> strangers = new HashSet<>();

  /** Looks through this Bundle. */
  public Unsafe(BundleReader in) {
    this.in = in;
  }

  /** Reports every finding. */
  public void check() {
    meaning();
    if (patients.size() + strangers.size() > 1) {
      in.issues()
          .error(
              IssueCode.CONFLICT,
              "Bundle.entry",
              "speaks of more than one patient: the whole Bundle is refused");
    }
  }

  /** Reports what changes the meaning in a way that is not known here. */
  public void meaning() {
    for (var resource : in.all()) {
      if (resource.hasImplicitRules()) {
        in.issues()
            .error(
                IssueCode.NOT_USABLE,
                in.path(resource) + ".implicitRules",
                "rules of the sender that are not known here");
      }
      if (resource instanceof DomainResource domain) {
        if (domain.hasModifierExtension()) {
          modifier(in.path(resource));
        }
        walk(resource, domain, in.path(resource));
      }
    }
  }

  private void walk(Base element, DomainResource owner, String path) {
    for (var property : element.children()) {
      var values = property.getValues();
      for (int i = 0; i < values.size(); i++) {
        var value = values.get(i);
        if (value == null || value.isPrimitive() || value instanceof Extension) {
          continue;
        }
        var name = property.getName().replace("[x]", "");
        var at = path + "." + name + (property.isList() ? "[" + i + "]" : "");
        if (value instanceof BackboneElement backbone && backbone.hasModifierExtension()) {
          modifier(at);
        }
        if (value instanceof Reference reference) {
          if (SUBJECTS.contains(name) && element == owner) {
            subject(reference, owner);
          }
        } else {
          walk(value, owner, at);
        }
      }
    }
  }

  private void subject(Reference reference, DomainResource owner) {
    var patient = in.resolve(reference, owner, Patient.class);
    if (patient.isPresent()) {
      patients.add(patient.get());
    } else if (!reference.isEmpty()) {
      strangers.add(key(reference));
    }
  }

  private static String key(Reference reference) {
    @Nullable String written = reference.getReference();
    return written != null
        ? written
        : reference.getIdentifier().getSystem() + "|" + reference.getIdentifier().getValue();
  }

  private void modifier(String path) {
    in.issues()
        .error(
            IssueCode.NOT_USABLE,
            path + ".modifierExtension",
            "changes the meaning in a way that is not known here");
  }
}
