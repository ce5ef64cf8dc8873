package org.luer.gateway.exchange.orderintake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.exchange.Json;
import org.luer.gateway.exchange.patientfeed.PatientMatching;
import org.luer.gateway.inbox.Adoption;
import org.luer.gateway.inbox.Offer;
import org.luer.gateway.journal.Inbox;
import org.luer.gateway.journal.Reception;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Records;
import org.luer.mappings.core.Ids;
import org.springframework.stereotype.Component;

/**
 * An infusion order from outside becomes a draft of the clinic: its prescriber still has to sign
 * it. A later version changes the draft, a withdrawal cancels it, while it is one.
 */
@Component
class OrderAcceptance implements Offer {
  private static final String KIND = "InfusionOrder";

  private final Adoption adoption;
  private final Inbox inbox;
  private final Records records;
  private final PatientMatching matching;

  OrderAcceptance(Adoption adoption, Inbox inbox, Records records, PatientMatching matching) {
    this.adoption = adoption;
    this.inbox = inbox;
    this.records = records;
    this.matching = matching;
  }

  @Override
  public boolean is(Inbox.Item item) {
    return item.record().startsWith(KIND + "/");
  }

  @Override
  public Taken accept(Inbox.Item item, Wish wish) {
    var theirs = item.record().substring(KIND.length() + 1);
    var earlier = inbox.became(KIND, theirs).flatMap(this::own);
    var faults = new ArrayList<Fault>();
    if (earlier.filter(o -> !"draft".equals(o.status())).isPresent()) {
      faults.add(
          new Fault("", "conflict", "The clinic's order is no longer a draft; change it there."));
    }
    var withdrawn = item.kind().equals("order-withdrawn");
    if (withdrawn && earlier.isEmpty()) {
      faults.add(new Fault("", "not-found", "The clinic never accepted this order."));
    }
    var order = ((ObjectNode) item.content()).deepCopy();
    if (!withdrawn && !order.path("review").isEmpty() && wish.reason() == null) {
      faults.add(
          new Fault(
              "/reason",
              "required",
              "The order has to be looked at first; say why it is accepted all the same."));
    }
    var patient = withdrawn ? "" : patient(item, wish, faults);
    var id = earlier.map(RecordVersion::id).orElseGet(() -> id(wish, theirs, faults));
    if (!faults.isEmpty()) {
      throw new NotAcceptable(faults);
    }
    if (withdrawn) {
      order = (ObjectNode) Json.read(earlier.orElseThrow().content());
      order.put("status", "cancelled");
    } else {
      order.put("id", id).put("patientId", patient).put("status", "draft");
      order.remove("foreign"); // what has no home here is returned to its sender only
    }
    return adoption.adopt(item, wish, "orders", order, facts -> {});
  }

  private java.util.Optional<RecordVersion> own(String became) {
    return records.latest(KIND, became.substring(became.indexOf('/') + 1));
  }

  private String id(Wish wish, String theirs, List<Fault> faults) {
    var id =
        Objects.requireNonNullElseGet(wish.text("id"), () -> Ids.uuid("order", theirs).toString());
    Fault.ofNewId(id, records.exists(KIND, id), "an order").ifPresent(faults::add);
    return id;
  }

  /** The patient that the caller names, else the one that the sender's patient is known to be. */
  private @Nullable String patient(Inbox.Item item, Wish wish, List<Fault> faults) {
    var named = wish.text("patient");
    if (named != null) {
      if (records.latest("Patient", named).filter(OrderAcceptance::ours).isEmpty()) {
        faults.add(new Fault("/patient", "not-found", "The clinic has no patient with this id."));
      }
      return named;
    }
    var found =
        item.patient() == null
            ? List.<String>of()
            : records
                .latest("Patient", item.patient())
                .map(matching::clinicPatients)
                .orElse(List.of());
    if (found.size() == 1) {
      return found.get(0);
    }
    faults.add(
        new Fault(
            "/patient",
            "required",
            "Whose order it is cannot be told by numbers alone; name the clinic's patient."));
    return null;
  }

  private static boolean ours(RecordVersion record) {
    return record.owner().equals(Reception.CLINIC);
  }
}
