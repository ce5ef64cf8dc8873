package org.luer.gateway.intake.http;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.Audit;
import org.luer.gateway.access.audit.AuditProof;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriUtils;

/** Who did what, and who was refused. */
@RestController
@RequestMapping("/api/v1/audit")
class AuditApi {
  private static final int MOST = 500;

  private final Audit audit;
  private final AuditProof proof;

  /**
   * A page.
   *
   * @param next path of the next page; null on the last
   */
  record Page(List<Audit.Entry> items, @Nullable String next) {}

  AuditApi(Audit audit, AuditProof proof) {
    this.audit = audit;
    this.proof = proof;
  }

  @GetMapping(path = "/verification", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "verifyAudit",
      summary = "Whether the audit is what it was when it was sealed; what is not")
  AuditProof.Report verify() throws IOException {
    return proof.verify();
  }

  @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "listAudit",
      summary =
          "Who read, searched, exported, was sent or was refused whose data; tokens, clients, decisions in the inbox; oldest first")
  Page list(
      @Parameter(description = "Only events about the data of this patient of the clinic")
          @RequestParam(required = false)
          @Nullable String patient,
      @Parameter(description = "Id of the last event that the caller has")
          @RequestParam(defaultValue = "0")
          long after,
      @Parameter(description = "Events on a page, 1 to 500") @RequestParam(defaultValue = "100")
          int limit) {
    if (after < 0 || limit < 1 || limit > MOST) {
      throw new Refusal(
          HttpStatus.BAD_REQUEST, "after must not be negative, limit must be 1 to " + MOST + ".");
    }
    var items = audit.after(after, limit + 1, patient);
    if (items.size() <= limit) {
      return new Page(items, null);
    }
    var page = List.copyOf(items.subList(0, limit));
    var last = page.get(page.size() - 1).id();
    var about =
        patient == null ? "" : "&patient=" + UriUtils.encode(patient, StandardCharsets.UTF_8);
    return new Page(page, "/api/v1/audit?after=" + last + "&limit=" + limit + about);
  }
}
