package org.luer.gateway.intake.http;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Audit;
import org.luer.gateway.access.Audit.Event;
import org.luer.gateway.access.Audit.Outcome;
import org.luer.gateway.access.AuditTrail;
import org.luer.gateway.access.Caller;
import org.luer.gateway.journal.Interventions;
import org.luer.gateway.journal.Interventions.Who;
import org.luer.gateway.journal.MessageFilter;
import org.luer.gateway.journal.MessageItem;
import org.luer.gateway.journal.Messages;
import org.luer.gateway.journal.Replays;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/** Every message received and every delivery: where it is and why. */
@RestController
@RequestMapping("/api/v1/messages")
class MessagesApi {
  static final Set<String> STATES =
      Set.of(
          "received",
          "duplicate",
          "refused",
          "queued",
          "sending",
          "delivered",
          "retrying",
          "held",
          "rejected",
          "ambiguous",
          "superseded",
          "cancelled");
  private static final Set<String> DIRECTIONS = Set.of("in", "out");
  private static final int MOST = 500;

  private final Messages messages;
  private final Replays replays;
  private final Interventions interventions;
  private final Audit audit;
  private final ObjectProvider<ReceiptSource> receipts;

  /**
   * A page.
   *
   * @param next path of the next page; null on the last
   */
  record Page(List<MessageItem> items, @Nullable String next) {}

  /**
   * One message with every attempt at its delivery.
   *
   * @param payload whether its bytes are there, until when, or when and by which rule they went
   * @param answers of a received acknowledgement, the delivery that it is about; null = none
   * @param answeredBy the received acknowledgements that are about this delivery
   */
  record Detail(
      @com.fasterxml.jackson.annotation.JsonUnwrapped MessageItem item,
      Messages.Kept payload,
      List<Messages.Attempt> history,
      @Nullable String answers,
      List<String> answeredBy) {}

  /**
   * What to replay.
   *
   * @param asNew render anew, under a new control id; else the identical bytes go out
   * @param to the partners it goes to; needed for a received message, left out for a delivery
   * @param reason for the audit
   */
  record ReplayRequest(
      @Nullable Boolean asNew, @Nullable List<String> to, @Nullable String reason) {}

  /** Why a person interferes. */
  record Why(@Nullable String reason) {}

  /**
   * Other bytes for a delivery.
   *
   * @param text the whole message; segments of HL7 v2 end in a carriage return
   */
  record Edit(@Nullable String text, @Nullable String reason) {}

  /** Another partner for a delivery. */
  record Redirect(@Nullable String to, @Nullable String reason) {}

  /** The new deliveries; message is the first of them. */
  record Replayed(String message, List<String> messages) {}

  MessagesApi(
      Messages messages,
      Replays replays,
      Interventions interventions,
      Audit audit,
      ObjectProvider<ReceiptSource> receipts) {
    this.interventions = interventions;
    this.audit = audit;
    this.messages = messages;
    this.replays = replays;
    this.receipts = receipts;
  }

  @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "listMessages",
      summary = "One item per message received and per delivery, newest first",
      description =
          "next is the path of the next page, or null. Pages do not shift when messages arrive.")
  Page list(
      @RequestParam(required = false) @Nullable String patient,
      @RequestParam(required = false) @Nullable String order,
      @RequestParam(required = false) @Nullable String visit,
      @RequestParam(name = "control-id", required = false) @Nullable String controlId,
      @RequestParam(required = false) @Nullable String partner,
      @Parameter(description = "One or more states, separated by commas")
          @RequestParam(required = false)
          @Nullable List<String> state,
      @Parameter(description = "Words that the reason holds, all of them")
          @RequestParam(required = false)
          @Nullable String text,
      @Parameter(description = "in or out") @RequestParam(required = false)
          @Nullable String direction,
      @Parameter(description = "Changed at or after this time, ISO 8601 with offset")
          @RequestParam(required = false)
          @Nullable String since,
      @Parameter(description = "Id of the last item of the page before")
          @RequestParam(required = false)
          @Nullable String after,
      @Parameter(description = "Items on a page, 1 to 500") @RequestParam(defaultValue = "100")
          int limit,
      Caller caller,
      HttpServletRequest request) {
    List<String> states = state == null ? List.of() : state;
    known(states, STATES, "state");
    known(direction == null ? List.of() : List.of(direction), DIRECTIONS, "direction");
    if (limit < 1 || limit > MOST) {
      throw new Refusal(HttpStatus.BAD_REQUEST, "limit must be 1 to " + MOST + ".");
    }
    var page =
        messages.list(
            new MessageFilter(
                patient,
                order,
                visit,
                controlId,
                partner,
                states,
                text,
                direction,
                instant(since),
                after,
                limit));
    if (patient != null) {
      // a list of everything is about deliveries; this one is about somebody
      audit.searched(
          AuditTrail.Agent.of(caller, request.getRemoteAddr()),
          "messages?" + Objects.requireNonNullElse(request.getQueryString(), ""),
          List.of(patient));
    }
    return new Page(page.items(), page.next() == null ? null : link(request, page.next()));
  }

  /** The same question again, from the cursor on. */
  static String link(HttpServletRequest request, String after) {
    var link = UriComponentsBuilder.fromPath(request.getRequestURI());
    request
        .getParameterMap()
        .forEach(
            (name, values) -> {
              if (!name.equals("after")) {
                for (var value : values) {
                  link.queryParam(name, UriUtils.encode(value, StandardCharsets.UTF_8));
                }
              }
            });
    return link.queryParam("after", after).build(true).toUriString();
  }

  static void known(Iterable<String> given, Set<String> known, String what) {
    for (var one : given) {
      if (!known.contains(one)) {
        throw new Refusal(
            HttpStatus.BAD_REQUEST,
            "Unknown %s; known: %s."
                .formatted(what, String.join(", ", known.stream().sorted().toList())));
      }
    }
  }

  static @Nullable Instant instant(@Nullable String since) {
    try {
      return since == null ? null : OffsetDateTime.parse(since).toInstant();
    } catch (DateTimeException e) {
      throw new Refusal(
          HttpStatus.BAD_REQUEST,
          "since must be a time with offset, such as 2026-01-31T08:00:00Z.");
    }
  }

  @GetMapping(path = "/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(operationId = "getMessage", summary = "One message with its history of attempts")
  Detail one(@PathVariable String id) {
    return new Detail(
        find(id),
        messages.kept(id).orElseThrow(),
        messages.attempts(id),
        messages.answers(id).orElse(null),
        messages.answeredBy(id));
  }

  @GetMapping("/{id}/raw")
  @Operation(operationId = "getMessageRaw", summary = "The bytes as received or as sent")
  ResponseEntity<byte[]> raw(@PathVariable String id, Caller caller, HttpServletRequest request) {
    var item = find(id);
    var raw = messages.raw(id).orElseThrow(() -> noBytes(id));
    audit.read(
        AuditTrail.Agent.of(caller, request.getRemoteAddr()), item.patient(), "message/" + id);
    return ResponseEntity.ok()
        .header(HttpHeaders.CONTENT_TYPE, raw.mediaType())
        .header("X-Content-Type-Options", "nosniff")
        .body(raw.payload());
  }

  private Refusal noBytes(String id) {
    return messages
        .kept(id)
        .filter(kept -> kept.state().equals("removed"))
        .map(kept -> gone("Its bytes were", kept))
        .orElseGet(() -> new Refusal(HttpStatus.NOT_FOUND, "The message has no bytes (yet)."));
  }

  private static Refusal gone(String what, Messages.Kept kept) {
    return new Refusal(
        HttpStatus.GONE,
        "%s removed at %s by the rule %s.".formatted(what, kept.removedAt(), kept.rule()));
  }

  @GetMapping(path = "/{id}/receipt", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "getMessageReceipt",
      summary = "What the translation carried: paths and rules, never values")
  String receipt(@PathVariable String id) {
    find(id);
    var source = receipts.getIfAvailable();
    return java.util.Optional.ofNullable(source)
        .flatMap(s -> s.receipt(id))
        .orElseThrow(() -> new Refusal(HttpStatus.NOT_FOUND, "The message has no receipt."));
  }

  @PostMapping(path = "/{id}/replay", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(operationId = "replayMessage", summary = "Sends again, linked to the original")
  ResponseEntity<Replayed> replay(
      @PathVariable String id,
      @RequestBody(required = false) @Nullable ReplayRequest request,
      Caller caller) {
    var item = find(id);
    var asNew = request != null && Boolean.TRUE.equals(request.asNew());
    List<String> to = request == null || request.to() == null ? List.of() : request.to();
    var reason = request == null ? null : request.reason();
    return possible(
        () ->
            replays.replay(
                id,
                caller.actor(),
                asNew,
                new LinkedHashSet<>(to),
                made ->
                    audit.record(
                        new Event(
                            "delivery-replayed",
                            Outcome.DONE,
                            caller.actor(),
                            item.partner(),
                            id,
                            reason))));
  }

  @PostMapping(
      path = "/{id}/hold",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "holdMessage",
      summary = "Keeps a delivery back that was not sent; later versions of the record wait")
  ResponseEntity<Replayed> hold(@PathVariable String id, @RequestBody Why request, Caller caller) {
    find(id);
    var who = who(caller, request.reason());
    return possible(
        () -> {
          interventions.hold(id, who);
          return List.of(id);
        });
  }

  @PostMapping(
      path = "/{id}/release",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "releaseMessage",
      summary = "Lets a held delivery go in its turn; one held for review is rendered anew")
  ResponseEntity<Replayed> release(
      @PathVariable String id, @RequestBody Why request, Caller caller) {
    find(id);
    var who = who(caller, request.reason());
    return possible(() -> List.of(interventions.release(id, who)));
  }

  @PostMapping(
      path = "/{id}/cancel",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "cancelMessage",
      summary = "Gives a delivery up for good; later versions of the record go on")
  ResponseEntity<Replayed> cancel(
      @PathVariable String id, @RequestBody Why request, Caller caller) {
    find(id);
    var who = who(caller, request.reason());
    return possible(
        () -> {
          interventions.cancel(id, who);
          return List.of(id);
        });
  }

  @PostMapping(
      path = "/{id}/edit",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "editMessage",
      summary = "Sends other bytes instead; the original keeps its own and is linked")
  ResponseEntity<Replayed> edit(@PathVariable String id, @RequestBody Edit request, Caller caller) {
    find(id);
    var who = who(caller, request.reason());
    var text = request.text();
    if (text == null || text.isBlank()) {
      throw Reasons.fault("/text", "The whole message as it shall be sent.");
    }
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    return possible(() -> List.of(interventions.edit(id, bytes, who)));
  }

  @PostMapping(
      path = "/{id}/redirect",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "redirectMessage",
      summary = "Sends the record to another partner, in its way, if disclosure permits it")
  ResponseEntity<Replayed> redirect(
      @PathVariable String id, @RequestBody Redirect request, Caller caller) {
    find(id);
    var who = who(caller, request.reason());
    var to = request.to();
    if (to == null || to.isBlank()) {
      throw Reasons.fault("/to", "The partner that it goes to.");
    }
    return possible(() -> interventions.redirect(id, to, who));
  }

  private static Who who(Caller caller, @Nullable String reason) {
    return new Who(caller.actor(), Reasons.needed(reason));
  }

  /** 202 with what was made, or 409 with the reason why it is not possible. */
  private static ResponseEntity<Replayed> possible(Supplier<List<String>> act) {
    try {
      var made = act.get();
      return ResponseEntity.accepted().body(new Replayed(made.get(0), made));
    } catch (Replays.NotReplayable e) {
      throw new Refusal(HttpStatus.CONFLICT, e.getMessage());
    }
  }

  private MessageItem find(String id) {
    return messages
        .find(id)
        .orElseThrow(
            () ->
                messages
                    .removed(id)
                    .map(kept -> gone("The message was", kept))
                    .orElseGet(
                        () -> new Refusal(HttpStatus.NOT_FOUND, "There is no such message.")));
  }
}
