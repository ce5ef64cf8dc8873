package org.luer.gateway.claim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.AuditTrail;
import org.luer.gateway.access.Caller;
import org.luer.gateway.claim.ClaimDesk.NotPossible;
import org.luer.gateway.exchange.Json;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Records;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.concept.coding.AuthorizationCriteria;
import org.luer.mappings.core.ClinicJson;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Claims for the clinic's billers: where each stands, what was found, where the money went. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
class ClaimsApi {
  private static final int MOST = 500;

  private final ClaimStore store;
  private final ClaimDesk desk;
  private final ClaimAnswers answers;
  private final ClaimCases cases;
  private final Records records;
  private final AuditTrail audit;

  ClaimsApi(
      ClaimStore store,
      ClaimDesk desk,
      ClaimAnswers answers,
      ClaimCases cases,
      Records records,
      AuditTrail audit) {
    this.store = store;
    this.desk = desk;
    this.answers = answers;
    this.cases = cases;
    this.records = records;
    this.audit = audit;
  }

  /**
   * One claim in the list.
   *
   * @param reason why it stands where it stands
   */
  record Item(
      String id,
      String use,
      @Nullable String charge,
      String patient,
      String insurer,
      ClaimState state,
      @Nullable String reason,
      @Nullable String replaces,
      @Nullable String replacedBy,
      String changedAt) {}

  /**
   * The list.
   *
   * @param states every state and what it means
   */
  record Page(List<Item> items, Map<String, String> states) {}

  @GetMapping("/claims")
  @Operation(
      operationId = "listClaims",
      summary = "Claims, the one that changed last first, and what each state means")
  Page list(
      @Parameter(
              description = "One of the states",
              schema = @Schema(implementation = ClaimState.class))
          @RequestParam(required = false)
          @Nullable String state,
      @RequestParam(required = false) @Nullable String patient,
      @RequestParam(required = false) @Nullable String insurer,
      @RequestParam(defaultValue = "100") int limit,
      Caller caller,
      HttpServletRequest request) {
    if (limit < 1 || limit > MOST) {
      throw new NotPossible(HttpStatus.BAD_REQUEST, "limit must be 1 to " + MOST + ".");
    }
    if (state != null && ClaimState.of(state).isEmpty()) {
      throw new NotPossible(
          HttpStatus.BAD_REQUEST, "There is no such state; the list names all of them.");
    }
    var meanings = new LinkedHashMap<String, String>();
    Stream.of(ClaimState.values()).forEach(s -> meanings.put(s.code(), s.meaning()));
    var rows = store.list(state, patient, insurer, limit);
    if (!rows.isEmpty()) {
      audit.searched(
          AuditTrail.Agent.of(caller, request.getRemoteAddr()),
          "claims?limit="
              + limit
              + (state == null ? "" : "&state=" + state)
              + (patient == null ? "" : "&patient=" + patient)
              + (insurer == null ? "" : "&insurer=" + insurer),
          rows.stream().map(ClaimRow::patient).distinct().toList());
    }
    return new Page(rows.stream().map(ClaimsApi::item).toList(), meanings);
  }

  private static Item item(ClaimRow row) {
    return new Item(
        row.id(),
        row.use(),
        row.charge(),
        row.patient(),
        row.insurer(),
        row.state(),
        row.reasonText(),
        row.replaces(),
        row.replacedBy(),
        row.changedAt().toString());
  }

  @GetMapping("/claims/{id}")
  @Operation(
      operationId = "getClaim",
      summary = "A claim: its state, findings, money line by line, answers and history",
      description =
          "difference names what a replacement changes in the claim that it replaces, as JSON pointers."
              + " support names the records that go with a request for prior authorization, and the"
              + " rule by which one is withheld.")
  @ApiResponse(
      responseCode = "200",
      description = "The claim",
      content = @Content(mediaType = "application/json", schema = @Schema(type = "object")))
  @ApiResponse(
      responseCode = "404",
      description = "There is no such claim",
      content = @Content(mediaType = "application/problem+json"))
  JsonNode get(@PathVariable String id, Caller caller, HttpServletRequest request) {
    var row = row(id);
    audit.read(
        AuditTrail.Agent.of(caller, request.getRemoteAddr()),
        row.patient(),
        "Claim/" + id + "/_history/" + row.version());
    return shown(row);
  }

  private ClaimRow row(String id) {
    return store
        .find(id)
        .orElseThrow(() -> new NotPossible(HttpStatus.NOT_FOUND, "There is no such claim."));
  }

  private ObjectNode shown(ClaimRow row) {
    var json = ClinicJson.mapper();
    var shown = json.createObjectNode();
    shown.put("id", row.id()).put("use", row.use());
    shown.put("state", row.state().code()).put("meaning", row.state().meaning());
    if (row.reasonCode() != null) {
      shown.putObject("reason").put("code", row.reasonCode()).put("text", row.reasonText());
    }
    shown.put("insurer", row.insurer()).put("insurerNumber", row.insurerNumber());
    shown.put("patient", row.patient()).put("charge", row.charge());
    shown.put("replaces", row.replaces()).put("replacedBy", row.replacedBy());
    shown.put("voidProposed", row.voidProposed()).put("confirmedBy", row.confirmedBy());
    shown.set("findings", Json.read(row.findings()));
    var record = records.latest("Claim", row.id());
    var claim = record.flatMap(v -> ClaimCases.read(v, Claim.class));
    var all = answers.all(row);
    claim.ifPresent(c -> shown.set("money", json.valueToTree(ClaimMoney.of(c, all))));
    claim
        .filter(c -> c.use() == Claim.Use.PREAUTHORIZATION)
        .ifPresent(
            c -> {
              shown.set("criteria", criteria(cases.criteria(c)));
              shown.set("support", support(row, c));
            });
    shown.set("outcome", row.outcome() == null ? null : Json.read(row.outcome()));
    difference(row, record.orElse(null), shown);
    shown.set("claim", record.map(v -> Json.read(v.content())).orElse(null));
    shown.set("deliveries", json.valueToTree(store.deliveries(row.id())));
    var history = shown.putArray("history");
    store
        .events(row.id())
        .forEach(
            e ->
                history
                    .addObject()
                    .put("at", e.at().toString())
                    .put("by", e.actor())
                    .put("event", e.event())
                    .put("state", e.state())
                    .put("reason", e.reason())
                    .put("message", e.message())
                    .set("said", e.said() == null ? null : Json.read(e.said())));
    return shown;
  }

  /** The records that go with a request: as they were when it was confirmed, or would go now. */
  private @Nullable JsonNode support(ClaimRow row, Claim request) {
    return row.state().open()
        ? cases.insurer(request.coverageIds()).map(i -> cases.support(request, i)).orElse(null)
        : row.support() == null ? null : Json.read(row.support());
  }

  /** What the payer wants to see: in one line, and each with what proves it. */
  private static ObjectNode criteria(AuthorizationCriteria.Result result) {
    var json = ClinicJson.mapper();
    var told = json.createObjectNode().put("summary", result.summary());
    var each = told.putArray("checked");
    for (var one : result.checked()) {
      var node = each.addObject();
      node.put("criterion", one.row().criterion()).put("text", one.row().text());
      node.put("met", one.met()).set("evidence", json.valueToTree(one.evidence()));
    }
    return told;
  }

  /** What a replacement changes. */
  private void difference(ClaimRow row, @Nullable RecordVersion record, ObjectNode shown) {
    if (row.replaces() == null || record == null) {
      return;
    }
    records
        .latest("Claim", row.replaces())
        .ifPresent(
            old ->
                shown.set(
                    "difference",
                    ClaimDifference.of(Json.read(old.content()), Json.read(record.content()))));
  }

  @PostMapping(path = "/authorizations", consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "askAuthorization",
      summary = "Takes a request for prior authorization: a Claim with use preauthorization",
      description =
          "It waits like a claim, under /api/v1/claims/{id}, until it is confirmed; then it goes to the insurer as PAS asks.")
  @ApiResponse(
      responseCode = "200",
      description = "The request as it waits",
      content = @Content(mediaType = "application/json", schema = @Schema(type = "object")))
  @ApiResponse(
      responseCode = "422",
      description = "What is wrong with it",
      content = @Content(mediaType = "application/problem+json"))
  JsonNode ask(@RequestBody JsonNode body, Caller caller) {
    return shown(row(desk.ask(body, caller.actor())));
  }

  @PostMapping("/authorizations/{id}/update")
  @Operation(
      operationId = "updateAuthorization",
      summary = "Proposes the update of a request for prior authorization that the insurer has",
      description =
          "The body is the request as it should be, a Claim; its id does not matter. Without a body"
              + " the request stays as it is and the records that support it go as they are now. The"
              + " answer is the proposal: difference names what it changes. It goes to the insurer"
              + " when it is confirmed. The same again changes nothing.")
  @ApiResponse(
      responseCode = "200",
      description = "The proposal",
      content = @Content(mediaType = "application/json", schema = @Schema(type = "object")))
  @ApiResponse(
      responseCode = "409",
      description = "It cannot be updated now, and why",
      content = @Content(mediaType = "application/problem+json"))
  @ApiResponse(
      responseCode = "422",
      description = "What is wrong with the request as it should be",
      content = @Content(mediaType = "application/problem+json"))
  JsonNode update(
      @PathVariable String id,
      @RequestBody(required = false) @Nullable JsonNode body,
      Caller caller) {
    var wanted = body == null || body.isNull() || body.isEmpty() ? null : body;
    return shown(row(desk.update(id, wanted, caller.actor())));
  }

  @PostMapping("/claims/{id}/confirm")
  @Operation(
      operationId = "confirmClaim",
      summary = "Sends a proposed claim; one with errors is held instead, with its findings")
  @ApiResponse(
      responseCode = "200",
      description = "The claim as it is now; again changes nothing",
      content = @Content(mediaType = "application/json", schema = @Schema(type = "object")))
  @ApiResponse(
      responseCode = "409",
      description = "It cannot be confirmed now, and why",
      content = @Content(mediaType = "application/problem+json"))
  JsonNode confirm(@PathVariable String id, Caller caller) {
    return shown(row(desk.confirm(id, caller.actor())));
  }

  @PostMapping("/claims/{id}/replace")
  @Operation(
      operationId = "replaceClaim",
      summary =
          "Proposes the claim anew out of its charge as it is now; the answer is the proposal")
  @ApiResponse(
      responseCode = "200",
      description = "The proposal",
      content = @Content(mediaType = "application/json", schema = @Schema(type = "object")))
  @ApiResponse(
      responseCode = "409",
      description = "There is nothing to replace it with",
      content = @Content(mediaType = "application/problem+json"))
  JsonNode replace(@PathVariable String id, Caller caller) {
    return shown(row(desk.replace(id, caller.actor())));
  }

  @PostMapping("/claims/{id}/void")
  @Operation(
      operationId = "voidClaim",
      summary = "Takes a claim back: a proposal at once, what the insurer has by a void",
      description = "The body may say why: {\"reason\": \"…\"}.")
  @ApiResponse(
      responseCode = "200",
      description = "The claim as it is now; again changes nothing",
      content = @Content(mediaType = "application/json", schema = @Schema(type = "object")))
  @ApiResponse(
      responseCode = "409",
      description = "It cannot be taken back now, and why",
      content = @Content(mediaType = "application/problem+json"))
  JsonNode cancel(
      @PathVariable String id,
      @RequestBody(required = false) @Nullable JsonNode body,
      Caller caller) {
    var reason = body == null ? "" : body.path("reason").asText("").strip();
    if (reason.length() > MOST) {
      throw new NotPossible(HttpStatus.BAD_REQUEST, "reason has at most " + MOST + " characters.");
    }
    return shown(row(desk.cancel(id, reason.isEmpty() ? null : reason, caller.actor())));
  }

  @ExceptionHandler(NotPossible.class)
  ResponseEntity<ProblemDetail> notPossible(NotPossible e) {
    return ResponseEntity.status(e.status())
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(ProblemDetail.forStatusAndDetail(e.status(), String.valueOf(e.getMessage())));
  }
}
