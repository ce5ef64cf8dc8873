package org.luer.gateway.intake.fhir;

import ca.uhn.fhir.util.FhirTerser;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.fhir.FhirJson;

/**
 * All subjects of one Bundle are one patient: else a finding would be filed in the wrong chart when
 * a reference is mistaken. Patients that one of them links to, or that share an identifier, are
 * one.
 */
final class Subjects {
  private static final Set<String> ABOUT =
      Set.of("subject", "patient", "beneficiary", "for", "actor");

  private final Map<String, String> urls = new HashMap<>();
  private final Map<String, String> same = new HashMap<>();
  private final Map<String, String> places = new LinkedHashMap<>();
  private final Set<String> beside = new HashSet<>();
  private final List<String> patients = new ArrayList<>();

  private Subjects() {}

  /**
   * A resource with the address that others in the Bundle use for it.
   *
   * @param path of the resource in the source
   */
  record Placed(Resource resource, String fullUrl, String id, String path) {}

  /** One issue for each subject that is another patient than the first. */
  static List<Issue> check(List<Placed> all) {
    var subjects = new Subjects();
    all.forEach(subjects::register);
    all.forEach(subjects::join);
    all.forEach(subjects::references);
    return subjects.issues();
  }

  private void register(Placed placed) {
    if (placed.resource() instanceof Patient) {
      var name = "Patient/" + placed.id();
      urls.put(placed.fullUrl(), name);
      urls.put(name, name);
      var own = placed.resource().getIdElement().getIdPart();
      if (own != null) {
        urls.put("Patient/" + own, name);
      }
      patients.add(name);
      places.putIfAbsent(name, placed.path());
    }
  }

  private void join(Placed placed) {
    if (placed.resource() instanceof Patient patient) {
      var name = "Patient/" + placed.id();
      patient.getIdentifier().forEach(i -> unite(name, key(i)));
      patient.getLink().forEach(link -> unite(name, name(link.getOther())));
    }
  }

  private void references(Placed placed) {
    if (placed.resource() instanceof Patient) {
      return;
    }
    for (var one : new FhirTerser(FhirJson.context()).getAllResourceReferences(placed.resource())) {
      if (!(one.getResourceReference() instanceof Reference reference)) {
        continue;
      }
      var name = name(reference);
      var element = one.getName().substring(one.getName().lastIndexOf('.') + 1);
      if (name.isEmpty() || !patient(name, reference)) {
        continue;
      }
      if (ABOUT.contains(element)) {
        places.putIfAbsent(name, placed.path() + "." + one.getName());
        patients.add(name);
      } else {
        beside.add(name);
      }
    }
  }

  private boolean patient(String name, Reference reference) {
    return name.startsWith("Patient/")
        || (name.contains("|")
            && ("Patient".equals(reference.getType()) || same.containsKey(name)));
  }

  /** What a reference names: a patient of the Bundle where it can be found there. */
  private String name(Reference reference) {
    var written = reference.getReference();
    if (written == null) {
      return reference.hasIdentifier() ? key(reference.getIdentifier()) : "";
    }
    if (urls.containsKey(written)) {
      return urls.getOrDefault(written, "");
    }
    var parts = written.replaceFirst("/_history/.*", "").split("/", -1);
    if (parts.length < 2) {
      return "";
    }
    var tail = parts[parts.length - 2] + "/" + parts[parts.length - 1];
    return urls.getOrDefault(tail, tail);
  }

  private static String key(Identifier identifier) {
    return identifier.hasValue() ? identifier.getSystem() + "|" + identifier.getValue() : "";
  }

  private void unite(String one, String other) {
    if (!other.isEmpty() && !root(one).equals(root(other))) {
      same.put(root(other), root(one));
    }
    same.putIfAbsent(other, root(one));
  }

  private String root(String name) {
    var at = name;
    while (same.containsKey(at) && !same.getOrDefault(at, at).equals(at)) {
      at = same.getOrDefault(at, at);
    }
    return at;
  }

  private List<Issue> issues() {
    var first = new ArrayList<String>();
    var issues = new ArrayList<Issue>();
    for (var name : patients) {
      var onlyBeside =
          beside.contains(name) && patients.indexOf(name) == patients.lastIndexOf(name);
      if (onlyBeside || first.contains(root(name))) {
        continue;
      }
      if (!first.isEmpty()) {
        issues.add(
            Issue.error(
                IssueCode.CONFLICT,
                places.getOrDefault(name, "Bundle"),
                "is another patient than %s; one Bundle is about one patient"
                    .formatted(places.getOrDefault(first.get(0), "the first"))));
      }
      first.add(root(name));
    }
    return issues;
  }
}
