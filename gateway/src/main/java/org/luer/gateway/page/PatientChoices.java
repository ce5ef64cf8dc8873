package org.luer.gateway.page;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.pull.PartnerView;
import org.luer.gateway.pull.PartnerView.Seen;

/** A person's patients to choose from. */
public final class PatientChoices {
  private final PartnerView view;

  /** Those that this view shows. */
  public PatientChoices(PartnerView view) {
    this.view = view;
  }

  /**
   * One of them.
   *
   * @param resource id of the Patient resource
   * @param patients ids of the clinic's records, for audit
   * @param born birth date, perhaps only in part; null when it is not known
   */
  public record Choice(String resource, List<String> patients, String name, @Nullable String born) {
    public Choice {
      patients = List.copyOf(patients);
    }
  }

  /** All of them, by name. */
  public List<Choice> of(Partner partner) {
    var seen = view.patients(partner);
    var shown = view.records(partner, seen.stream().map(Seen::id).toList(), Set.of("Patient"));
    var each = new LinkedHashMap<String, Choice>();
    for (var one : seen) {
      PatientFile.of(one, shown).stream()
          .findFirst()
          .ifPresent(file -> each.merge(one.resource(), choice(file), PatientChoices::both));
    }
    return each.values().stream()
        .sorted(Comparator.comparing(Choice::name, String.CASE_INSENSITIVE_ORDER))
        .toList();
  }

  private static Choice choice(PatientFile file) {
    var born = file.patient().birthDate();
    return new Choice(
        file.seen().resource(),
        List.of(file.seen().id()),
        file.name(),
        born == null ? null : born.toString());
  }

  private static Choice both(Choice one, Choice other) {
    return new Choice(
        one.resource(),
        Stream.concat(one.patients().stream(), other.patients().stream()).toList(),
        one.name(),
        one.born());
  }

  /**
   * Which clinician of those whom a patient's records name has this number.
   *
   * @param resource id of the Patient resource
   * @return reference of the resource: Practitioner/id
   */
  public Optional<String> clinician(Partner partner, String resource, @Nullable String npi) {
    return Optional.ofNullable(npi)
        .flatMap(number -> view.clinician(partner, resource, number))
        .map(id -> "Practitioner/" + id);
  }

  /** The one of this resource, if the partner may see it. */
  public Optional<Choice> find(Partner partner, String resource) {
    return of(partner).stream().filter(c -> c.resource().equals(resource)).findFirst();
  }
}
