package org.luer.gateway.eligibility;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.AuditTrail;
import org.luer.gateway.access.Caller;
import org.luer.gateway.eligibility.EligibilityDesk.NotAskable;
import org.luer.gateway.eligibility.EligibilityDesk.Question;
import org.luer.gateway.eligibility.EligibilityStore.Asked;
import org.luer.gateway.exchange.Json;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.eligibility.Benefit;
import org.luer.mappings.concept.eligibility.Eligibility;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.Money;
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
import org.springframework.web.server.ResponseStatusException;

/** Asks insurers whether a patient is covered, and shows what they answered. */
@RestController
@RequestMapping(path = "/api/v1/eligibility", produces = MediaType.APPLICATION_JSON_VALUE)
class EligibilityApi {
  private static final int MOST = 100;

  private final EligibilityDesk desk;
  private final EligibilityStore store;
  private final AuditTrail audit;

  EligibilityApi(EligibilityDesk desk, EligibilityStore store, AuditTrail audit) {
    this.desk = desk;
    this.store = store;
    this.audit = audit;
  }

  /**
   * One question in a list.
   *
   * @param state asked, answered, refused or undelivered
   */
  record Item(
      String id, String patient, String coverage, String insurer, String state, String askedAt) {}

  /** The questions about a patient, the newest first. */
  record Page(List<Item> items) {}

  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "askEligibility",
      summary = "Asks the insurer of a coverage what it pays and what needs authorization",
      description =
          "{\"coverage\": \"CV-77\", \"day\": \"2026-03-10\", \"services\": [\"96365\"]}. The same question on the same day is asked once.")
  @ApiResponse(
      responseCode = "202",
      description = "It is asked; Location says where the answer will be",
      content = @Content(mediaType = "application/json", schema = @Schema(type = "object")))
  @ApiResponse(
      responseCode = "422",
      description = "It cannot be asked; errors names the place",
      content = @Content(mediaType = "application/problem+json"))
  ResponseEntity<JsonNode> ask(@RequestBody Question question, Caller caller) {
    var id = desk.ask(question, caller.actor());
    return ResponseEntity.accepted()
        .location(URI.create("/api/v1/eligibility/" + id))
        .body(shown(store.find(id).orElseThrow()));
  }

  @GetMapping("/{id}")
  @Operation(
      operationId = "getEligibility",
      summary = "A question and what the insurer answered",
      description =
          "active says whether the coverage is in force, services what is said of each service that was asked about, answer all that was said.")
  @ApiResponse(
      responseCode = "200",
      description = "The question",
      content = @Content(mediaType = "application/json", schema = @Schema(type = "object")))
  @ApiResponse(
      responseCode = "404",
      description = "There is no such question",
      content = @Content(mediaType = "application/problem+json"))
  JsonNode get(@PathVariable String id, Caller caller, HttpServletRequest request) {
    var asked =
        store
            .find(id)
            .orElseThrow(
                () ->
                    new ResponseStatusException(
                        HttpStatus.NOT_FOUND, "There is no question of this number."));
    audit.read(
        AuditTrail.Agent.of(caller, request.getRemoteAddr()),
        asked.patient(),
        "EligibilityRequest/" + id);
    return shown(asked);
  }

  @GetMapping
  @Operation(
      operationId = "listEligibility",
      summary = "The questions about a patient, the newest first; at most 100")
  Page list(@RequestParam String patient, Caller caller, HttpServletRequest request) {
    var found = store.of(patient, MOST);
    audit.searched(
        AuditTrail.Agent.of(caller, request.getRemoteAddr()),
        "eligibility?patient=" + patient,
        List.of(patient));
    return new Page(
        found.stream()
            .map(
                a ->
                    new Item(
                        a.id(),
                        a.patient(),
                        a.coverage(),
                        a.insurer(),
                        a.state(),
                        a.askedAt().toString()))
            .toList());
  }

  private static ObjectNode shown(Asked asked) {
    var json = ClinicJson.mapper();
    var shown = json.createObjectNode();
    shown.put("id", asked.id()).put("state", asked.state());
    if (asked.reason() != null) {
      shown
          .putObject("reason")
          .put("code", asked.reason().code())
          .put("text", asked.reason().text());
    }
    shown.put("patient", asked.patient()).put("coverage", asked.coverage());
    shown.put("insurer", asked.insurer());
    shown.put("askedAt", asked.askedAt().toString()).put("askedBy", asked.askedBy());
    if (asked.said() != null) {
      shown.set("said", Json.read(asked.said()));
    }
    if (asked.answer() != null) {
      ClinicRecords.read(asked.answer())
          .value()
          .flatMap(all -> all.stream().filter(Eligibility.class::isInstance).findFirst())
          .map(Eligibility.class::cast)
          .ifPresent(answer -> told(answer, shown));
      shown.set("answer", Json.read(asked.answer()));
    }
    return shown;
  }

  /** What a biller looks for first. */
  private static void told(Eligibility answer, ObjectNode shown) {
    answer.coverages().stream()
        .map(c -> c.active())
        .filter(Objects::nonNull)
        .findFirst()
        .ifPresent(active -> shown.put("active", active));
    shown.put("disposition", answer.disposition());
    var services = shown.putArray("services");
    answer.coverages().stream()
        .flatMap(c -> c.benefits().stream())
        .filter(b -> b.code() != null || b.category() != null)
        .forEach(b -> service(b, services.addObject()));
  }

  private static void service(Benefit benefit, ObjectNode told) {
    var of = benefit.code() == null ? benefit.category() : benefit.code();
    told.put("code", of == null ? null : of.code());
    told.put("authorizationRequired", benefit.authorizationRequired());
    told.put("excluded", benefit.excluded());
    var amounts = told.putArray("amounts");
    benefit
        .amounts()
        .forEach(
            a -> {
              var one = amounts.addObject().put("type", a.type().code());
              one.put("allowed", told(a.allowed(), a.allowedNumber(), a.allowedText()));
              one.put("used", told(a.used(), a.usedNumber(), a.usedText()));
            });
  }

  /** Money is told in dollars and cents, a number or a text as it is. */
  private static @Nullable String told(
      @Nullable Money money, @Nullable Integer number, @Nullable String text) {
    if (money != null) {
      return money.value().toPlainString();
    }
    return number == null ? text : number.toString();
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> notAskable(NotAskable why) {
    var problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.UNPROCESSABLE_ENTITY, why.pointer() + " " + why.getMessage() + ".");
    problem.setProperty(
        "errors",
        List.of(
            Map.of(
                "pointer",
                why.pointer(),
                "code",
                "value",
                "detail",
                String.valueOf(why.getMessage()))));
    return ResponseEntity.unprocessableEntity()
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(problem);
  }
}
