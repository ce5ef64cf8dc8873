package org.luer.mappings.exchange.charges;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.luer.mappings.concept.charge.hl7v2.ChargeClinicHl7v2;
import org.luer.mappings.concept.charge.hl7v2.ChargeReader;
import org.luer.mappings.concept.patient.GuarantorHl7v2;
import org.luer.mappings.concept.patient.PatientHl7v2;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Segments;
import org.luer.mappings.hl7v2.Times;

/** Reads DFT^P03 and DFT^P11 from the flat list of segments: every PID begins a patient. */
final class DftReader {
  private final Segments message;
  private final Reading reading;

  DftReader(Segments message, Dialect dialect, Issues issues) {
    this.message = message;
    this.reading = new Reading(dialect, new Times(message, dialect, issues), issues);
  }

  /** The sets of the message; what is wrong stands in the issues. */
  List<Charges> read() {
    var sets = new ArrayList<Charges>();
    for (var run : runs()) {
      sets.addAll(read(run));
    }
    return sets;
  }

  private List<List<Segment>> runs() {
    var runs = new ArrayList<List<Segment>>();
    var head = new ArrayList<Segment>();
    for (var segment : message.all()) {
      if (segment.name().equals("PID")) {
        runs.add(new ArrayList<>(head));
      }
      (runs.isEmpty() ? head : runs.get(runs.size() - 1)).add(segment);
    }
    if (runs.isEmpty()) {
      reading.issues().error(IssueCode.REQUIRED, "PID[1]", "the patient is missing");
    }
    return runs;
  }

  private List<Charges> read(List<Segment> run) {
    var observations = Observations.of(beforeLines(run), reading);
    var pid = run.stream().filter(s -> s.name().equals("PID")).findFirst().orElseThrow();
    var patient = PatientHl7v2.read(pid, List.of(), observations);
    var clinic = ChargeClinicHl7v2.read(message.header(), observations);
    if (patient.isEmpty() || clinic.isEmpty()) {
      return List.of();
    }
    var guarantors =
        run.stream()
            .filter(s -> s.name().equals("GT1"))
            .flatMap(gt1 -> GuarantorHl7v2.read(gt1, reading).stream())
            .toList();
    var carried = ChargesRecords.carried(patient.get().withGuarantors(guarantors));
    var reader = new ChargeReader(message.header(), pid, run, observations);
    var insurance = new DftInsurance(run, reader.coverageIds(), carried.id(), reading);
    var coverages = insurance.coverages(reader.authorizes());
    var plan = coverages.isEmpty() ? null : coverages.get(0).plan();
    return reader
        .read(carried.id(), insurance.ids(coverages), plan, insurance.authorization())
        .stream()
        .map(charge -> new Charges(clinic.get(), carried, coverages, charge))
        .toList();
  }

  /** Observations stand before the lines; notes below FT1 are not notes to them. */
  private static List<Segment> beforeLines(List<Segment> run) {
    var before = new ArrayList<Segment>();
    for (var segment : run) {
      if (segment.name().equals("FT1")) {
        break;
      }
      if (Set.of("OBR", "OBX", "NTE", "ORC").contains(segment.name())) {
        before.add(segment);
      }
    }
    return before;
  }
}
