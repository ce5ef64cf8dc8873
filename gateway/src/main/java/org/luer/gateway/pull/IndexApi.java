package org.luer.gateway.pull;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** How complete the index of the FHIR interface is, and its rebuild. */
@RestController
@Tag(name = "Operations")
@RequestMapping(path = "/api/v1/fhir-index", produces = MediaType.APPLICATION_JSON_VALUE)
class IndexApi {
  private final Rebuild rebuild;

  IndexApi(Rebuild rebuild) {
    this.rebuild = rebuild;
  }

  @GetMapping("/state")
  @Operation(
      operationId = "getFhirIndex",
      summary = "Whether the index is being written anew, and how many records it lacks")
  Rebuild.State state() {
    return rebuild.state();
  }

  /** Serves on from the old rows while the new ones are written. */
  @PostMapping("/rebuild")
  @ResponseStatus(HttpStatus.ACCEPTED)
  @Operation(operationId = "rebuildFhirIndex", summary = "Write the index anew, in the background")
  Rebuild.State rebuild() {
    rebuild.start();
    return rebuild.state();
  }
}
