package org.luer.gateway.journal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** How one record names another: fields that hold the id of a record of a certain kind. */
public final class References {
  /** Field and kind, in the order in which sets of records are put together. */
  public static final Map<String, String> KINDS = kinds();

  private References() {}

  private static Map<String, String> kinds() {
    var kinds = new LinkedHashMap<String, String>();
    kinds.put("patientId", "Patient");
    kinds.put("coverageId", "Coverage");
    kinds.put("referralId", "Referral");
    kinds.put("orderId", "InfusionOrder");
    kinds.put("sessionId", "InfusionSession");
    kinds.put("chargeId", "Charge");
    return Collections.unmodifiableMap(kinds);
  }
}
