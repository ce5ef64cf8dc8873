package org.luer.gateway.claim;

import java.util.List;
import org.luer.gateway.exchange.Json;
import org.luer.gateway.journal.Lane;
import org.luer.gateway.journal.Reception;
import org.luer.gateway.journal.Routing;
import org.luer.gateway.partner.Partner;
import org.luer.mappings.concept.claim.Claim;

/** Sends the version of a claim that was confirmed to its insurer, and nothing else to anyone. */
final class ClaimRouting implements Routing {
  private final ClaimStore store;

  ClaimRouting(ClaimStore store) {
    this.store = store;
  }

  @Override
  public List<PlannedDelivery> plan(Change change, Partner partner) {
    var record = change.current();
    if (!record.kind().equals("Claim") || !record.owner().equals(Reception.CLINIC)) {
      return List.of();
    }
    return store
        .find(record.id())
        .filter(row -> row.insurer().equals(partner.id()))
        .filter(row -> row.sendVersion() != null && row.sendVersion() == record.version())
        .map(row -> planned(row, Json.read(record.content()).path("status").asText(), partner))
        .stream()
        .toList();
  }

  private static PlannedDelivery planned(ClaimRow row, String status, Partner partner) {
    var lane = new Lane(partner.id(), row.patient(), Lane.Stream.MONEY);
    var exchange =
        row.use().equals(Claim.Use.PREAUTHORIZATION.code())
            ? ClaimExchanges.AUTHORIZATION
            : ClaimExchanges.CLAIM;
    var withdraws = status.equals(Claim.Status.CANCELLED.code());
    var action = withdraws ? "withdraw" : row.replaces() == null ? "new" : "correct";
    return new PlannedDelivery(exchange, "Bundle", lane, action, null);
  }
}
