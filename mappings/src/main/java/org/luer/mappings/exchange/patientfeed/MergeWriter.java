package org.luer.mappings.exchange.patientfeed;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.merge.PatientMerge;
import org.luer.mappings.concept.merge.PatientMergeHl7v2;
import org.luer.mappings.concept.patient.PatientHl7v2;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.Draft;
import org.luer.mappings.hl7v2.ForeignFields;
import org.luer.mappings.hl7v2.Header;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.OutSegment;
import org.luer.mappings.hl7v2.People;
import org.luer.mappings.hl7v2.Wire;

/** Writes a merge as ADT^A40 or the event that it was received with (HL7 v2.5.1 ch. 3.3). */
final class MergeWriter {
  private static final Set<String> LINKS = Set.of("A24", "A37");
  private static final Set<String> WITHOUT_VISIT = Set.of("A30", "A34", "A35", "A36", "A47");

  private MergeWriter() {}

  static Draft write(String trigger, PatientFeed feed, PatientMerge merge, Dialect dialect) {
    var type = "ADT_" + trigger;
    var segments = new ArrayList<OutSegment>();
    segments.add(Header.msh(type, time(feed, merge), dialect));
    segments.add(PatientMergeHl7v2.evn(merge, dialect).set(1, trigger));
    segments.add(survivor(feed, merge, dialect));
    var pd1 = feed.patient() == null ? null : PatientHl7v2.pd1(feed.patient(), dialect);
    if (pd1 != null && !LINKS.contains(trigger)) {
      segments.add(pd1);
    }
    if (LINKS.contains(trigger)) {
      segments.add(linked(merge));
    } else {
      var retired = PatientMergeHl7v2.mrg(merge);
      segments.add(retired);
      visit(trigger, merge, segments);
    }
    var fields = ForeignFields.of(merge.foreign(), dialect);
    segments.stream().filter(s -> !s.name().equals("MSH")).forEach(s -> fields.giveOwn(s, 1));
    return new Draft(type, segments);
  }

  private static @Nullable OffsetDateTime time(PatientFeed feed, PatientMerge merge) {
    if (merge.recordedAt() != null) {
      return merge.recordedAt();
    }
    return feed.patient() == null ? null : feed.patient().recordedAt();
  }

  private static OutSegment survivor(PatientFeed feed, PatientMerge merge, Dialect dialect) {
    var patient = feed.patient();
    var numbers = PatientMergeHl7v2.pid(merge);
    return patient == null
        ? numbers
        : PatientHl7v2.write(patient, merge.survivingAccount(), dialect).set(3, numbers.get(3));
  }

  private static OutSegment linked(PatientMerge merge) {
    var name = merge.retiredName();
    return new OutSegment("PID")
        .set(1, "2")
        .set(3, Wire.repetitions(merge.retired().stream().map(Numbers::cx).toList()))
        .set(5, name == null ? "" : People.xpn(name));
  }

  private static void visit(String trigger, PatientMerge merge, List<OutSegment> segments) {
    var needed = trigger.equals("A18") || trigger.equals("A45");
    if (needed || (merge.survivingVisit() != null && !WITHOUT_VISIT.contains(trigger))) {
      segments.add(
          new OutSegment("PV1")
              .set(1, "1")
              .set(2, "N")
              .set(19, Numbers.cx(merge.survivingVisit())));
    }
  }
}
