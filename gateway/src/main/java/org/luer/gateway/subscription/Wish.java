package org.luer.gateway.subscription;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants to be told, and how.
 *
 * @param patients FHIR ids of the patients that it is about; empty = all that the client may see
 * @param headers of each request, as name and value
 * @param heartbeat after how long without an event something is sent all the same; null = never
 * @param timeout in which the endpoint must answer
 * @param most events in one notification
 * @param end when it ends; null = never
 */
record Wish(
    Topic topic,
    Set<String> patients,
    URI endpoint,
    List<Header> headers,
    Content content,
    @Nullable Duration heartbeat,
    Duration timeout,
    int most,
    @Nullable Instant end) {
  Wish {
    patients = Set.copyOf(patients);
    headers = List.copyOf(headers);
  }

  /** A header of a request; its value may be secret. */
  record Header(String name, String value) {
    @Override
    public String toString() {
      return name; // a value must not get into a log
    }
  }

  /** How much a notification tells of what happened. */
  enum Content {
    /** That it did. */
    EMPTY,
    /** Where it can be read. */
    ID_ONLY,
    /** All of it. */
    FULL_RESOURCE;

    String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static @Nullable Content of(String code) {
      return Stream.of(values()).filter(c -> c.code().equals(code)).findFirst().orElse(null);
    }
  }
}
