package org.luer.gateway.subscription;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.luer.gateway.access.PartnerCaller;
import org.luer.gateway.access.PublicAddress;
import org.luer.gateway.pull.ClientReads;
import org.luer.gateway.subscription.Wish.Content;

/**
 * Writes notifications: a Bundle whose first resource says what it is about, as Parameters.
 *
 * <p>Whether the client may have what an event is about is decided again here. What it may not have
 * any more leaves the number and the time of the event, and nothing that says why.
 */
final class Notifications {
  /** What a notification is for. */
  enum Notice {
    HANDSHAKE,
    HEARTBEAT,
    EVENT_NOTIFICATION,
    QUERY_STATUS,
    QUERY_EVENT;

    String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final ClientReads reads;
  private final PublicAddress address;
  private final String base;

  /**
   * A writer.
   *
   * @param base of the canonical URLs of the clinic's topics
   */
  Notifications(ClientReads reads, PublicAddress address, String base) {
    this.reads = reads;
    this.address = address;
    this.base = base;
  }

  /**
   * A notification and what it discloses.
   *
   * @param disclosed events of which it tells what they are about
   */
  record Written(Bundle bundle, List<Event> disclosed) {
    Written {
      disclosed = List.copyOf(disclosed);
    }
  }

  /** One without events. */
  Bundle without(Notice type, Entry entry, Wish wish, Instant now) {
    var status = status(type, entry, wish, entry.lastEvent());
    var kind =
        type == Notice.QUERY_STATUS ? Bundle.BundleType.SEARCHSET : Bundle.BundleType.HISTORY;
    var bundle = bundle(kind, entry, status, now);
    if (kind == Bundle.BundleType.SEARCHSET) {
      bundle.setTotal(1);
    }
    return bundle;
  }

  /**
   * One with events.
   *
   * @param content how much it tells of them
   */
  Written with(
      Notice type,
      Entry entry,
      Wish wish,
      List<Event> events,
      Content content,
      PartnerCaller caller,
      Instant now) {
    var last =
        type == Notice.EVENT_NOTIFICATION && !events.isEmpty()
            ? events.get(events.size() - 1).number()
            : entry.lastEvent();
    var status = status(type, entry, wish, last);
    var bundle = bundle(Bundle.BundleType.HISTORY, entry, status, now);
    var disclosed = new ArrayList<Event>();
    for (var event : events) {
      var part = status.addParameter().setName("notification-event");
      part.addPart().setName("event-number").setValue(new StringType(number(event.number())));
      part.addPart().setName("timestamp").setValue(new InstantType(Date.from(event.at())));
      if (content != Content.EMPTY
          && add(bundle, part, "focus", event, event.focus(), content, caller)) {
        disclosed.add(event);
        event
            .context()
            .forEach(c -> add(bundle, part, "additional-context", event, c, content, caller));
      }
    }
    return new Written(bundle, disclosed);
  }

  /** Names a resource that the client may have, and tells it where all is told. */
  private boolean add(
      Bundle bundle,
      Parameters.ParametersParameterComponent part,
      String name,
      Event event,
      String reference,
      Content content,
      PartnerCaller caller) {
    var slash = reference.indexOf('/');
    var type = reference.substring(0, slash);
    var id = reference.substring(slash + 1);
    var url = address.fhir() + "/" + reference;
    var resource =
        content == Content.FULL_RESOURCE
            ? reads.resource(caller, type, id)
            : Optional.<Resource>empty();
    if (content == Content.FULL_RESOURCE
        ? resource.isEmpty()
        : reads.row(caller, type, id).isEmpty()) {
      return false;
    }
    part.addPart().setName(name).setValue(new Reference(url));
    if (bundle.getEntry().stream().anyMatch(e -> url.equals(e.getFullUrl()))) {
      return true; // two events about one resource: it stands there as it is now
    }
    var entry = bundle.addEntry().setFullUrl(url);
    resource.ifPresent(entry::setResource);
    entry
        .getRequest()
        .setMethod(event.created() ? HTTPVerb.POST : HTTPVerb.PUT)
        .setUrl(event.created() ? type : reference);
    entry.getResponse().setStatus(event.created() ? "201" : "200");
    return true;
  }

  private Parameters status(Notice type, Entry entry, Wish wish, long events) {
    var status = new Parameters();
    status.setId(UUID.randomUUID().toString());
    status.getMeta().addProfile(Backport.STATUS);
    status.addParameter().setName("subscription").setValue(new Reference(url(entry)));
    status.addParameter().setName("topic").setValue(new CanonicalType(wish.topic().url(base)));
    status.addParameter().setName("status").setValue(new CodeType(state(type, entry)));
    status.addParameter().setName("type").setValue(new CodeType(type.code()));
    status
        .addParameter()
        .setName("events-since-subscription-start")
        .setValue(new StringType(number(events)));
    if (entry.error() != null && type == Notice.QUERY_STATUS) {
      status.addParameter().setName("error").setValue(new CodeableConcept().setText(entry.error()));
    }
    return status;
  }

  /** A notification that arrives is of one that works. */
  private static String state(Notice type, Entry entry) {
    return switch (type) {
      case HANDSHAKE -> Entry.REQUESTED;
      case HEARTBEAT, EVENT_NOTIFICATION -> Entry.ACTIVE;
      case QUERY_STATUS, QUERY_EVENT -> entry.status();
    };
  }

  private Bundle bundle(Bundle.BundleType type, Entry entry, Parameters status, Instant now) {
    var bundle = new Bundle().setType(type).setTimestamp(Date.from(now));
    bundle.setId(UUID.randomUUID().toString());
    var first =
        bundle
            .addEntry()
            .setFullUrl("urn:uuid:" + status.getIdElement().getIdPart())
            .setResource(status);
    if (type == Bundle.BundleType.HISTORY) {
      bundle.getMeta().addProfile(Backport.NOTIFICATION);
      first.getRequest().setMethod(HTTPVerb.GET).setUrl(url(entry) + "/$status");
      first.getResponse().setStatus("200");
    } else {
      first.getSearch().setMode(Bundle.SearchEntryMode.MATCH);
    }
    return bundle;
  }

  private String url(Entry entry) {
    return address.fhir() + "/Subscription/" + entry.id();
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%d", number);
  }
}
