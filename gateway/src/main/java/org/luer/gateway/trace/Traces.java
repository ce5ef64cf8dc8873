package org.luer.gateway.trace;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.trace.Span.Kind;
import org.luer.gateway.trace.Span.Place;

/**
 * What is told of a message on its way: taken in, each attempt at each delivery, answers that come
 * by themselves. While nothing is set, every method returns at once and keeps nothing.
 *
 * <p>Told are codes, names of the settings, message ids and times: no method takes a text that
 * could hold something of the content.
 */
public final class Traces {
  private static final Pattern PARENT =
      Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]([0-9a-f])");
  private static final Arrival NOTHING = new Arrival("", 0, null);
  private static final ThreadLocal<Arrival> ARRIVAL = new ThreadLocal<>();
  private static final ThreadLocal<Attempt> ATTEMPT = new ThreadLocal<>();

  private static volatile @Nullable Target target;

  private Traces() {}

  /** Where steps go. */
  interface Target {
    /** The part of the messages that is traced, 0 to 1. */
    double sample();

    /** The received message that caused a delivery; the same id when it was received itself. */
    String source(String delivery);

    /** Takes a step without waiting. */
    void take(Span span);
  }

  static void to(@Nullable Target other) {
    target = other;
  }

  /** Something that comes in on this thread, until it is closed. */
  public static final class Arrival {
    private final String way;
    private final @Nullable Place caller;
    private long began;

    private Arrival(String way, long began, @Nullable Place caller) {
      this.way = way;
      this.began = began;
      this.caller = caller;
    }

    /** Nothing more comes with it. */
    public void close() {
      if (this != NOTHING) {
        ARRIVAL.remove();
      }
    }
  }

  /** A part of an attempt. */
  private record Part(String name, Kind kind, long began, long ended) {}

  private static final class Attempt {
    private final String delivery;
    private final int number;
    private final String trace;
    private final String source;
    private final long began;
    private final Map<String, Object> attributes = new HashMap<>();
    private final List<Part> parts = new ArrayList<>();

    private Attempt(String delivery, int number, String source, long began) {
      this.delivery = delivery;
      this.number = number;
      this.source = source;
      this.trace = Ids.trace(source);
      this.began = began;
    }

    private String step() {
      return Ids.step(delivery, "attempt " + number);
    }
  }

  /** Nanoseconds since 1970; 0 while nothing is traced. */
  public static long now() {
    return target == null ? 0 : nanos();
  }

  private static long nanos() {
    var now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  /**
   * Begins to take something in on this thread.
   *
   * @param way such as {@code mllp}, {@code http}, {@code fhir}, {@code file}
   * @param traceparent as the caller sent it (W3C Trace Context); null = it sent none
   */
  public static Arrival arrive(String way, @Nullable String traceparent) {
    if (target == null) {
      return NOTHING;
    }
    var arrival = new Arrival(way, nanos(), caller(traceparent));
    ARRIVAL.set(arrival);
    return arrival;
  }

  /** The caller's step, if it is well-formed and sampled. */
  private static @Nullable Place caller(@Nullable String traceparent) {
    var parts = PARENT.matcher(traceparent == null ? "" : traceparent);
    return parts.matches()
            && (Character.digit(parts.group(3).charAt(0), 16) & 1) == 1
            && !parts.group(1).matches("0+")
            && !parts.group(2).matches("0+")
        ? new Place(parts.group(1), parts.group(2))
        : null;
  }

  /**
   * A message is in the journal.
   *
   * @param since when its transaction began, from {@link #now}
   * @param message its id; of a repeated one, that of the first
   * @param state {@code received}, {@code duplicate} or {@code refused}
   */
  public static void taken(
      long since, String message, String exchange, String type, String partner, String state) {
    var to = target;
    if (to == null || since == 0) {
      return;
    }
    var arrival = ARRIVAL.get();
    var trace = Ids.trace(message);
    var caller = arrival == null ? null : arrival.caller;
    boolean sampled = Ids.sampled(trace, to.sample());
    if (!sampled && caller == null) {
      return;
    }
    long began = arrival == null ? since : arrival.began;
    long ended = nanos();
    if (arrival != null) {
      arrival.began = ended; // of several messages in one request, each its own part
    }
    var attributes = attributes(message, exchange, type, partner);
    attributes.put("luer.state", state);
    attributes.put("luer.way", arrival == null ? "inner" : arrival.way);
    boolean first = !state.equals("duplicate");
    var root = Ids.step(message, "intake");
    var step = first ? root : Ids.step(message, "repeated " + ended);
    var refused = state.equals("refused");
    if (caller != null) { // told whole to a caller that traces, with the way on into our own trace
      var there = sampled ? new Place(trace, step) : null;
      var id = Ids.step(message, "request " + ended);
      to.take(
          new Span(
              "intake",
              Kind.SERVER,
              caller.trace(),
              id,
              caller.id(),
              true,
              began,
              ended,
              attributes,
              refused,
              there));
    }
    if (sampled) {
      to.take(
          new Span(
              "intake",
              Kind.SERVER,
              trace,
              step,
              first ? null : root,
              false,
              began,
              ended,
              attributes,
              refused,
              caller));
      to.take(
          new Span(
              "commit",
              Kind.INTERNAL,
              trace,
              Ids.step(message, "commit " + step),
              step,
              false,
              since,
              ended,
              Map.of(),
              false,
              null));
    }
  }

  private static Map<String, Object> attributes(
      String message, String exchange, String type, String partner) {
    var attributes = new HashMap<String, Object>();
    attributes.put("luer.message", message);
    attributes.put("luer.exchange", exchange);
    attributes.put("luer.type", type);
    attributes.put("luer.partner", partner);
    return attributes;
  }

  /** An attempt at a delivery begins on this thread. */
  public static void attempt(
      String delivery, int number, String exchange, String type, String partner) {
    var to = target;
    if (to == null) {
      return;
    }
    var attempt = new Attempt(delivery, number, to.source(delivery), nanos());
    put(sampled(attempt, to, exchange, type, partner));
  }

  private static @Nullable Attempt sampled(
      Attempt attempt, Target to, String exchange, String type, String partner) {
    if (!Ids.sampled(attempt.trace, to.sample())) {
      return null;
    }
    attempt.attributes.putAll(attributes(attempt.delivery, exchange, type, partner));
    attempt.attributes.put("luer.attempt", (long) attempt.number);
    return attempt;
  }

  private static void put(@Nullable Attempt attempt) {
    if (attempt == null) {
      ATTEMPT.remove();
    } else {
      ATTEMPT.set(attempt);
    }
  }

  /**
   * An attempt that begins on one thread, while that has something else to do, and goes on on
   * another.
   */
  public static final class Carried {
    private static final Carried NOTHING = new Carried(null, null);

    private final @Nullable Attempt attempt;
    private final @Nullable Attempt before;

    private Carried(@Nullable Attempt attempt, @Nullable Attempt before) {
      this.attempt = attempt;
      this.before = before;
    }

    /** This thread has done its part: it goes on with what it was at. */
    public void pause() {
      put(before);
    }

    /** Goes on on this thread. */
    public void resume() {
      put(attempt);
    }
  }

  /**
   * The first attempt at a delivery begins on this thread, which is about to write it.
   *
   * @param source the message that causes it
   * @return to be paused here and resumed where it goes on
   */
  public static Carried ahead(
      String delivery, String source, String exchange, String type, String partner) {
    var to = target;
    if (to == null) {
      return Carried.NOTHING;
    }
    var before = ATTEMPT.get();
    var attempt = sampled(new Attempt(delivery, 1, source, nanos()), to, exchange, type, partner);
    put(attempt);
    return new Carried(attempt, before);
  }

  /** A part of the attempt on this thread has ended: render, judge or send. */
  public static void part(String name, long since) {
    if (target != null && since != 0) {
      var attempt = ATTEMPT.get();
      if (attempt != null) {
        var kind = name.equals("send") ? Kind.CLIENT : Kind.INTERNAL;
        attempt.parts.add(new Part(name, kind, since, nanos()));
      }
    }
  }

  /** The header that continues the trace of the attempt on this thread (W3C Trace Context). */
  public static Optional<String> traceparent() {
    var attempt = target == null ? null : ATTEMPT.get();
    return attempt == null
        ? Optional.empty()
        : Optional.of("00-" + attempt.trace + "-" + attempt.step() + "-01");
  }

  /**
   * The attempt on this thread has ended.
   *
   * @param state that the delivery is given
   * @param reason its code; "" = none
   */
  public static void ended(String state, String reason) {
    var to = target;
    var attempt = to == null ? null : ATTEMPT.get();
    if (to == null || attempt == null) {
      return;
    }
    ATTEMPT.remove();
    attempt.attributes.put("luer.state", state);
    attempt.attributes.put("luer.reason", reason);
    var step = attempt.step();
    long ended = nanos();
    to.take(
        new Span(
            "deliver",
            Kind.INTERNAL,
            attempt.trace,
            step,
            Ids.step(attempt.source, "intake"),
            false,
            attempt.began,
            ended,
            attempt.attributes,
            failed(state),
            null));
    for (var part : attempt.parts) {
      var id = Ids.step(attempt.delivery, attempt.number + " " + part.name());
      to.take(
          new Span(
              part.name(),
              part.kind(),
              attempt.trace,
              id,
              step,
              false,
              part.began(),
              part.ended(),
              Map.of(),
              false,
              null));
    }
  }

  /** An answer that came by itself gave a delivery another state. */
  public static void answered(
      String delivery, int number, String partner, String state, String reason) {
    var to = target;
    if (to == null) {
      return;
    }
    var trace = Ids.trace(to.source(delivery));
    if (Ids.sampled(trace, to.sample())) {
      long now = nanos();
      Map<String, Object> attributes =
          Map.of(
              "luer.message", delivery,
              "luer.partner", partner,
              "luer.attempt", (long) number,
              "luer.state", state,
              "luer.reason", reason);
      to.take(
          new Span(
              "answer",
              Kind.INTERNAL,
              trace,
              Ids.step(delivery, "answer " + now),
              Ids.step(delivery, "attempt " + number),
              false,
              now,
              now,
              attributes,
              failed(state),
              null));
    }
  }

  private static boolean failed(String state) {
    return state.equals("held") || state.equals("rejected");
  }
}
