package org.luer.mappings.exchange.patientfeed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.merge.PatientMerge;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.organization.OrganizationHl7v2;
import org.luer.mappings.concept.registration.Registration;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Translation;
import org.luer.mappings.hl7v2.Draft;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segments;
import org.luer.mappings.hl7v2.Times;
import org.luer.mappings.hl7v2.Version;

/**
 * {@link PatientFeed} to and from ADT (HL7 v2.5.1 ch. 3).
 *
 * <p>Read and, when asked for, written: A01, A03, A04, A05, A08, A11, A13, A23, A28, A29, A31;
 * merges and links A18, A24, A30, A34 to A37, A39 to A42, A45, A47. A trigger that stands only in
 * EVN-1 counts when MSH-9 names none. What the clinic model has no home for is kept for its sender.
 */
public final class PatientFeedHl7v2 {
  /** What Luer writes when nothing else is asked for. */
  static final List<String> WRITES = List.of("ADT_A08", "ADT_A40");

  /** Old forms that version 2.8 no longer has, and what says the same there. */
  private static final Map<String, String> WITHDRAWN =
      Map.of("A18", "A40", "A30", "A40", "A34", "A40", "A36", "A40", "A35", "A41");

  private static final List<String> NEW = List.of("A04", "A28", "A08", "A31");
  private static final List<String> CHANGED = List.of("A08", "A31", "A04", "A28");

  private PatientFeedHl7v2() {}

  /** Every message that is read; each can be written too. */
  public static Set<String> messages() {
    var types = new TreeSet<String>();
    Arrays.stream(Registration.Event.values()).forEach(e -> types.add("ADT_" + e.trigger()));
    Arrays.stream(PatientMerge.Event.values()).forEach(k -> types.add("ADT_" + k.trigger()));
    return types;
  }

  /**
   * The message that tells of a feed: its own event when that is asked for, else the nearest one.
   *
   * @param known whether the partner has the patient already
   * @param types what is asked for; nothing is written when none of it fits
   */
  public static List<Draft> toHl7v2(
      PatientFeed feed, boolean known, Dialect dialect, Set<String> types) {
    var merge = feed.merge();
    if (merge != null) {
      return mergeTrigger(merge, types)
          .map(t -> MergeWriter.write(current(t, dialect), feed, merge, dialect))
          .stream()
          .toList();
    }
    var patient = feed.patient();
    return patient == null
        ? List.of()
        : trigger(feed, known, types)
            .map(t -> new AdtWriter(feed, patient, dialect).write(t))
            .stream()
            .toList();
  }

  private static String current(String trigger, Dialect dialect) {
    return Version.of(dialect.version()) == Version.V28
        ? WITHDRAWN.getOrDefault(trigger, trigger)
        : trigger;
  }

  private static Optional<String> mergeTrigger(PatientMerge merge, Set<String> types) {
    var own = merge.event().trigger();
    if (types.contains("ADT_" + own)) {
      return Optional.of(own);
    }
    return merge.event().retiresPatients() && types.contains("ADT_A40")
        ? Optional.of("A40")
        : Optional.empty();
  }

  private static Optional<String> trigger(PatientFeed feed, boolean known, Set<String> types) {
    var registration = feed.registration();
    if (registration != null && types.contains("ADT_" + registration.event().trigger())) {
      return Optional.of(registration.event().trigger());
    }
    return (known ? CHANGED : NEW).stream().filter(t -> types.contains("ADT_" + t)).findFirst();
  }

  /** The feeds of messages, with what the clinic model has no home for. */
  public static Translation<List<PatientFeed>> fromHl7v2(List<Segments> messages, Dialect dialect) {
    return fromHl7v2(messages, dialect, true);
  }

  /** The feeds of messages without foreign content. */
  static Translation<List<PatientFeed>> carriedFromHl7v2(List<Segments> messages, Dialect dialect) {
    return fromHl7v2(messages, dialect, false);
  }

  private static Translation<List<PatientFeed>> fromHl7v2(
      List<Segments> messages, Dialect dialect, boolean foreign) {
    var issues = new Issues();
    var feeds = new ArrayList<PatientFeed>();
    for (var message : messages) {
      feeds.addAll(read(message, dialect, foreign, issues));
    }
    return issues.resultOf(() -> List.copyOf(feeds));
  }

  private static List<PatientFeed> read(
      Segments message, Dialect dialect, boolean foreign, Issues issues) {
    var reading = new Reading(dialect, new Times(message, dialect, issues), issues);
    var sender = OrganizationHl7v2.sender(message.header(), reading);
    var trigger = trigger(message);
    var owners = new HashMap<String, String>();
    List<PatientFeed> feeds =
        sender
            .map(
                s ->
                    event(trigger).isPresent() || !isAdt(message)
                        ? registration(message, event(trigger).orElse(null), s, reading, owners)
                        : merges(message, trigger, s, reading, owners))
            .orElse(List.of());
    return issues.refuse() || !foreign
        ? feeds
        : FeedForeignHl7v2.keep(message, feeds, owners, dialect, issues);
  }

  private static List<PatientFeed> registration(
      Segments message,
      Registration.@Nullable Event event,
      Organization sender,
      Reading reading,
      Map<String, String> owners) {
    var reader = new AdtReader(message, reading);
    var feed = reader.read(event, sender);
    owners.putAll(reader.owners());
    return feed.stream().toList();
  }

  private static List<PatientFeed> merges(
      Segments message,
      String trigger,
      Organization sender,
      Reading reading,
      Map<String, String> owners) {
    for (var kind : PatientMerge.Event.values()) {
      if (kind.trigger().equals(trigger)) {
        return new MergeReader(message, reading, owners).read(kind, sender);
      }
    }
    reading
        .issues()
        .error(
            IssueCode.NOT_SUPPORTED,
            message.header().path(9),
            "is not an event of a patient that is read here");
    return List.of();
  }

  private static Optional<Registration.Event> event(String trigger) {
    return Arrays.stream(Registration.Event.values())
        .filter(e -> e.trigger().equals(trigger))
        .findFirst();
  }

  /** Whether a message is about a patient; others tell of one beside their business. */
  static boolean isAdt(Segments message) {
    return PreParser.type(message).startsWith("ADT");
  }

  /** The trigger in MSH-9, else in EVN-1. */
  static String trigger(Segments message) {
    if (!isAdt(message)) {
      return "";
    }
    var type = PreParser.type(message);
    var own = type.startsWith("ADT_") ? type.substring(4) : "";
    return own.isEmpty()
        ? message.first("EVN").map(e -> e.text(1).toUpperCase(Locale.ROOT)).orElse("")
        : own;
  }
}
