package org.luer.gateway.inbox;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Caller;
import org.luer.gateway.journal.Inbox;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** What partners sent, for the clinic's system to collect. */
@RestController
@RequestMapping("/api/v1/inbox")
class InboxApi {
  private static final int MOST = 500;

  private final Inbox inbox;
  private final Clock clock;

  /**
   * A page.
   *
   * @param next path of the next page; null on the last
   */
  record Page(List<Inbox.Item> items, @Nullable String next) {}

  InboxApi(Inbox inbox, Clock clock) {
    this.inbox = inbox;
    this.clock = clock;
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
          int limit) {
    if (after < 0 || limit < 1 || limit > MOST) {
      throw new ResponseStatusException(
          HttpStatus.BAD_REQUEST, "after must not be negative, limit must be 1 to " + MOST + ".");
    }
    var items = inbox.open(after, limit + 1);
    if (items.size() <= limit) {
      return new Page(items, null);
    }
    var page = List.copyOf(items.subList(0, limit));
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
}
