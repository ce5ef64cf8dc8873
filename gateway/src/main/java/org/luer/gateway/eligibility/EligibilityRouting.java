package org.luer.gateway.eligibility;

import java.util.List;
import org.luer.gateway.journal.Lane;
import org.luer.gateway.journal.Reception;
import org.luer.gateway.journal.Routing;
import org.luer.gateway.partner.Partner;

/** Sends a question to the insurer that it was asked of, and to nobody else. */
final class EligibilityRouting implements Routing {
  private final EligibilityStore store;

  EligibilityRouting(EligibilityStore store) {
    this.store = store;
  }

  @Override
  public List<PlannedDelivery> plan(Change change, Partner partner) {
    var record = change.current();
    if (!record.kind().equals("EligibilityRequest") || !record.owner().equals(Reception.CLINIC)) {
      return List.of();
    }
    return store
        .find(record.id())
        .filter(asked -> asked.insurer().equals(partner.id()))
        .map(
            asked ->
                new PlannedDelivery(
                    EligibilityDesk.EXCHANGE,
                    "Bundle",
                    new Lane(partner.id(), asked.patient(), Lane.Stream.MONEY),
                    "new",
                    null))
        .stream()
        .toList();
  }
}
