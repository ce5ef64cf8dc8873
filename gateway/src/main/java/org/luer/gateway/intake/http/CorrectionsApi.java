package org.luer.gateway.intake.http;

import io.swagger.v3.oas.annotations.Operation;
import org.luer.gateway.journal.Corrections;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** How far a correction has come: which partners have the newest version, and which an old one. */
@RestController
class CorrectionsApi {
  private final Corrections corrections;

  CorrectionsApi(Corrections corrections) {
    this.corrections = corrections;
  }

  @GetMapping(
      path = "/api/v1/" + Collection.PATH + "/{id}/corrections",
      produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "getCorrections",
      summary = "Of the partners that took an earlier version, which have the newest one")
  Corrections.State corrections(@PathVariable String collection, @PathVariable String id) {
    return Collection.of(collection)
        .flatMap(c -> corrections.of(c.kind(), id))
        .orElseThrow(() -> new Refusal(HttpStatus.NOT_FOUND, "There is no such record."));
  }
}
