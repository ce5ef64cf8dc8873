package org.luer.mappings.exchange.patientfeed;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.luer.mappings.core.Foreign;

/** Puts foreign content on the records of a feed, and takes it off. */
final class FeedForeign {
  private FeedForeign() {}

  /**
   * The feeds with foreign content.
   *
   * @param byOwner by id of the record; what belongs to none stands under the empty id and goes to
   *     the patient of the first feed, or to its merge
   */
  static List<PatientFeed> attach(List<PatientFeed> feeds, Map<String, List<Foreign>> byOwner) {
    var attached = new ArrayList<PatientFeed>();
    for (int i = 0; i < feeds.size(); i++) {
      attached.add(
          attach(feeds.get(i), byOwner, i == 0 ? byOwner.getOrDefault("", List.of()) : List.of()));
    }
    return List.copyOf(attached);
  }

  private static PatientFeed attach(
      PatientFeed feed, Map<String, List<Foreign>> byOwner, List<Foreign> rest) {
    var patient = feed.patient();
    var registration = feed.registration();
    var merge = feed.merge();
    var ofMerge = merge == null ? List.<Foreign>of() : all(byOwner, merge.id(), rest);
    return new PatientFeed(
        feed.clinic(),
        patient == null || merge != null
            ? patient
            : patient.withForeign(all(byOwner, patient.id(), rest)),
        registration == null
            ? null
            : registration.withForeign(all(byOwner, registration.id(), List.of())),
        feed.coverages().stream().map(c -> c.withForeign(all(byOwner, c.id(), List.of()))).toList(),
        feed.allergies().stream().map(a -> a.withForeign(all(byOwner, a.id(), List.of()))).toList(),
        feed.conditions().stream()
            .map(c -> c.withForeign(all(byOwner, c.id(), List.of())))
            .toList(),
        feed.procedures().stream()
            .map(p -> p.withForeign(all(byOwner, p.id(), List.of())))
            .toList(),
        merge == null ? null : merge.withForeign(ofMerge));
  }

  private static List<Foreign> all(
      Map<String, List<Foreign>> byOwner, String id, List<Foreign> rest) {
    var all = new ArrayList<>(byOwner.getOrDefault(id, List.of()));
    all.addAll(rest);
    return all;
  }

  /** The feed without foreign content: what the clinic model itself says. */
  static PatientFeed without(PatientFeed feed) {
    return attach(List.of(feed), Map.of()).get(0);
  }
}
