package org.luer.mappings.concept.referral.hl7v2;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.ClinicianRowsHl7v2;
import org.luer.mappings.concept.clinician.ProviderRowsHl7v2;
import org.luer.mappings.concept.referral.Referral;
import org.luer.mappings.concept.referral.ReferralCodes;
import org.luer.mappings.concept.referral.StatusChange;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.PartialTime;
import org.luer.mappings.hl7v2.Cwe;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.Hl7Timestamp;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.Panel;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Rows;
import org.luer.mappings.hl7v2.Segment;

/**
 * The history of a referral: its last step to and from ORC, those before as observations.
 *
 * <p>Mapped: ORC-9 time, ORC-10 who entered it, ORC-16 why; HIST-STATUS, HIST-AT, HIST-WHY,
 * HIST-BY. Of a referral without history ORC-9 is when it was written. A message of somebody else
 * is one step. Cannot carry: a third code system of the last reason.
 */
final class HistoryHl7v2 {
  static final String STATUS_SYSTEM = "99KICREF";
  private static final LocalCodes CODES =
      LocalCodes.load(HistoryHl7v2.class, "status-change-hl7v2.csv");

  private HistoryHl7v2() {}

  static LocalCodes codes() {
    return CODES;
  }

  static void write(Referral referral, OutSegment orc, Rows rows, Panel panel, Dialect dialect) {
    var history = referral.history();
    if (history.isEmpty()) {
      orc.set(9, Hl7Timestamp.write(referral.authoredAt()));
      return;
    }
    var last = history.get(history.size() - 1);
    orc.set(9, Hl7Timestamp.write(last.at()))
        .set(10, ProviderRowsHl7v2.field(last.by(), dialect))
        .set(16, Cwe.write(last.reason(), dialect));
    rows.number("REF-CHANGES", history.size());
    rows.partial("REF-AUTHORED", referral.authoredAt());
    ProviderRowsHl7v2.rows(rows, "REF-BY", last.by());
    for (int i = 0; i < history.size() - 1; i++) {
      var change = history.get(i);
      var group = panel.group(CODES, String.valueOf(i + 1), dialect);
      group.code("HIST-STATUS", change.status().code(), STATUS_SYSTEM);
      group.time("HIST-AT", change.at());
      group.coded("HIST-WHY", change.reason());
      ClinicianRowsHl7v2.write(group, "HIST-BY", change.by());
    }
  }

  /** Whether the message is about a referral that has a history, or comes from somebody else. */
  private static boolean stepped(Found found) {
    return !found.has("REF-ID") || found.has("REF-CHANGES");
  }

  static List<StatusChange> read(
      Referral.Status status,
      Segment orc,
      Found found,
      Observations observations,
      Reading reading) {
    var history = new ArrayList<StatusChange>();
    for (var group : observations.groups(CODES)) {
      var code = group.code("HIST-STATUS");
      var earlier = ReferralCodes.find(code == null ? "" : code);
      var at = group.time("HIST-AT");
      if (earlier.isPresent() && at != null) {
        history.add(
            new StatusChange(
                earlier.get(),
                at,
                group.coded("HIST-WHY"),
                ClinicianRowsHl7v2.read(group, "HIST-BY").orElse(null)));
      }
    }
    var changed = stepped(found) ? reading.times().partial(orc, 9) : null;
    if (changed != null && changed.time().isPresent()) {
      history.add(
          new StatusChange(
              status,
              changed.time().get(),
              found.has("REF-WHY")
                  ? found.coded("REF-WHY")
                  : Cwe.read(orc.field(16), reading.dialect()),
              ProviderRowsHl7v2.read(found, "REF-BY", orc, 10).orElse(null)));
    }
    return history;
  }

  /** When the referral was written: said so, or the time of a new order. */
  static @Nullable PartialTime authored(Segment orc, Found found, Reading reading) {
    if (found.has("REF-ID")) {
      return stepped(found) ? found.partial("REF-AUTHORED") : reading.times().partial(orc, 9);
    }
    return Objects.equals(orc.text(1), "NW") ? reading.times().partial(orc, 9) : null;
  }
}
