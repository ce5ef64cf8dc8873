package org.luer.gateway.intake.http;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.util.List;
import org.luer.gateway.mllp.CertificateDates;
import org.luer.gateway.mllp.CertificateDates.Dated;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The certificates in use and how long they are valid. */
@RestController
class CertificatesApi {
  private final ObjectProvider<CertificateDates> certificates;

  /** Those that end first come first. */
  record Certificates(List<Dated> items) {}

  CertificatesApi(ObjectProvider<CertificateDates> certificates) {
    this.certificates = certificates;
  }

  @GetMapping(path = "/api/v1/certificates", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "listCertificates",
      summary = "Certificates of listeners and partners, those that end first coming first")
  @ApiResponse(responseCode = "200", description = "All of them, as the files are now")
  Certificates list() {
    return new Certificates(certificates.stream().flatMap(c -> c.list().stream()).toList());
  }
}
