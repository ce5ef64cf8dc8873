package org.luer.mappings.concept.charge.hl7v2;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.billing.BilledDiagnosis;
import org.luer.mappings.concept.charge.Charge;
import org.luer.mappings.concept.clinician.Clinician;
import org.luer.mappings.concept.clinician.ClinicianHl7v2;
import org.luer.mappings.concept.clinician.ClinicianRowsHl7v2;
import org.luer.mappings.concept.clinician.ProviderRowsHl7v2;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.hl7v2.LocalCodes;
import org.luer.mappings.hl7v2.Observations;
import org.luer.mappings.hl7v2.Panel;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.Reading;

/**
 * The people of a charge in HL7 v2: fields name them as XCN; what XCN has no place for (staff
 * number beside the National Provider Identifier, specialty, telephones) stands in observations.
 */
public final class ChargePeople {
  private static final LocalCodes CODES =
      LocalCodes.load(ChargePeople.class, "charge-people-hl7v2.csv");

  private final Map<String, Clinician> known;
  private final Reading reading;

  private ChargePeople(Map<String, Clinician> known, Reading reading) {
    this.known = known;
    this.reading = reading;
  }

  /** The observations of the table. */
  public static LocalCodes codes() {
    return CODES;
  }

  /** Everybody whom a charge names, once each. */
  public static List<Clinician> of(Charge charge) {
    var people = new LinkedHashMap<String, Clinician>();
    add(people, charge.rendering());
    add(people, charge.referrer());
    for (var line : charge.lines()) {
      add(people, line.performer());
      add(people, line.orderer());
      add(people, line.enteredBy());
      add(people, line.procedure() == null ? null : line.procedure().practitioner());
    }
    charge.diagnoses().stream().map(BilledDiagnosis::by).forEach(by -> add(people, by));
    return new ArrayList<>(people.values());
  }

  private static void add(Map<String, Clinician> people, @Nullable Clinician one) {
    if (one != null) {
      people.putIfAbsent(one.id(), one);
    }
  }

  /** XCN of somebody; nothing for nobody. */
  static String xcn(@Nullable Clinician clinician, Dialect dialect) {
    return clinician == null ? "" : ClinicianHl7v2.provider(clinician, dialect);
  }

  /** Writes what XCN has no place for. */
  static void write(Charge charge, Panel panel, Dialect dialect) {
    int number = 0;
    for (var one : of(charge)) {
      if (!ProviderRowsHl7v2.complete(one)) {
        ClinicianRowsHl7v2.write(panel.group(CODES, String.valueOf(++number), dialect), "WHO", one);
      }
    }
  }

  /** Reads the observations about people. */
  static ChargePeople read(Observations observations) {
    var known = new LinkedHashMap<String, Clinician>();
    for (var found : observations.groups(CODES)) {
      ClinicianRowsHl7v2.read(found, "WHO")
          .ifPresent(
              one -> {
                known.putIfAbsent(one.id(), one);
                if (one.npi() != null) {
                  known.putIfAbsent(one.npi(), one);
                }
              });
    }
    return new ChargePeople(known, observations.reading());
  }

  /** The one whom a field names; null when it is empty, or names nobody usably: then a warning. */
  @Nullable Clinician find(Part xcn) {
    if (!xcn.present()) {
      return null;
    }
    var number = xcn.component(1).strip();
    var here = known.get(number);
    if (here != null) {
      return here;
    }
    var read = ClinicianHl7v2.read(xcn, reading.dialect());
    if (read.isEmpty()) {
      reading
          .issues()
          .warning(IssueCode.NOT_FOUND, xcn.path(), "names nobody with both number and name");
    }
    return read.orElse(null);
  }
}
