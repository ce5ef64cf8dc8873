package org.luer.gateway.intake.fhir;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Audit;
import org.luer.gateway.access.Audit.Event;
import org.luer.gateway.access.Audit.Outcome;
import org.luer.gateway.access.PartnerCaller;
import org.luer.gateway.exchange.ExchangeIntake;
import org.luer.gateway.intake.fhir.PartnerResources.Kept;
import org.luer.gateway.intake.fhir.Subjects.Placed;
import org.luer.gateway.journal.Acceptance;
import org.luer.gateway.journal.Journal;
import org.luer.gateway.journal.OwnedByAnother;
import org.luer.gateway.journal.Reason;
import org.luer.gateway.journal.Reception;
import org.luer.gateway.journal.RecordFacts;
import org.luer.gateway.partner.ClinicSettings;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.partner.Voice;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Ids;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.exchange.Exchanges;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.translation.Parcel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;

/**
 * Takes what partners post into the journal: all of a Bundle or nothing of it.
 *
 * <p>Refused with every reason: requests that are not served, subjects that are several patients,
 * content that cannot be used, exchanges that the partner may not send. References to what the
 * partner posted before are resolved. A method that returns has committed.
 */
final class FhirIntake {
  private static final Logger LOG = LoggerFactory.getLogger(FhirIntake.class);
  static final String MEDIA_TYPE = "application/fhir+json";

  private final Journal journal;
  private final PartnerResources resources;
  private final ClinicSettings clinic;
  private final Audit audit;
  private final List<PostedAnswers> answers;
  private final Clock clock;

  FhirIntake(
      Journal journal,
      PartnerResources resources,
      ClinicSettings clinic,
      Audit audit,
      List<PostedAnswers> answers,
      Clock clock) {
    this.journal = journal;
    this.resources = resources;
    this.clinic = clinic;
    this.audit = audit;
    this.answers = List.copyOf(answers);
    this.clock = clock;
  }

  /**
   * What was taken.
   *
   * @param kept by index of the entry
   * @param answer of a message Bundle: its stored answer
   * @param repeated whether nothing in it was new
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes are never compared here
  record Taken(
      String messageId,
      Map<Integer, Kept> kept,
      List<Issue> warnings,
      boolean repeated,
      byte @Nullable [] answer) {}

  /** Renders what is kept as the answer, from the message's id; null = none is kept. */
  @FunctionalInterface
  interface Rendering {
    byte[] of(String messageId, Map<Integer, Kept> kept, List<Issue> warnings);
  }

  /**
   * Takes a post.
   *
   * @throws FhirRefusal with every reason; it is in the journal then
   */
  Taken take(Post post, Partner sender, PartnerCaller caller, Rendering rendering) {
    var issues = new Issues();
    var entries = new Entries(resources, sender.id(), issues).read(post.bundle(), post.tree());
    permitted(post, entries, caller);
    var read = complete(post.bundle(), entries, sender);
    Subjects.check(read.placed()).forEach(issues::add);
    if (issues.refuse()) {
      throw refuse(post, sender, caller, issues.list());
    }
    var answering = answers.stream().filter(a -> a.are(post.bundle())).findFirst();
    if (answering.isPresent()) {
      return answered(answering.get(), post, sender, caller, read, rendering);
    }
    var dialect = Voice.of(clinic, sender, null).dialect();
    return Exchanges.ALL
        .fromFhir(read.bundle(), dialect)
        .fold(
            (parcels, warnings) ->
                store(post, sender, caller, read, parcels, own(warnings, read), rendering, dialect),
            reasons -> {
              throw refuse(post, sender, caller, reasons);
            });
  }

  /** What an insurer says of claims and questions it was sent: filed with these. */
  private Taken answered(
      PostedAnswers answers,
      Post post,
      Partner sender,
      PartnerCaller caller,
      Complete read,
      Rendering rendering) {
    if (!sender.sends().exchanges().contains(answers.exchange())) {
      throw refuse(
          post,
          sender,
          caller,
          List.of(
              Issue.error(
                  IssueCode.NOT_SUPPORTED,
                  "Bundle",
                  "belongs to " + answers.exchange() + ", which is not taken from this sender")));
    }
    return answers
        .read(post.bundle(), sender)
        .fold(
            (facts, warnings) ->
                store(
                    post,
                    sender,
                    caller,
                    read,
                    answers.exchange(),
                    facts,
                    warnings.stream().map(post::placed).toList(),
                    rendering),
            reasons -> {
              throw refuse(post, sender, caller, reasons);
            });
  }

  /**
   * A Bundle that holds all that it refers to.
   *
   * @param known what is there already and not to be changed: read for context only
   */
  private record Complete(
      Bundle bundle, List<Entry> entries, List<Placed> placed, List<Resource> known) {}

  private Complete complete(Bundle posted, List<Entry> entries, Partner sender) {
    var bundle = posted.copy();
    if (bundle.getType() == Bundle.BundleType.MESSAGE) {
      bundle.setType(Bundle.BundleType.COLLECTION); // the header is envelope
    }
    var known = new ArrayList<Resource>();
    var placed = new ArrayList<Placed>();
    var present = new ArrayList<String>();
    var all = new ArrayList<Resource>();
    for (var entry : entries) {
      var at = bundle.getEntry().get(entry.index());
      var resource = at.getResource();
      if (!resource.hasId()) {
        resource.setId(entry.id());
      }
      if (!at.hasFullUrl()) {
        // ids that a mapping derives of it must be the same each time and no other resource's
        at.setFullUrl("urn:uuid:" + Ids.uuid("fhir", sender.id(), entry.type(), entry.id()));
      }
      if (entry.unlessKnown()) {
        known.add(resource); // it stays as it is; here it says what the others are about
      }
      present.add(entry.type() + "/" + entry.id());
      present.add(entry.type() + "/" + resource.getIdElement().getIdPart());
      all.add(resource);
      placed.add(
          new Placed(
              resource,
              at.getFullUrl(),
              entry.id(),
              "Bundle.entry[" + entry.index() + "].resource"));
    }
    for (var resource : resources.referredTo(sender.id(), all, present)) {
      var name = resource.fhirType() + "/" + resource.getIdElement().getIdPart();
      bundle
          .addEntry()
          .setFullUrl(
              "urn:uuid:"
                  + Ids.uuid(
                      "fhir",
                      sender.id(),
                      resource.fhirType(),
                      resource.getIdElement().getIdPart()))
          .setResource(resource);
      known.add(resource);
      placed.add(new Placed(resource, name, resource.getIdElement().getIdPart(), name));
    }
    return new Complete(bundle, entries, placed, known);
  }

  /** Warnings about what was posted before were given then. */
  private static List<Issue> own(List<Issue> warnings, Complete read) {
    var posted = read.bundle().getEntry().size();
    var from = new HashSet<String>();
    for (int i = 0; i < posted; i++) {
      var resource = read.bundle().getEntry().get(i).getResource();
      if (resource instanceof MessageHeader || read.known().contains(resource)) {
        from.add("Bundle.entry[" + i + "]");
      }
    }
    return warnings.stream().filter(w -> from.stream().noneMatch(w.path()::startsWith)).toList();
  }

  private void permitted(Post post, List<Entry> entries, PartnerCaller caller) {
    var missing = new LinkedHashSet<Issue>();
    for (var entry : entries) {
      if (!caller.may(entry.type(), entry.access())) {
        var scope =
            "system/%s.%s"
                .formatted(
                    entry.type(),
                    entry.access().name().toLowerCase(java.util.Locale.ROOT).charAt(0));
        missing.add(
            post.placed(
                Issue.error(
                    IssueCode.NOT_USABLE,
                    "Bundle.entry[" + entry.index() + "]",
                    "the token does not permit it; scope " + scope + " is needed")));
      }
    }
    if (!missing.isEmpty()) {
      audit.record(
          new Event(
              "fhir-refused",
              Outcome.REFUSED,
              caller.client(),
              caller.partner(),
              post.type(),
              missing.iterator().next().text()));
      throw new FhirRefusal(HttpStatus.FORBIDDEN, List.copyOf(missing));
    }
  }

  private Taken store(
      Post post,
      Partner sender,
      PartnerCaller caller,
      Complete read,
      List<Parcel<?>> parcels,
      List<Issue> warnings,
      Rendering rendering,
      Dialect dialect) {
    var exchange =
        parcels.stream()
            .map(p -> p.exchange().name())
            .filter(sender.sends().exchanges()::contains)
            .findFirst();
    if (exchange.isEmpty()) {
      var names =
          parcels.stream()
              .map(p -> p.exchange().name())
              .distinct()
              .collect(Collectors.joining(", "));
      throw refuse(
          post,
          sender,
          caller,
          List.of(
              Issue.error(
                  IssueCode.NOT_SUPPORTED,
                  "Bundle",
                  "belongs to " + names + ", which is not taken from this sender")));
    }
    return store(
        post,
        sender,
        caller,
        read,
        exchange.get(),
        fresh(ExchangeIntake.facts(parcels, sender.id()), read, sender, dialect),
        warnings.stream().map(post::placed).toList(),
        rendering);
  }

  private Taken store(
      Post post,
      Partner sender,
      PartnerCaller caller,
      Complete read,
      String exchange,
      List<RecordFacts> facts,
      List<Issue> placed,
      Rendering rendering) {
    var kept = new HashMap<Integer, Kept>();
    var reception =
        reception(
            post,
            sender,
            caller,
            exchange,
            facts,
            id -> {
              kept.putAll(resources.keep(sender.id(), read.entries(), id, clock.instant()));
              return rendering.of(id, kept, placed);
            });
    try {
      var acceptance = journal.accept(reception, null);
      LOG.info("{} {} from {}: received", acceptance.messageId(), post.type(), sender.id());
      var repeated = acceptance instanceof Acceptance.Duplicate;
      return new Taken(
          acceptance.messageId(),
          repeated ? resources.known(sender.id(), read.entries()) : kept,
          placed,
          repeated,
          acceptance.answer());
    } catch (OwnedByAnother e) {
      throw refuse(
          post,
          sender,
          caller,
          List.of(
              Issue.error(
                  IssueCode.DUPLICATE, "Bundle", "a record of this id belongs to another sender")));
    }
  }

  /** Without the records that only the context speaks of: what was posted later must stand. */
  private static List<RecordFacts> fresh(
      List<RecordFacts> facts, Complete read, Partner sender, Dialect dialect) {
    if (read.known().isEmpty()) {
      return facts;
    }
    var context = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    for (var entry : read.bundle().getEntry()) {
      if (read.known().contains(entry.getResource())) {
        context.addEntry(entry);
      }
    }
    var old =
        Exchanges.ALL.fromFhir(context, dialect).value().stream()
            .flatMap(parcels -> ExchangeIntake.facts(parcels, sender.id()).stream())
            .map(f -> f.kind() + "/" + f.id())
            .collect(Collectors.toSet());
    return facts.stream().filter(f -> !old.contains(f.kind() + "/" + f.id())).toList();
  }

  /** Records a refusal and gives it back to be thrown. */
  FhirRefusal refuse(Post post, Partner sender, PartnerCaller caller, List<Issue> reasons) {
    var placed = reasons.stream().map(post::placed).distinct().toList();
    var reception =
        reception(
            post,
            sender,
            caller,
            "unknown",
            List.of(),
            id -> FhirJson.encode(Outcomes.of(placed)).getBytes(StandardCharsets.UTF_8));
    var why = Outcomes.summary(placed);
    var id = journal.refuse(reception, new Reason("refused", why));
    LOG.warn("{} {} from {}: refused, {}", id, post.type(), sender.id(), why);
    return new FhirRefusal(HttpStatus.UNPROCESSABLE_ENTITY, placed);
  }

  private static Reception reception(
      Post post,
      Partner sender,
      PartnerCaller caller,
      String exchange,
      List<RecordFacts> records,
      java.util.function.Function<String, byte[]> answer) {
    return new Reception(
        exchange,
        post.type(),
        sender.id(),
        caller.client(),
        controlId(post.bundle()),
        MEDIA_TYPE,
        post.payload(),
        records,
        answer);
  }

  /** What a sender repeats when it sends the same again: the Bundle's or the message's own id. */
  private static @Nullable String controlId(Bundle bundle) {
    if (bundle.getIdentifier().hasValue()) {
      return within(bundle.getIdentifier().getValue());
    }
    return bundle.getType() == Bundle.BundleType.MESSAGE
            && bundle.getEntryFirstRep().getResource() instanceof MessageHeader header
            && header.hasId()
        ? within(header.getIdElement().getIdPart())
        : null;
  }

  private static String within(String id) {
    return id.length() <= 199 ? id : Ids.uuid(id).toString();
  }
}
