package org.luer.gateway.subscription;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Element;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Subscription.SubscriptionChannelType;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.partner.SubscriptionSettings;
import org.luer.gateway.subscription.Wish.Content;
import org.luer.gateway.subscription.Wish.Header;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.IssueCode;

/** Reads a {@link Wish} from a Subscription, with every reason why it cannot be fulfilled. */
final class WishReader {
  /** One filter: the patient, with or without the type that is searched. */
  private static final Pattern FILTER =
      Pattern.compile("(?:([A-Z][A-Za-z]+)\\?)?patient=(?:Patient/)?([A-Za-z0-9.-]{1,64})");

  /** A field name and a value (RFC 9110, section 5). */
  private static final Pattern HEADER =
      Pattern.compile(
          "([!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}):[ \t]*([\\x21-\\x7e](?:[\\x20-\\x7e\t]*[\\x21-\\x7e])?)");

  /** What the gateway itself says of a request. */
  private static final Set<String> OURS =
      Set.of(
          "accept",
          "connection",
          "content-length",
          "content-type",
          "expect",
          "host",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private static final String JSON = "application/fhir+json";
  private static final int MOST_HEADERS = 20;
  private static final int MOST_EVENTS = 100;

  private final String base;
  private final SubscriptionSettings settings;
  private final EndpointRules rules;

  /**
   * A reader.
   *
   * @param base of the canonical URLs of the clinic's topics
   */
  WishReader(String base, SubscriptionSettings settings, EndpointRules rules) {
    this.base = base;
    this.settings = settings;
    this.rules = rules;
  }

  /** The wish of one that was examined before; empty when its topic is none any more. */
  Optional<Wish> known(Subscription subscription) {
    return read(subscription, new ArrayList<>(), null);
  }

  /**
   * A wish of a client.
   *
   * @param now against which its end is measured
   * @param issues takes every reason
   * @return empty when there is a reason
   */
  Optional<Wish> read(Subscription subscription, List<Issue> issues, @Nullable Instant now) {
    var reading = new Reading(issues);
    if (now != null) {
      reading.status(subscription, now);
    }
    var topic = reading.topic(subscription);
    var channel = subscription.getChannel();
    if (channel.getType() != SubscriptionChannelType.RESTHOOK) {
      reading.wrong("channel.type", "must be rest-hook");
    }
    var endpoint = reading.endpoint(channel.getEndpoint(), now != null);
    var headers = reading.headers(channel.getHeader());
    var content = reading.content(channel);
    var timeout = reading.seconds(channel, Backport.TIMEOUT, "timeout");
    var heartbeat = reading.seconds(channel, Backport.HEARTBEAT, "heartbeat");
    var most = reading.number(channel, Backport.MOST, "the greatest number of events");
    if (now != null) {
      reading.bounds(timeout, heartbeat, most);
    }
    var patients =
        topic == null
            ? Set.<String>of()
            : reading.patients(subscription.getCriteriaElement(), topic);
    if (!issues.isEmpty() || topic == null || endpoint == null || content == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Wish(
            topic,
            patients,
            endpoint,
            headers,
            content,
            heartbeat,
            timeout == null ? settings.answerWithin() : timeout,
            most == null ? 1 : most,
            subscription.hasEnd() ? subscription.getEnd().toInstant() : null));
  }

  /** One pass over a Subscription. */
  private final class Reading {
    private final List<Issue> issues;

    Reading(List<Issue> issues) {
      this.issues = issues;
    }

    void wrong(String path, String text) {
      issues.add(Issue.error(IssueCode.NOT_USABLE, "Subscription." + path, text));
    }

    void status(Subscription subscription, Instant now) {
      if (subscription.getStatus() == null
          || subscription.getStatus() == SubscriptionStatus.ERROR) {
        wrong("status", "must be requested, active or off");
      }
      if (subscription.hasEnd() && !subscription.getEnd().toInstant().isAfter(now)) {
        wrong("end", "has passed");
      }
    }

    @Nullable Topic topic(Subscription subscription) {
      var topic = Topic.of(String.valueOf(subscription.getCriteria()), base);
      if (topic.isEmpty()) {
        wrong("criteria", "is none of the topics that the CapabilityStatement lists");
      }
      return topic.orElse(null);
    }

    @Nullable URI endpoint(@Nullable String text, boolean examined) {
      try {
        var endpoint = new URI(text == null ? "" : text);
        var against =
            !endpoint.isAbsolute()
                ? Optional.of("must be an https address")
                : examined ? rules.against(endpoint) : Optional.<String>empty();
        against.ifPresent(reason -> wrong("channel.endpoint", reason));
        return endpoint;
      } catch (URISyntaxException e) {
        wrong("channel.endpoint", "must be an https address");
        return null;
      }
    }

    List<Header> headers(List<StringType> lines) {
      var headers = new ArrayList<Header>();
      for (var line : lines) {
        var match = HEADER.matcher(String.valueOf(line.getValue()));
        if (!match.matches()) {
          wrong("channel.header", "must be a name, a colon and a value, in ASCII");
        } else if (OURS.contains(match.group(1).toLowerCase(Locale.ROOT))) {
          wrong("channel.header", "names a header that the gateway itself sets");
        } else {
          headers.add(new Header(match.group(1), match.group(2)));
        }
      }
      if (lines.size() > MOST_HEADERS) {
        wrong("channel.header", "must not be more than " + MOST_HEADERS);
      }
      return headers;
    }

    @Nullable Content content(Subscription.SubscriptionChannelComponent channel) {
      var payload = channel.getPayloadElement();
      var code = value(payload, Backport.CONTENT);
      var content = code == null ? null : Content.of(code);
      if (content == null) {
        wrong("channel.payload", "must say empty, id-only or full-resource by its extension");
      } else if (!JSON.equals(payload.getValue())
          && !(content == Content.EMPTY && payload.getValue() == null)) {
        wrong("channel.payload", "must be " + JSON);
      }
      return content;
    }

    @Nullable Duration seconds(Element channel, String extension, String name) {
      var number = number(channel, extension, "the " + name);
      return number == null ? null : Duration.ofSeconds(number);
    }

    @Nullable Integer number(Element channel, String extension, String name) {
      var text = value(channel, extension);
      if (text == null) {
        return null;
      }
      if (!text.matches("[1-9][0-9]{0,8}")) {
        wrong("channel", name + " must be a number from 1 on");
        return null;
      }
      return Integer.valueOf(text);
    }

    void bounds(@Nullable Duration timeout, @Nullable Duration heartbeat, @Nullable Integer most) {
      if (timeout != null && timeout.compareTo(settings.answerWithin()) > 0) {
        wrong(
            "channel", "the timeout is longer than " + settings.answerWithin().toSeconds() + " s");
      }
      if (heartbeat != null && heartbeat.compareTo(settings.heartbeatLeast()) < 0) {
        wrong(
            "channel",
            "the heartbeat is shorter than " + settings.heartbeatLeast().toSeconds() + " s");
      }
      if (most != null && most > MOST_EVENTS) {
        wrong("channel", "the greatest number of events is more than " + MOST_EVENTS);
      }
    }

    Set<String> patients(Element criteria, Topic topic) {
      var patients = new HashSet<String>();
      for (var filter : criteria.getExtensionsByUrl(Backport.FILTER)) {
        var text = filter.getValue() instanceof StringType s ? String.valueOf(s.getValue()) : "";
        var match = FILTER.matcher(text);
        if (!match.matches()) {
          wrong("criteria", "a filter must be patient=Patient/ and an id, with or without Type?");
        } else if (match.group(1) != null && !topic.focuses().contains(match.group(1))) {
          wrong("criteria", "a filter is of a type that the topic does not tell of");
        } else {
          patients.add(match.group(2));
        }
      }
      return patients;
    }

    private @Nullable String value(Element element, String url) {
      var extension = element.getExtensionByUrl(url);
      return extension != null && extension.getValue() instanceof PrimitiveType<?> value
          ? String.valueOf(value.getValueAsString())
          : null;
    }
  }
}
