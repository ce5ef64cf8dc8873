package org.luer.gateway.intake.http;

import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import org.luer.gateway.alert.Alerts;
import org.luer.gateway.alert.Alerts.Alert;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What somebody should know of, now or before. */
@RestController
class AlertsApi {
  private static final int MOST = 500;

  private final ObjectProvider<Alerts> alerts;

  /** Newest first. */
  record Page(List<Alert> items) {}

  AlertsApi(ObjectProvider<Alerts> alerts) {
    this.alerts = alerts;
  }

  @GetMapping(path = "/api/v1/alerts", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      operationId = "listAlerts",
      summary = "What is the case and somebody should know of; with all=true also what was")
  Page list(
      @RequestParam(defaultValue = "false") boolean all,
      @RequestParam(defaultValue = "100") int limit) {
    if (limit < 1 || limit > MOST) {
      throw new Refusal(HttpStatus.BAD_REQUEST, "limit must be 1 to " + MOST + ".");
    }
    var known = alerts.getIfAvailable();
    return new Page(known == null ? List.of() : known.list(!all, limit));
  }
}
