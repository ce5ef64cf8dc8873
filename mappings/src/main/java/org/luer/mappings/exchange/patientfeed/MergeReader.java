package org.luer.mappings.exchange.patientfeed;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.luer.mappings.concept.merge.PatientMerge;
import org.luer.mappings.concept.merge.PatientMergeHl7v2;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.PatientHl7v2;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Segments;

/** Reads the merges of one ADT message: one for each PID with its MRG, or one for a link. */
final class MergeReader {
  private final Segments message;
  private final Reading reading;
  private final Map<String, String> owners;

  /** Reads into the owners which merge a segment went into, by its path. */
  MergeReader(Segments message, Reading reading, Map<String, String> owners) {
    this.message = message;
    this.reading = reading;
    this.owners = owners;
  }

  List<PatientFeed> read(PatientMerge.Event kind, Organization sender) {
    var link = kind == PatientMerge.Event.LINK || kind == PatientMerge.Event.UNLINK;
    var feeds = new ArrayList<PatientFeed>();
    for (var group : groups(link)) {
      read(kind, group, link, sender).ifPresent(feeds::add);
    }
    return feeds;
  }

  private Optional<PatientFeed> read(
      PatientMerge.Event kind, List<Segment> group, boolean link, Organization sender) {
    var pid = first(group, "PID");
    var other =
        link
            ? group.stream().filter(s -> s.name().equals("PID")).skip(1).findFirst()
            : first(group, "MRG");
    if (pid.isEmpty() || other.isEmpty()) {
      var missing = pid.isEmpty() ? "PID[1]" : link ? "PID[2]" : "MRG[1]";
      reading.issues().error(IssueCode.REQUIRED, missing, "is missing: two numbers are needed");
      return Optional.empty();
    }
    var around = new Segments(with(group, link));
    var named = pid.get().has(5);
    var patient =
        named
            ? AdtReader.patient(pid.get(), around, reading)
            : Optional.<org.luer.mappings.concept.patient.Patient>empty();
    var patientId =
        patient.map(p -> p.id()).or(() -> PatientHl7v2.id(pid.get(), reading)).orElse(null);
    if (patientId == null) {
      reading
          .issues()
          .error(IssueCode.REQUIRED, pid.get().path(3), "no surviving number with authority");
      return Optional.empty();
    }
    var merge =
        PatientMergeHl7v2.read(
            kind,
            message.first("EVN").orElse(null),
            pid.get(),
            other.get(),
            first(group, "PV1").orElse(null),
            patientId,
            reading);
    merge.ifPresent(m -> group.forEach(s -> owners.put(s.path(), m.id())));
    merge.ifPresent(m -> owners.putIfAbsent("EVN[1]", m.id()));
    return merge.map(m -> PatientFeed.merge(sender, patient.orElse(null), m));
  }

  /** The group behind MSH; of a link only the first PID counts as the patient. */
  private List<Segment> with(List<Segment> group, boolean link) {
    var all = new ArrayList<Segment>();
    all.add(message.header());
    for (var segment : group) {
      if (link && segment.name().equals("PID") && all.size() > 1) {
        break;
      }
      all.add(segment);
    }
    return all;
  }

  private List<List<Segment>> groups(boolean link) {
    var groups = new ArrayList<List<Segment>>();
    for (var segment : message.all()) {
      if (segment.name().equals("PID") && (groups.isEmpty() || !link)) {
        groups.add(new ArrayList<>());
      }
      if (!groups.isEmpty()) {
        groups.get(groups.size() - 1).add(segment);
      }
    }
    if (groups.isEmpty()) {
      groups.add(List.of());
    }
    return groups;
  }

  private static Optional<Segment> first(List<Segment> group, String name) {
    return group.stream().filter(s -> s.name().equals(name)).findFirst();
  }
}
