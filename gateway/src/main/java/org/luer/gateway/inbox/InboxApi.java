package org.luer.gateway.inbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Audit;
import org.luer.gateway.access.Audit.Event;
import org.luer.gateway.access.Audit.Outcome;
import org.luer.gateway.access.AuditTrail;
import org.luer.gateway.access.Caller;
import org.luer.gateway.journal.Inbox;
import org.luer.gateway.journal.Records;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** What partners sent, for the clinic's system to collect. */
@RestController
@RequestMapping("/api/v1/inbox")
class InboxApi {
  private static final int MOST = 500;
  private static final int LONGEST_REASON = 500;

  private final Inbox inbox;
  private final Records records;
  private final Audit audit;
  private final Clock clock;
  private final TransactionTemplate transaction;
  private final ObjectProvider<Offer> offers;

  /**
   * A page.
   *
   * @param next path of the next page; null on the last
   */
  record Page(List<Inbox.Item> items, @Nullable String next) {}

  InboxApi(
      Inbox inbox,
      Records records,
      Audit audit,
      Clock clock,
      TransactionTemplate transaction,
      ObjectProvider<Offer> offers) {
    this.transaction = transaction;
    this.inbox = inbox;
    this.records = records;
    this.audit = audit;
    this.clock = clock;
    this.offers = offers;
  }

  @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "listInbox",
      summary = "Items that nobody acknowledged yet, oldest first",
      description =
          "Ids grow: nothing that arrives later has a smaller one, so that the last id seen is a safe cursor.")
  Page list(
      @Parameter(description = "Id of the last item that the caller has")
          @RequestParam(defaultValue = "0")
          long after,
      @Parameter(description = "Items on a page, 1 to 500") @RequestParam(defaultValue = "100")
          int limit,
      Caller caller,
      HttpServletRequest request) {
    if (after < 0 || limit < 1 || limit > MOST) {
      throw new ResponseStatusException(
          HttpStatus.BAD_REQUEST, "after must not be negative, limit must be 1 to " + MOST + ".");
    }
    var items = inbox.open(after, limit + 1);
    var page = List.copyOf(items.subList(0, Math.min(items.size(), limit)));
    if (!page.isEmpty()) {
      // an empty inbox that is asked each second tells nothing of anybody
      audit.searched(
          AuditTrail.Agent.of(caller, request.getRemoteAddr()),
          "inbox?after=" + after + "&limit=" + limit,
          page.stream().map(Inbox.Item::patient).filter(Objects::nonNull).distinct().toList());
    }
    if (items.size() <= limit) {
      return new Page(page, null);
    }
    var last = page.get(page.size() - 1).id();
    return new Page(page, "/api/v1/inbox?after=" + last + "&limit=" + limit);
  }

  @PostMapping("/{id}/ack")
  @Operation(operationId = "ackInboxItem", summary = "The item was dealt with; may be repeated")
  ResponseEntity<Void> acknowledge(@PathVariable long id, Caller caller) {
    if (!inbox.acknowledge(id, caller.actor(), clock.instant())) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no such item.");
    }
    return ResponseEntity.noContent().build();
  }

  @PostMapping(path = "/{id}/accept", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "acceptInboxItem",
      summary = "Makes what a partner offered the clinic's own; may be repeated",
      description =
          "An order becomes a draft of the clinic (id, patient, reason), offered patient data are taken over (fields),"
              + " an unmatched patient is linked (patient) or made a patient of the clinic (id), a merge is followed.")
  @ApiResponse(responseCode = "200", description = "Done; record is the clinic's")
  @ApiResponse(
      responseCode = "409",
      description = "Decided otherwise, overtaken, or nothing to accept")
  @ApiResponse(responseCode = "422", description = "What is missing, in errors")
  ResponseEntity<Object> accept(
      @PathVariable long id,
      @RequestBody(required = false) @Nullable JsonNode body,
      Caller caller) {
    var item = item(id);
    var decided = inbox.decided(id);
    if ("accepted".equals(decided.decision())) {
      return ResponseEntity.ok(new Offer.Taken(decided.became(), null, null));
    }
    if (decided.decision() != null) {
      throw conflict("The item was ignored.");
    }
    var offer =
        offers
            .orderedStream()
            .filter(o -> o.is(item))
            .findFirst()
            .orElseThrow(
                () ->
                    conflict(
                        "There is nothing to accept in an item of this kind; acknowledge it."));
    var newest = records.latest(kind(item), recordId(item));
    if (newest.filter(n -> n.version() == item.version()).isEmpty()) {
      throw conflict("The sender has sent a newer version; decide about that one.");
    }
    var asked = body == null ? JsonNodeFactory.instance.objectNode() : body;
    var wish = new Offer.Wish(asked, reason(asked), caller.actor());
    try {
      return ResponseEntity.ok(offer.accept(item, wish));
    } catch (Offer.NotAcceptable e) {
      var problem =
          ProblemDetail.forStatusAndDetail(
              HttpStatus.UNPROCESSABLE_ENTITY,
              e.faults().size() == 1 ? "One error." : e.faults().size() + " errors.");
      problem.setProperty("errors", e.faults());
      return ResponseEntity.unprocessableEntity()
          .contentType(MediaType.APPLICATION_PROBLEM_JSON)
          .body(problem);
    }
  }

  @PostMapping("/{id}/ignore")
  @Operation(
      operationId = "ignoreInboxItem",
      summary = "The clinic does not take over what was offered; may be repeated")
  ResponseEntity<Void> ignore(
      @PathVariable long id,
      @RequestBody(required = false) @Nullable JsonNode body,
      Caller caller) {
    var item = item(id);
    var reason = body == null ? null : reason(body);
    transaction.executeWithoutResult(status -> ignore(item, reason, caller.actor()));
    return ResponseEntity.noContent().build();
  }

  private void ignore(Inbox.Item item, @Nullable String reason, String actor) {
    if (inbox.decide(item.id(), "ignored", reason, null, actor, clock.instant())) {
      audit.record(
          new Event(
              "inbox-ignored",
              Outcome.DONE,
              actor,
              item.from(),
              "inbox/" + item.id() + " " + item.record(),
              reason));
    } else if (!"ignored".equals(inbox.decided(item.id()).decision())) {
      throw conflict("The item was accepted.");
    }
  }

  private Inbox.Item item(long id) {
    return inbox
        .find(id)
        .orElseThrow(
            () -> new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no such item."));
  }

  private static ResponseStatusException conflict(String text) {
    return new ResponseStatusException(HttpStatus.CONFLICT, text);
  }

  private static @Nullable String reason(JsonNode body) {
    var reason = body.path("reason").asText("").strip();
    if (reason.length() > LONGEST_REASON) {
      throw new ResponseStatusException(
          HttpStatus.BAD_REQUEST, "reason must have at most " + LONGEST_REASON + " characters.");
    }
    return reason.isEmpty() ? null : reason;
  }

  private static String kind(Inbox.Item item) {
    return item.record().substring(0, item.record().indexOf('/'));
  }

  private static String recordId(Inbox.Item item) {
    return item.record().substring(item.record().indexOf('/') + 1);
  }
}
