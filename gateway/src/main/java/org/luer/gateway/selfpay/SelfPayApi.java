package org.luer.gateway.selfpay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.hl7.fhir.r4.model.Bundle;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.AuditTrail;
import org.luer.gateway.access.Caller;
import org.luer.gateway.exchange.Json;
import org.luer.gateway.partner.Settings;
import org.luer.gateway.selfpay.SelfPayDesk.Finding;
import org.luer.gateway.selfpay.SelfPayDesk.Issued;
import org.luer.gateway.selfpay.SelfPayRequests.EstimateRequest;
import org.luer.gateway.selfpay.SelfPayRequests.SuperbillRequest;
import org.luer.gateway.selfpay.SelfPayStore.Kind;
import org.luer.gateway.selfpay.SelfPayStore.Paper;
import org.luer.mappings.concept.selfpay.EstimateFhir;
import org.luer.mappings.concept.selfpay.SuperbillFhir;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.fhir.FhirJson;
import org.luer.mappings.rendering.Fonts;
import org.luer.mappings.rendering.SelfPayPages;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Superbills and good-faith estimates for the clinic's billers.
 *
 * <p>What is handed out goes to the patient, who may have it (45 CFR 164.524), so no directive
 * withholds it; that it was handed out is audited as a disclosure that the patient asked for.
 */
@RestController
@RequestMapping(path = "/api/v1")
class SelfPayApi {
  private static final String FHIR = "application/fhir+json";
  private static final String ASKED = "asked-for-by-the-patient";

  private final SelfPayDesk desk;
  private final SelfPayStore store;
  private final AuditTrail audit;
  private final String base;

  SelfPayApi(SelfPayDesk desk, SelfPayStore store, AuditTrail audit, Settings settings) {
    this.desk = desk;
    this.store = store;
    this.audit = audit;
    this.base = settings.clinic().base();
  }

  /** One paper in a list. */
  record Item(
      String number,
      String kind,
      String patient,
      String issuedAt,
      String issuedBy,
      String firstDay,
      String lastDay) {}

  /** The papers of a patient, the newest first. */
  record Page(List<Item> items) {}

  @PostMapping(
      path = "/superbills",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "issueSuperbill",
      summary = "Makes and keeps the superbill of one or more charges",
      description =
          "{\"charges\": [\"K-1\"], \"paid\": 310.00}, or patient with from and until for all charges"
              + " of a period. findings is what somebody should look at before it is handed out."
              + " The same again answers with the paper that there is.")
  @ApiResponse(
      responseCode = "201",
      description = "It is kept; Location says where",
      content = @Content(mediaType = "application/json", schema = @Schema(type = "object")))
  @ApiResponse(
      responseCode = "200",
      description = "It was there already",
      content = @Content(mediaType = "application/json", schema = @Schema(type = "object")))
  @ApiResponse(
      responseCode = "409",
      description = "Something else has this number",
      content = @Content(mediaType = "application/problem+json"))
  @ApiResponse(
      responseCode = "422",
      description = "It cannot be made; errors names every place",
      content = @Content(mediaType = "application/problem+json"))
  ResponseEntity<JsonNode> superbill(
      @RequestBody JsonNode body, Caller caller, HttpServletRequest request) {
    return issued(
        desk.superbill(SelfPayRequests.read(body, SuperbillRequest.class), caller.actor()),
        caller,
        request);
  }

  @PostMapping(
      path = "/estimates",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "issueEstimate",
      summary = "Makes and keeps the good-faith estimate of a series",
      description =
          "order brings diagnoses, number of sessions and how often; prices that are left out come"
              + " from the clinic's table of prices. The same again answers with the paper that"
              + " there is.")
  @ApiResponse(
      responseCode = "201",
      description = "It is kept; Location says where",
      content = @Content(mediaType = "application/json", schema = @Schema(type = "object")))
  @ApiResponse(
      responseCode = "200",
      description = "It was there already",
      content = @Content(mediaType = "application/json", schema = @Schema(type = "object")))
  @ApiResponse(
      responseCode = "409",
      description = "Something else has this number",
      content = @Content(mediaType = "application/problem+json"))
  @ApiResponse(
      responseCode = "422",
      description = "It cannot be made; errors names every place",
      content = @Content(mediaType = "application/problem+json"))
  ResponseEntity<JsonNode> estimate(
      @RequestBody JsonNode body, Caller caller, HttpServletRequest request) {
    return issued(
        desk.estimate(SelfPayRequests.read(body, EstimateRequest.class), caller.actor()),
        caller,
        request);
  }

  private ResponseEntity<JsonNode> issued(
      Issued issued, Caller caller, HttpServletRequest request) {
    var paper = issued.paper();
    handed(paper, caller, request);
    return ResponseEntity.status(issued.fresh() ? HttpStatus.CREATED : HttpStatus.OK)
        .location(URI.create("/api/v1/" + paper.kind().code() + "s/" + paper.id()))
        .body(shown(paper));
  }

  @GetMapping(path = "/superbills", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "listSuperbills",
      summary = "The superbills of a patient, the newest first")
  Page superbills(@RequestParam String patient, Caller caller, HttpServletRequest request) {
    return page(patient, Kind.SUPERBILL, caller, request);
  }

  @GetMapping(path = "/estimates", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "listEstimates",
      summary = "The estimates of a patient, the newest first")
  Page estimates(@RequestParam String patient, Caller caller, HttpServletRequest request) {
    return page(patient, Kind.ESTIMATE, caller, request);
  }

  private Page page(String patient, Kind kind, Caller caller, HttpServletRequest request) {
    var found = store.of(patient, kind);
    audit.searched(
        AuditTrail.Agent.of(caller, request.getRemoteAddr()),
        kind.code() + "s?patient=" + patient,
        found.stream().map(Paper::patient).distinct().toList());
    return new Page(
        found.stream()
            .map(
                p ->
                    new Item(
                        p.id(),
                        p.kind().code(),
                        p.patient(),
                        p.issuedAt().toString(),
                        p.issuedBy(),
                        p.firstDay().toString(),
                        p.lastDay().toString()))
            .toList());
  }

  @GetMapping(
      path = "/superbills/{number}",
      produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.APPLICATION_PDF_VALUE, FHIR})
  @Operation(
      operationId = "getSuperbill",
      summary = "A superbill as it was handed out: the page, the FHIR Bundle, or the data",
      description = "Accept application/pdf, application/fhir+json or application/json.")
  @ApiResponse(
      responseCode = "200",
      description = "The superbill",
      content = {
        @Content(mediaType = "application/json", schema = @Schema(type = "object")),
        @Content(
            mediaType = "application/pdf",
            schema = @Schema(type = "string", format = "binary")),
        @Content(mediaType = FHIR, schema = @Schema(type = "object"))
      })
  @ApiResponse(
      responseCode = "404",
      description = "There is none of this number",
      content = @Content(mediaType = "application/problem+json"))
  ResponseEntity<byte[]> superbill(
      @PathVariable String number,
      @Parameter(hidden = true) @RequestHeader(name = HttpHeaders.ACCEPT, required = false)
          @Nullable String accept,
      Caller caller,
      HttpServletRequest request) {
    return paper(Kind.SUPERBILL, number, accept, caller, request);
  }

  @GetMapping(
      path = "/estimates/{number}",
      produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.APPLICATION_PDF_VALUE, FHIR})
  @Operation(
      operationId = "getEstimate",
      summary = "An estimate as it was handed out: the page, the FHIR Bundle, or the data",
      description =
          "Accept application/pdf, application/fhir+json or application/json. The data have"
              + " findings: whether the charges until now keep the estimate.")
  @ApiResponse(
      responseCode = "200",
      description = "The estimate",
      content = {
        @Content(mediaType = "application/json", schema = @Schema(type = "object")),
        @Content(
            mediaType = "application/pdf",
            schema = @Schema(type = "string", format = "binary")),
        @Content(mediaType = FHIR, schema = @Schema(type = "object"))
      })
  @ApiResponse(
      responseCode = "404",
      description = "There is none of this number",
      content = @Content(mediaType = "application/problem+json"))
  ResponseEntity<byte[]> estimate(
      @PathVariable String number,
      @Parameter(hidden = true) @RequestHeader(name = HttpHeaders.ACCEPT, required = false)
          @Nullable String accept,
      Caller caller,
      HttpServletRequest request) {
    return paper(Kind.ESTIMATE, number, accept, caller, request);
  }

  private ResponseEntity<byte[]> paper(
      Kind kind,
      String number,
      @Nullable String accept,
      Caller caller,
      HttpServletRequest request) {
    var paper =
        store
            .find(kind, number)
            .orElseThrow(
                () ->
                    SelfPayRefusal.of(
                        HttpStatus.NOT_FOUND, "There is no " + kind.code() + " of this number."));
    handed(paper, caller, request);
    var wanted = accept == null ? "" : accept.toLowerCase(Locale.ROOT);
    if (wanted.contains("pdf")) {
      return answer(MediaType.APPLICATION_PDF_VALUE, pdf(paper), number + ".pdf");
    }
    if (wanted.contains("fhir")) {
      return answer(
          FHIR, FhirJson.encode(bundle(paper)).getBytes(StandardCharsets.UTF_8), number + ".json");
    }
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_JSON)
        .body(shown(paper).toString().getBytes(StandardCharsets.UTF_8));
  }

  private static ResponseEntity<byte[]> answer(String type, byte[] body, String file) {
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType(type))
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + file + "\"")
        .body(body);
  }

  private static byte[] pdf(Paper paper) {
    return paper.kind() == Kind.SUPERBILL
        ? SelfPayPages.superbill(SelfPayDesk.superbill(paper), Fonts.shipped())
        : SelfPayPages.estimate(SelfPayDesk.estimate(paper), Fonts.shipped());
  }

  private Bundle bundle(Paper paper) {
    return paper.kind() == Kind.SUPERBILL
        ? SuperbillFhir.toFhir(SelfPayDesk.superbill(paper), base)
        : EstimateFhir.toFhir(SelfPayDesk.estimate(paper), base);
  }

  /** Who was handed what: the patient, by one of the clinic's people. */
  private void handed(Paper paper, Caller caller, HttpServletRequest request) {
    var agent =
        new AuditTrail.Agent(
            caller.actor(), null, request.getRemoteAddr(), AuditTrail.PurposeOfUse.PATRQT);
    paper.records().forEach(r -> audit.disclosed(agent, paper.patient(), r, null, ASKED));
  }

  private ObjectNode shown(Paper paper) {
    var json = ClinicJson.mapper();
    var shown = json.createObjectNode();
    shown
        .put("number", paper.id())
        .put("kind", paper.kind().code())
        .put("patient", paper.patient())
        .put("issuedAt", paper.issuedAt().toString())
        .put("issuedBy", paper.issuedBy());
    List<Finding> findings;
    if (paper.kind() == Kind.SUPERBILL) {
      var superbill = SelfPayDesk.superbill(paper);
      shown.set("total", json.valueToTree(superbill.total()));
      shown.set("balance", json.valueToTree(superbill.balance()));
      findings = desk.findings(superbill);
    } else {
      var estimate = SelfPayDesk.estimate(paper);
      shown.set("total", json.valueToTree(estimate.total()));
      shown.put("validUntil", estimate.until().value());
      findings = desk.findings(estimate);
    }
    shown.set("findings", json.valueToTree(findings));
    shown.set("content", Json.read(paper.content()));
    return shown;
  }

  @ExceptionHandler(SelfPayRefusal.class)
  ResponseEntity<ProblemDetail> refused(SelfPayRefusal refusal) {
    return ResponseEntity.status(refusal.problem().getStatus())
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(refusal.problem());
  }
}
