package org.luer.gateway.intake.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Audit;
import org.luer.gateway.access.Audit.Event;
import org.luer.gateway.access.Audit.Outcome;
import org.luer.gateway.access.Caller;
import org.luer.gateway.journal.MessageFilter;
import org.luer.gateway.journal.MessageItem;
import org.luer.gateway.journal.Messages;
import org.luer.gateway.journal.Replays;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Replays what a search finds, oldest first, each delivery in a transaction of its own; or, as a
 * preview, says what that would send.
 */
@RestController
class BulkReplayApi {
  private static final int PAGE = 500;
  private static final int MOST = 10_000;

  private final Messages messages;
  private final Replays replays;
  private final Audit audit;

  /** The deliveries that are meant; at least one of these. */
  record Search(
      @Nullable String patient,
      @Nullable String order,
      @Nullable String visit,
      @JsonProperty("control-id") @Nullable String controlId,
      @Nullable String partner,
      @Nullable List<String> state,
      @Nullable String text,
      @Nullable String since) {}

  /**
   * What to do.
   *
   * @param asNew render anew, under a new control id; else the identical bytes go out
   * @param dryRun only a preview, which is what happens when it is left out
   * @param expected how many the preview found; another number now refuses all
   * @param reason for the audit; needed unless it is a preview
   */
  record Request(
      @Nullable Search search,
      @Nullable Boolean asNew,
      @Nullable Boolean dryRun,
      @Nullable Integer expected,
      @Nullable String reason) {}

  /**
   * One delivery that was found.
   *
   * @param sends {@code identical} bytes or rendered {@code anew}; null when it is refused
   * @param made the new delivery; null in a preview
   * @param refused why it is not replayed
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Line(
      String id,
      String partner,
      String type,
      @Nullable String record,
      @Nullable Integer version,
      String state,
      @Nullable String sends,
      @Nullable String made,
      @Nullable String refused) {}

  /**
   * All of them.
   *
   * @param replayed how many were, or in a preview would be, sent again
   */
  record Answer(boolean dryRun, int found, int replayed, int refused, List<Line> items) {}

  BulkReplayApi(Messages messages, Replays replays, Audit audit) {
    this.messages = messages;
    this.replays = replays;
    this.audit = audit;
  }

  @PostMapping(
      path = "/api/v1/messages/replay",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "replayMessages",
      summary = "Replays the deliveries that a search finds, or previews it",
      description = "Without dryRun: false nothing is sent.")
  Answer replay(@RequestBody Request request, Caller caller) {
    var preview = !Boolean.FALSE.equals(request.dryRun());
    var reason = preview ? "" : Reasons.needed(request.reason());
    var found = found(filter(request.search()));
    var expected = request.expected();
    if (expected != null && expected != found.size()) {
      throw new Refusal(
          HttpStatus.CONFLICT,
          "The search finds %d deliveries now, not %d; nothing was replayed."
              .formatted(found.size(), expected));
    }
    var asNew = Boolean.TRUE.equals(request.asNew());
    var lines = new ArrayList<Line>();
    for (var item : found) {
      lines.add(preview ? tried(item, caller, asNew) : replayed(item, caller, asNew, reason));
    }
    int refused = (int) lines.stream().filter(line -> line.refused() != null).count();
    return new Answer(preview, lines.size(), lines.size() - refused, refused, lines);
  }

  private static MessageFilter filter(@Nullable Search search) {
    if (search == null) {
      throw Reasons.fault("/search", "Which deliveries are meant.");
    }
    List<String> states = search.state() == null ? List.of() : search.state();
    MessagesApi.known(states, MessagesApi.STATES, "state");
    var filter =
        new MessageFilter(
            search.patient(),
            search.order(),
            search.visit(),
            search.controlId(),
            search.partner(),
            states,
            search.text(),
            "out",
            MessagesApi.instant(search.since()),
            null,
            PAGE);
    if (filter.everything()) {
      throw Reasons.fault("/search", "Name at least one thing to search by.");
    }
    return filter;
  }

  /** Everything that the search finds at this moment, oldest first: what it makes is not in it. */
  private List<MessageItem> found(MessageFilter filter) {
    var all = new ArrayList<MessageItem>();
    var page = messages.list(filter);
    all.addAll(page.items());
    while (page.next() != null) {
      page = messages.list(filter.page(page.next(), PAGE));
      all.addAll(page.items());
      if (all.size() > MOST) {
        throw new Refusal(
            HttpStatus.UNPROCESSABLE_ENTITY,
            "The search finds more than " + MOST + " deliveries; narrow it.");
      }
    }
    Collections.reverse(all);
    return all;
  }

  private Line tried(MessageItem item, Caller caller, boolean asNew) {
    try {
      replays.tryOut(item.id(), caller.actor(), asNew);
      return line(item, asNew, null, null);
    } catch (Replays.NotReplayable e) {
      return line(item, asNew, null, e.getMessage());
    }
  }

  private Line replayed(MessageItem item, Caller caller, boolean asNew, String reason) {
    try {
      var made =
          replays.replay(
              item.id(),
              caller.actor(),
              asNew,
              Set.of(),
              ids ->
                  audit.record(
                      new Event(
                          "delivery-replayed",
                          Outcome.DONE,
                          caller.actor(),
                          item.partner(),
                          item.id(),
                          reason)));
      return line(item, asNew, made.get(0), null);
    } catch (Replays.NotReplayable e) {
      return line(item, asNew, null, e.getMessage());
    }
  }

  private Line line(
      MessageItem item, boolean asNew, @Nullable String made, @Nullable String refused) {
    var anew = asNew || messages.raw(item.id()).isEmpty();
    return new Line(
        item.id(),
        item.partner(),
        item.type(),
        item.record(),
        item.version(),
        item.state(),
        refused != null ? null : anew ? "anew" : "identical",
        made,
        refused);
  }
}
