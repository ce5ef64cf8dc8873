package org.luer.gateway.intake.http;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.journal.Backlog;
import org.luer.gateway.journal.Expectations;
import org.luer.gateway.partner.Partners;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What partners should have beside what they got: of one record, and of one partner. */
@RestController
class ExpectedApi {
  private static final int MOST = 500;
  private static final Duration USUAL = Duration.ofDays(3);

  private final Expectations expectations;
  private final Backlog backlog;
  private final Partners partners;
  private final Clock clock;

  /** All partners of the settings. */
  record Sums(Instant since, List<Backlog.Sum> items) {}

  /**
   * What one partner has not got, oldest first.
   *
   * @param next path of the next page; null on the last
   */
  record Open(List<Backlog.Item> items, @Nullable String next) {}

  ExpectedApi(Expectations expectations, Backlog backlog, Partners partners, Clock clock) {
    this.expectations = expectations;
    this.backlog = backlog;
    this.partners = partners;
    this.clock = clock;
  }

  @GetMapping(
      path = "/api/v1/" + Collection.PATH + "/{id}/expected",
      produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "getExpected",
      summary = "What partners should have of the newest version, and how each of it stands")
  Expectations.State expected(@PathVariable String collection, @PathVariable String id) {
    return Collection.of(collection)
        .flatMap(c -> expectations.of(c.kind(), id))
        .orElseThrow(() -> new Refusal(HttpStatus.NOT_FOUND, "There is no such record."));
  }

  @GetMapping(path = "/api/v1/expected", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "listExpected",
      summary = "Of each partner, how much of what it should have it got; since three days ago")
  Sums sums(
      @Parameter(description = "Made at this time, with offset, or later")
          @RequestParam(required = false)
          @Nullable String since) {
    var asked = MessagesApi.instant(since);
    var from = asked == null ? clock.instant().minus(USUAL) : asked;
    return new Sums(
        from, partners.current().all().stream().map(p -> backlog.sum(p.id(), from)).toList());
  }

  @GetMapping(path = "/api/v1/expected/{partner}", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "getExpectedOfPartner",
      summary = "What this partner should have and has not got, oldest first",
      description =
          "next is the path of the next page, or null. What is delivered meanwhile shifts no page.")
  Open open(
      @PathVariable String partner,
      @Parameter(description = "missing, queued, sending, retrying, ambiguous, held, rejected")
          @RequestParam(required = false)
          @Nullable Set<String> state,
      @Parameter(description = "As next of the page before gives it")
          @RequestParam(required = false)
          @Nullable String after,
      @Parameter(description = "Items on a page, 1 to 500") @RequestParam(defaultValue = "100")
          int limit,
      HttpServletRequest request) {
    var states = state == null || state.isEmpty() ? Backlog.OPEN : state;
    if (!Backlog.OPEN.containsAll(states)) {
      throw new Refusal(
          HttpStatus.BAD_REQUEST,
          "state must be among " + String.join(", ", new TreeSet<>(Backlog.OPEN)) + ".");
    }
    if (limit < 1 || limit > MOST) {
      throw new Refusal(HttpStatus.BAD_REQUEST, "limit must be 1 to " + MOST + ".");
    }
    if (partners.current().find(partner).isEmpty()) {
      throw new Refusal(HttpStatus.NOT_FOUND, "There is no such partner.");
    }
    try {
      var page = backlog.open(partner, states, after, limit);
      var next = page.next() == null ? null : MessagesApi.link(request, page.next());
      return new Open(page.items(), next);
    } catch (Backlog.NoCursor e) {
      throw new Refusal(HttpStatus.BAD_REQUEST, "after must be as next of a page gives it.");
    }
  }
}
