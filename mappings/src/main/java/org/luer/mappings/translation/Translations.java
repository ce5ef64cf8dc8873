package org.luer.mappings.translation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.allergy.Allergy;
import org.luer.mappings.concept.condition.Condition;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.procedure.Procedure;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.InvalidRecordException;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Translation;
import org.luer.mappings.hl7v2.PreParser;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Segments;

/**
 * Reads inputs that may concern several exchanges: every part of a message, every resource of a
 * Bundle and every record goes to the first exchange that claims it.
 *
 * @param exchanges asked in this order
 */
public record Translations(List<Exchange<?>> exchanges) {
  public Translations {
    exchanges = List.copyOf(exchanges);
  }

  /** The exchange of a name. */
  public Optional<Exchange<?>> find(String name) {
    return exchanges.stream().filter(e -> e.name().equals(name)).findFirst();
  }

  /** The exchange whose sets are about records of this kind. */
  public Optional<Exchange<?>> about(String kind) {
    return exchanges.stream().filter(e -> e.kinds().contains(kind)).findFirst();
  }

  /** Everything that the messages of one input say. */
  public Translation<List<Parcel<?>>> fromHl7v2(byte[] bytes, Dialect dialect) {
    var issues = new Issues();
    var messages = new ArrayList<Segments>();
    for (var text : PreParser.messages(bytes, issues)) {
      issues.take(PreParser.read(text)).ifPresent(messages::add);
    }
    return fromHl7v2(messages, dialect, false, issues);
  }

  /** What texts that were told apart already say, each parcel as {@link Parcel#carried}. */
  Translation<List<Parcel<?>>> carriedFromHl7v2(List<String> texts, Dialect dialect) {
    var issues = new Issues();
    var messages = new ArrayList<Segments>();
    texts.forEach(text -> issues.take(PreParser.read(text)).ifPresent(messages::add));
    return fromHl7v2(messages, dialect, true, issues);
  }

  private Translation<List<Parcel<?>>> fromHl7v2(
      List<Segments> messages, Dialect dialect, boolean carried, Issues issues) {
    var claimed = new LinkedHashMap<Exchange<?>, List<Segments>>();
    messages.forEach(m -> claim(m, claimed, issues));
    var parcels = new ArrayList<Parcel<?>>();
    var found = new LinkedHashSet<Issue>();
    for (var entry : claimed.entrySet()) {
      read(entry.getKey(), entry.getValue(), dialect, carried, parcels, found);
    }
    issues.addAll(found);
    return issues.resultOf(() -> List.copyOf(parcels));
  }

  private static <S> void read(
      Exchange<S> exchange,
      List<Segments> messages,
      Dialect dialect,
      boolean carried,
      List<Parcel<?>> parcels,
      Set<Issue> issues) {
    var read =
        guarded(
            () ->
                carried
                    ? exchange.carriedFromHl7v2(messages, dialect)
                    : exchange.fromHl7v2(messages, dialect));
    issues.addAll(read.issues());
    read.value().ifPresent(sets -> sets.forEach(s -> parcels.add(new Parcel<>(exchange, s))));
  }

  /** What breaks a rule of a record is a refusal, wherever a reader lets it through. */
  private static <S> Translation<List<S>> guarded(Supplier<Translation<List<S>>> reader) {
    try {
      return reader.get();
    } catch (InvalidRecordException invalid) {
      return new Translation.Refused<>(invalid.issues());
    }
  }

  private void claim(Segments message, Map<Exchange<?>, List<Segments>> claimed, Issues issues) {
    var groups = MessageGroups.of(message);
    var unclaimed = new ArrayList<Segments>();
    var anybody = false;
    var mine = new LinkedHashMap<Exchange<?>, List<Segments>>();
    for (var patient : groups.patients()) {
      var byExchange = new LinkedHashMap<Exchange<?>, List<List<Segment>>>();
      var orders = patient.orders().isEmpty() ? List.of(List.<Segment>of()) : patient.orders();
      for (var order : orders) {
        var group = groups.with(patient.head(), List.of(order));
        var owner = owner(group, message);
        if (owner == null) {
          unclaimed.add(group);
        } else {
          anybody = true;
          byExchange.computeIfAbsent(owner, o -> new ArrayList<>()).add(order);
        }
      }
      byExchange.forEach(
          (owner, theirs) ->
              mine.computeIfAbsent(owner, o -> new ArrayList<>())
                  .add(groups.with(patient.head(), theirs)));
      left(patient, byExchange.keySet())
          .forEach(
              (other, segments) ->
                  mine.computeIfAbsent(other, o -> new ArrayList<>())
                      .add(groups.with(segments, List.of())));
    }
    mine.forEach(
        (owner, all) -> claimed.computeIfAbsent(owner, o -> new ArrayList<>()).add(joined(all)));
    if (!anybody) {
      issues.error(
          IssueCode.NOT_SUPPORTED,
          message.header().path(9),
          "no exchange reads this message; " + readable());
    } else {
      unclaimed.forEach(group -> foreign(group, issues));
    }
  }

  /** What those who claim a patient's orders leave of what their message says of the patient. */
  private Map<Exchange<?>, List<Segment>> left(
      MessageGroups.Patient patient, Set<Exchange<?>> owners) {
    var left = new LinkedHashMap<Exchange<?>, List<Segment>>();
    if (owners.isEmpty()) {
      return left;
    }
    var all = new ArrayList<>(patient.head());
    patient.orders().forEach(all::addAll);
    for (var exchange : exchanges) {
      var theirs =
          all.stream()
              .filter(exchange::takes)
              .filter(s -> owners.stream().noneMatch(o -> o.ofPatient().contains(s.name())))
              .toList();
      if (!theirs.isEmpty() && !owners.contains(exchange)) {
        var segments = new ArrayList<Segment>();
        patient.head().stream().filter(s -> s.name().equals("PID")).forEach(segments::add);
        segments.addAll(theirs);
        left.put(exchange, segments);
      }
    }
    return left;
  }

  /** One message again of the parts for several patients. */
  private static Segments joined(List<Segments> parts) {
    var all = new ArrayList<>(parts.get(0).all());
    parts.stream().skip(1).forEach(p -> all.addAll(p.all().subList(1, p.all().size())));
    return new Segments(all);
  }

  private String readable() {
    return "exchanges here: "
        + exchanges.stream().map(Exchange::name).collect(Collectors.joining(", "));
  }

  private static void foreign(Segments group, Issues issues) {
    group.all().stream()
        .filter(s -> Set.of("ORC", "OBR", "RXA", "OBX").contains(s.name()))
        .findFirst()
        .ifPresent(
            s ->
                issues.warning(
                    IssueCode.NOT_SUPPORTED,
                    s.path(),
                    "what belongs to it has no place in the clinic model; it is kept as foreign content"));
  }

  private @Nullable Exchange<?> owner(Segments group, Segments message) {
    for (var exchange : exchanges) {
      if (exchange.claims(group, message)) {
        return exchange;
      }
    }
    return null;
  }

  /** Everything that a Bundle says. */
  public Translation<List<Parcel<?>>> fromFhir(Bundle bundle, Dialect dialect) {
    return fromFhir(bundle, dialect, false);
  }

  /** The same, each parcel as {@link Parcel#carried}. */
  Translation<List<Parcel<?>>> carriedFromFhir(Bundle bundle, Dialect dialect) {
    return fromFhir(bundle, dialect, true);
  }

  private Translation<List<Parcel<?>>> fromFhir(Bundle bundle, Dialect dialect, boolean carried) {
    var owners = new LinkedHashMap<String, Exchange<?>>();
    for (int i = 0; i < bundle.getEntry().size(); i++) {
      var resource = bundle.getEntry().get(i).getResource();
      var owner = resource == null ? null : owner(resource, bundle);
      if (owner != null) {
        owners.put("Bundle.entry[" + i + "]", owner);
      }
    }
    var readers = exchanges.stream().filter(owners.values()::contains).toList();
    if (readers.isEmpty()) {
      return Translation.refused(
          Issue.error(
              IssueCode.NOT_SUPPORTED, "Bundle.entry", "no exchange reads this; " + readable()));
    }
    var parcels = new ArrayList<Parcel<?>>();
    var found = new LinkedHashSet<Issue>();
    for (var reader : readers) {
      read(reader, bundle, dialect, carried, owners, parcels, found);
    }
    var issues = new Issues();
    issues.addAll(found);
    return issues.resultOf(() -> List.copyOf(parcels));
  }

  private static <S> void read(
      Exchange<S> exchange,
      Bundle bundle,
      Dialect dialect,
      boolean carried,
      Map<String, Exchange<?>> owners,
      List<Parcel<?>> parcels,
      Set<Issue> issues) {
    var theirs = new HashSet<Resource>();
    for (int i = 0; i < bundle.getEntry().size(); i++) {
      var owner = owners.get("Bundle.entry[" + i + "]");
      if (owner != null && owner != exchange) {
        theirs.add(bundle.getEntry().get(i).getResource());
      }
    }
    var read =
        guarded(
            () ->
                carried
                    ? exchange.carriedFromFhir(bundle, theirs::contains, dialect)
                    : exchange.fromFhir(bundle, theirs::contains, dialect));
    read.issues().stream().filter(i -> !anothers(i, exchange, owners)).forEach(issues::add);
    read.value().ifPresent(sets -> sets.forEach(s -> parcels.add(new Parcel<>(exchange, s))));
  }

  /** A reader names what it has no place for; what another one claims has a place there. */
  private static boolean anothers(
      Issue issue, Exchange<?> exchange, Map<String, Exchange<?>> owners) {
    if (issue.refuses() || issue.code() != IssueCode.NOT_SUPPORTED) {
      return false;
    }
    var end = issue.path().indexOf(']');
    var owner = end < 0 ? null : owners.get(issue.path().substring(0, end + 1));
    return owner != null && owner != exchange;
  }

  private @Nullable Exchange<?> owner(Resource resource, Bundle bundle) {
    for (var exchange : exchanges) {
      if (exchange.claims(resource, bundle)) {
        return exchange;
      }
    }
    return null;
  }

  /**
   * The sets that can be made of clinic records.
   *
   * @param clinic who reports, when the records hold no Organization
   */
  public Translation<List<Parcel<?>>> fromRecords(
      List<? extends ClinicRecord> records, @Nullable Organization clinic) {
    var kinds = records.stream().map(r -> r.getClass().getSimpleName()).collect(Collectors.toSet());
    var issues = new Issues();
    var parcels = new ArrayList<Parcel<?>>();
    exchanges.stream()
        .filter(e -> e.kinds().stream().anyMatch(kinds::contains))
        .forEach(exchange -> assemble(exchange, records, clinic, issues, parcels));
    if (parcels.isEmpty() && !issues.refuse()) {
      issues.error(
          IssueCode.REQUIRED,
          "",
          "holds no record that travels by itself: one of "
              + exchanges.stream().flatMap(e -> e.kinds().stream()).distinct().sorted().toList());
    }
    return issues.resultOf(() -> List.copyOf(parcels));
  }

  /**
   * The sets that have to be told: a patient or an order that travels with something else in hand
   * need not be told by itself.
   *
   * @param types message types that are asked for; empty = none in particular
   */
  public static List<Parcel<?>> leading(List<Parcel<?>> parcels, Set<String> types) {
    if (!types.isEmpty()) {
      return parcels.stream()
          .filter(p -> p.exchange().messages().stream().anyMatch(types::contains))
          .toList();
    }
    // by id first: comparing whole records for the first time is dear
    var companions = new HashMap<String, List<Companion>>();
    for (int i = 0; i < parcels.size(); i++) {
      var records = parcels.get(i).records();
      for (var record : records.subList(0, records.size() - 1)) {
        companions
            .computeIfAbsent(record.id(), id -> new ArrayList<>())
            .add(new Companion(i, record));
      }
    }
    var leading = new ArrayList<Parcel<?>>();
    for (int i = 0; i < parcels.size(); i++) {
      if (!told(parcels.get(i), i, companions)) {
        leading.add(parcels.get(i));
      }
    }
    return List.copyOf(leading);
  }

  /** A record that travels with something else, and the place of that. */
  private record Companion(int with, ClinicRecord record) {}

  /** Whether all that a parcel tells of somebody is told with something else. */
  private static boolean told(
      Parcel<?> parcel, int place, Map<String, List<Companion>> companions) {
    if (!elsewhere(parcel.about(), place, companions)) {
      return false;
    }
    return parcel.records().stream()
        .filter(
            r ->
                r instanceof Condition
                    || r instanceof Allergy
                    || r instanceof Coverage
                    || r instanceof Procedure)
        .allMatch(r -> elsewhere(r, place, companions));
  }

  private static boolean elsewhere(
      ClinicRecord record, int place, Map<String, List<Companion>> companions) {
    return companions.getOrDefault(record.id(), List.of()).stream()
        .anyMatch(c -> c.with() != place && c.record().equals(record));
  }

  private static <S> void assemble(
      Exchange<S> exchange,
      List<? extends ClinicRecord> records,
      @Nullable Organization clinic,
      Issues issues,
      List<Parcel<?>> parcels) {
    issues
        .take(exchange.assemble(records, clinic))
        .ifPresent(sets -> sets.forEach(s -> parcels.add(new Parcel<>(exchange, s))));
  }

  /** The types that can be asked for by name. */
  public Set<String> writable() {
    return exchanges.stream()
        .flatMap(e -> e.messages().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
