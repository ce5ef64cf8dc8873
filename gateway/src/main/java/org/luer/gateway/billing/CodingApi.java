package org.luer.gateway.billing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.AuditTrail;
import org.luer.gateway.access.Caller;
import org.luer.gateway.journal.Reception;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Records;
import org.luer.gateway.partner.BillingSettings;
import org.luer.gateway.partner.Settings;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.assessment.Assessment;
import org.luer.mappings.concept.billing.BillingCodes;
import org.luer.mappings.concept.charge.ChargeLine;
import org.luer.mappings.concept.clinician.StaffMember;
import org.luer.mappings.concept.coding.CodingCase;
import org.luer.mappings.concept.coding.CodingProposal;
import org.luer.mappings.concept.coding.CodingRules;
import org.luer.mappings.concept.coding.SessionCoding;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.concept.session.InfusionSession;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Coded;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Says what a session may be billed as. Nothing is kept and nothing is sent: what the clinic
 * confirms it puts as a charge.
 */
@RestController
class CodingApi {
  private static final ObjectMapper JSON = ClinicJson.mapper();
  private static final Set<String> MEMBERS = Set.of("lines", "chargeId", "authorizationNumber");
  private static final int LAST = Integer.MAX_VALUE;

  private final Records records;
  private final AuditTrail audit;
  private final BillingSettings settings;
  private final BillingFiles files;

  CodingApi(Records records, AuditTrail audit, Settings settings) {
    this.records = records;
    this.audit = audit;
    this.settings = settings.billing();
    this.files = new BillingFiles(settings.billing());
  }

  /** A request that cannot be answered. */
  private static final class Unfit extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient ProblemDetail problem;

    Unfit(HttpStatus status, String detail) {
      super(detail, null, false, false);
      problem = ProblemDetail.forStatusAndDetail(status, detail);
    }
  }

  @PostMapping(path = "/api/v1/sessions/{id}/coding", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "codeSession",
      summary =
          "What a session may be billed as, line by line with reason and proof; sends nothing",
      description =
          "The body may bring lines that are never derived (evaluation, psychotherapy), chargeId and"
              + " authorizationNumber. The charge that comes back is a draft: confirm it by putting it"
              + " to /api/v1/charges/{id} as billable.")
  @ApiResponse(
      responseCode = "200",
      description = "charge (null when there is nothing to bill), explanations, findings",
      content = @Content(mediaType = "application/json", schema = @Schema(type = "object")))
  @ApiResponse(
      responseCode = "404",
      description = "No such session of the clinic",
      content = @Content(mediaType = "application/problem+json"))
  @ApiResponse(
      responseCode = "422",
      description = "The body or one of the clinic's tables cannot be read",
      content = @Content(mediaType = "application/problem+json"))
  ResponseEntity<?> code(
      @PathVariable String id,
      @RequestBody(required = false) @Nullable JsonNode body,
      Caller caller,
      HttpServletRequest request) {
    try {
      var version = session(id);
      var proposal = answer(SessionCoding.propose(about(version, body)));
      audit.read(
          AuditTrail.Agent.of(caller, request.getRemoteAddr()),
          version.patientId(),
          version.reference() + "/_history/" + version.version());
      return ResponseEntity.ok(proposal);
    } catch (BillingFiles.Unreadable table) {
      return problem(
          ProblemDetail.forStatusAndDetail(
              HttpStatus.UNPROCESSABLE_ENTITY, String.valueOf(table.getMessage())));
    } catch (Unfit unfit) {
      return problem(unfit.problem);
    }
  }

  private static ResponseEntity<ProblemDetail> problem(ProblemDetail problem) {
    return ResponseEntity.status(problem.getStatus())
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(problem);
  }

  private RecordVersion session(String id) {
    return records
        .latest("InfusionSession", id)
        .filter(v -> v.owner().equals(Reception.CLINIC))
        .orElseThrow(
            () -> new Unfit(HttpStatus.NOT_FOUND, "There is no such session of the clinic."));
  }

  private CodingCase about(RecordVersion version, @Nullable JsonNode body) {
    var wish = wish(body);
    var session = read(version, InfusionSession.class).orElseThrow();
    var coverages = coverages(version.patientId());
    return new CodingCase(
        session,
        of(version.patientId(), "Assessment", Assessment.class),
        lines(wish),
        files.stock(),
        files.prices(),
        new CodingCase.Billing(
            wish.path("chargeId").asText("C-" + session.id()),
            Coded.of(
                BillingCodes.PLACE_OF_SERVICE,
                settings.placeOfService(),
                BillingCodes.place(settings.placeOfService()).orElse(null)),
            session.person(StaffMember.Role.ATTENDING),
            session.person(StaffMember.Role.REFERRER),
            wish.path("authorizationNumber").asText(null),
            coverages.stream().map(Coverage::id).toList()),
        coverages.stream().findFirst().map(Payers::named).orElse(CodingRules.EVERYBODY),
        files.rules());
  }

  private static JsonNode wish(@Nullable JsonNode body) {
    if (body == null || body.isNull()) {
      return JSON.createObjectNode();
    }
    if (!body.isObject()) {
      throw new Unfit(HttpStatus.UNPROCESSABLE_ENTITY, "The body must be a JSON object.");
    }
    body.fieldNames()
        .forEachRemaining(
            name -> {
              if (!MEMBERS.contains(name)) {
                throw new Unfit(
                    HttpStatus.UNPROCESSABLE_ENTITY,
                    "The body has room for lines, chargeId and authorizationNumber only.");
              }
            });
    return body;
  }

  private static List<ChargeLine> lines(JsonNode wish) {
    var lines = new ArrayList<ChargeLine>();
    for (var line : wish.path("lines")) {
      try {
        lines.add(JSON.treeToValue(line, ChargeLine.class));
      } catch (JsonProcessingException wrong) {
        throw new Unfit(
            HttpStatus.UNPROCESSABLE_ENTITY,
            "/lines/" + lines.size() + " is no line of a charge as its schema has it.");
      }
    }
    return lines;
  }

  private List<Coverage> coverages(String patient) {
    return of(patient, "Coverage", Coverage.class).stream()
        .filter(c -> c.status() == null || c.status() == Coverage.Status.ACTIVE)
        .sorted(
            Comparator.comparing((Coverage c) -> Objects.requireNonNullElse(c.priority(), LAST))
                .thenComparing(Coverage::id))
        .toList();
  }

  private <T> List<T> of(String patient, String kind, Class<T> as) {
    return records.about(patient, Reception.CLINIC, Set.of(kind)).stream()
        .flatMap(v -> read(v, as).stream())
        .toList();
  }

  private static <T> Optional<T> read(RecordVersion version, Class<T> as) {
    return ClinicRecords.read(version.content())
        .value()
        .flatMap(all -> all.stream().filter(as::isInstance).map(as::cast).findFirst());
  }

  private static ObjectNode answer(CodingProposal proposal) {
    var answer = JSON.createObjectNode();
    ClinicRecord charge = proposal.charge();
    answer.set("charge", charge == null ? null : ClinicRecords.tree(charge));
    answer.set("explanations", JSON.valueToTree(proposal.explanations()));
    answer.set("findings", JSON.valueToTree(proposal.findings()));
    return answer;
  }
}
