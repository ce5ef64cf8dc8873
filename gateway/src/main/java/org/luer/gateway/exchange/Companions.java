package org.luer.gateway.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Records;

/** The records that another record names by id. */
public final class Companions {
  /** Which kind a field of a record refers to. */
  public static final Map<String, String> KINDS =
      Map.of(
          "patientId", "Patient",
          "orderId", "InfusionOrder",
          "sessionId", "InfusionSession",
          "referralId", "Referral",
          "coverageId", "Coverage",
          "chargeId", "Charge");

  private static final List<String> ORDER =
      List.of("patientId", "coverageId", "referralId", "orderId", "sessionId", "chargeId");

  private Companions() {}

  /** The newest versions of the records that the fields of one name, and those that these name. */
  public static List<RecordVersion> named(RecordVersion about, Records records) {
    var found = new ArrayList<RecordVersion>();
    add(Json.read(about.content()), records, found);
    for (var one : List.copyOf(found)) {
      add(Json.read(one.content()), records, found);
    }
    found.removeIf(one -> one.reference().equals(about.reference()));
    return found;
  }

  private static void add(JsonNode content, Records records, List<RecordVersion> found) {
    for (var field : ORDER) {
      var kind = KINDS.get(field);
      if (content.hasNonNull(field) && kind != null) {
        records
            .latest(kind, content.path(field).asText())
            .filter(one -> found.stream().noneMatch(f -> f.reference().equals(one.reference())))
            .ifPresent(found::add);
      }
    }
  }
}
