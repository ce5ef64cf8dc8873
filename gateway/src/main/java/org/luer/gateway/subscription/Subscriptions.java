package org.luer.gateway.subscription;

import ca.uhn.fhir.rest.annotation.Create;
import ca.uhn.fhir.rest.annotation.Delete;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.annotation.OptionalParam;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.ResourceParam;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.annotation.Update;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Subscription;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Audit;
import org.luer.gateway.access.PartnerCaller;
import org.luer.gateway.intake.fhir.Outcomes;
import org.luer.gateway.pull.ClientReads;
import org.luer.gateway.pull.FhirProvider;
import org.luer.gateway.pull.ReadLog;
import org.luer.gateway.smart.Scope;
import org.luer.gateway.smart.Scope.Access;
import org.luer.gateway.subscription.Notifications.Notice;
import org.luer.gateway.subscription.Wish.Content;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.fhir.FhirJson;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Subscriptions as their clients make, read, change and end them. A client has its own; what is
 * another's is answered like what is not there.
 */
public final class Subscriptions implements IResourceProvider, FhirProvider {
  private static final String TYPE = "Subscription";
  private static final int MOST_EVENTS = 1_000;

  private final SubscriptionStore store;
  private final WishReader wishes;
  private final ClientReads reads;
  private final Notifications notifications;
  private final Audit audit;
  private final TransactionTemplate transaction;
  private final int perClient;
  private final Runnable wake;
  private final Clock clock;

  /** What it works with. */
  record Parts(
      SubscriptionStore store,
      WishReader wishes,
      ClientReads reads,
      Notifications notifications,
      Audit audit,
      TransactionTemplate transaction) {}

  /**
   * A provider.
   *
   * @param perClient how many a client may have
   * @param wake called when something is due
   */
  Subscriptions(Parts parts, int perClient, Runnable wake, Clock clock) {
    this.store = parts.store();
    this.wishes = parts.wishes();
    this.reads = parts.reads();
    this.notifications = parts.notifications();
    this.audit = parts.audit();
    this.transaction = parts.transaction();
    this.perClient = perClient;
    this.wake = wake;
    this.clock = clock;
  }

  @Override
  public Class<Subscription> getResourceType() {
    return Subscription.class;
  }

  /** Makes one; its endpoint is greeted at once. */
  @Create
  public MethodOutcome create(
      @ResourceParam Subscription parsed, @ResourceParam String raw, RequestDetails request) {
    var caller = caller(request, Access.CREATE);
    var asked = asked(raw, caller);
    var entry = entry(UUID.randomUUID().toString(), 1, asked.resource(), caller);
    transaction.executeWithoutResult(
        status -> {
          if (store.of(caller.client()).size() >= perClient) {
            throw unusable(
                List.of(
                    Issue.error(
                        IssueCode.NOT_USABLE,
                        TYPE,
                        "is one more than a client may have; delete what is not needed")));
          }
          store.insert(entry, asked.wish());
          record("subscription-created", caller, entry.id());
        });
    wake.run();
    return outcome(entry, true);
  }

  /** Puts another in its place: events that wait go by the new one, after a handshake. */
  @Update
  public MethodOutcome update(
      @IdParam IdType id,
      @ResourceParam Subscription parsed,
      @ResourceParam String raw,
      RequestDetails request) {
    var caller = caller(request, Access.UPDATE);
    var before = find(id, caller);
    if (id.hasVersionIdPart() && !id.getVersionIdPart().equals(before.versionId())) {
      throw new PreconditionFailedException("The subscription is at another version.");
    }
    var asked = asked(raw, caller);
    var entry = entry(before.id(), before.version() + 1, asked.resource(), caller);
    transaction.executeWithoutResult(
        status -> {
          if (!store.replace(entry, asked.wish())) {
            throw new PreconditionFailedException("The subscription is at another version.");
          }
          record("subscription-changed", caller, entry.id());
        });
    wake.run();
    return outcome(entry, false);
  }

  /** Ends it and forgets its events. */
  @Delete
  public MethodOutcome delete(@IdParam IdType id, RequestDetails request) {
    var caller = caller(request, Access.DELETE);
    transaction.executeWithoutResult(
        status -> {
          if (!store.delete(id.getIdPart(), caller.client())) {
            throw absent();
          }
          record("subscription-deleted", caller, id.getIdPart());
        });
    return new MethodOutcome();
  }

  /** One of the client's own. */
  @Read
  public Subscription read(@IdParam IdType id, RequestDetails request) {
    return find(id, caller(request, Access.READ)).shown();
  }

  /** The client's own. */
  @Search
  public List<Subscription> search(
      @OptionalParam(name = Subscription.SP_RES_ID) @Nullable TokenParam id,
      @OptionalParam(name = Subscription.SP_STATUS) @Nullable TokenParam status,
      RequestDetails request) {
    var caller = caller(request, Access.SEARCH);
    return store.of(caller.client()).stream()
        .filter(e -> id == null || e.id().equals(id.getValue()))
        .filter(e -> status == null || e.status().equals(status.getValue()))
        .map(Entry::shown)
        .toList();
  }

  /** How it stands (backport, operation status). */
  @Operation(name = "$status", idempotent = true)
  public Bundle status(@IdParam IdType id, RequestDetails request) {
    var entry = find(id, caller(request, Access.READ));
    return notifications.without(Notice.QUERY_STATUS, entry, wish(entry), clock.instant());
  }

  /**
   * Events again (backport, operation events), whether they were taken or not; at most a thousand.
   *
   * @param since number of the first one; from the oldest that is kept when left out
   * @param until number of the last one
   * @param content how much is told of each; as in notifications when left out
   */
  @Operation(name = "$events", idempotent = true)
  public Bundle events(
      @IdParam IdType id,
      @OperationParam(name = "eventsSinceNumber") @Nullable StringType since,
      @OperationParam(name = "eventsUntilNumber") @Nullable StringType until,
      @OperationParam(name = "content") @Nullable CodeType content,
      RequestDetails request) {
    var caller = caller(request, Access.READ);
    var entry = find(id, caller);
    var wish = wish(entry);
    var asked = content == null ? wish.content() : Content.of(content.getValue());
    if (asked == null || asked.compareTo(wish.content()) > 0) {
      throw new InvalidRequestException(
          "content must be empty, id-only or full-resource, and not more than the subscription tells.");
    }
    var events =
        store.events(entry.id(), number(since, 1) - 1, number(until, Long.MAX_VALUE), MOST_EVENTS);
    var written =
        notifications.with(Notice.QUERY_EVENT, entry, wish, events, asked, caller, clock.instant());
    ReadLog.notePatients(
        request, written.disclosed().stream().map(Event::patient).collect(Collectors.toSet()));
    return written.bundle();
  }

  private static long number(@Nullable StringType text, long otherwise) {
    if (text == null) {
      return otherwise;
    }
    if (!String.valueOf(text.getValue()).matches("[0-9]{1,18}")) {
      throw new InvalidRequestException("The number of an event must be digits.");
    }
    return Long.parseLong(text.getValue());
  }

  private PartnerCaller caller(RequestDetails request, Access access) {
    var caller = reads.caller(request);
    if (!caller.may(TYPE, access)) {
      throw new ForbiddenOperationException(
          "The token's scope does not permit this; ask for system/Subscription.cruds.");
    }
    return caller;
  }

  private Entry find(IdType id, PartnerCaller caller) {
    return store.find(id.getIdPart(), caller.client()).orElseThrow(Subscriptions::absent);
  }

  private static ResourceNotFoundException absent() {
    return new ResourceNotFoundException("There is no such resource.");
  }

  private Wish wish(Entry entry) {
    return wishes.known(entry.wish()).orElseThrow(Subscriptions::absent);
  }

  private record Asked(Subscription resource, Wish wish) {}

  /** What the client wants, when it can be had. */
  private Asked asked(String raw, PartnerCaller caller) {
    var issues = new ArrayList<Issue>();
    var read = FhirJson.parse(Subscription.class, raw);
    issues.addAll(read.issues());
    var resource = read.value().orElseThrow(() -> unusable(issues));
    var wish = wishes.read(resource, issues, clock.instant());
    wish.ifPresent(w -> permitted(w, caller, issues));
    if (wish.isEmpty() || !issues.isEmpty()) {
      throw unusable(issues);
    }
    return new Asked(resource, wish.get());
  }

  private void permitted(Wish wish, PartnerCaller caller, List<Issue> issues) {
    for (var type : wish.topic().focuses()) {
      if (!reads.reads(caller, type)) {
        issues.add(
            Issue.error(
                IssueCode.NOT_USABLE,
                "Subscription.criteria",
                "tells of what the token may not read; it needs system/" + type + ".r"));
      }
    }
    for (var patient : wish.patients()) {
      if (reads.row(caller, "Patient", patient).isEmpty()) {
        issues.add(
            Issue.error(
                IssueCode.NOT_USABLE,
                "Subscription.criteria",
                "a filter names a patient that the client cannot read"));
      }
    }
  }

  private static UnprocessableEntityException unusable(List<Issue> issues) {
    return new UnprocessableEntityException(
        "The subscription cannot be taken.", Outcomes.of(issues));
  }

  private Entry entry(String id, int version, Subscription resource, PartnerCaller caller) {
    var kept = resource.copy();
    kept.setId((String) null);
    kept.getMeta().setVersionId(null).setLastUpdated(null);
    kept.setError(null);
    var status =
        resource.getStatus() == Subscription.SubscriptionStatus.OFF ? Entry.OFF : Entry.REQUESTED;
    return new Entry(
        id,
        caller.client(),
        caller.partner(),
        Scope.texts(caller.scopes()),
        FhirJson.encode(kept),
        version,
        status,
        null,
        false,
        0,
        0,
        0,
        null,
        clock.instant().truncatedTo(ChronoUnit.MILLIS));
  }

  private static MethodOutcome outcome(Entry entry, boolean created) {
    var shown = entry.shown();
    var outcome = new MethodOutcome(shown.getIdElement(), created);
    outcome.setResource(shown);
    return outcome;
  }

  private void record(String event, PartnerCaller caller, String id) {
    audit.record(
        new Audit.Event(
            event, Audit.Outcome.DONE, caller.client(), caller.partner(), TYPE + "/" + id, null));
  }
}
