package org.luer.mappings.hl7v2;

import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.Group;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.model.Segment;
import org.jspecify.annotations.Nullable;

/**
 * Where the next segment of a message goes in HAPI's groups; the groups of ORU^R01 and RAS^O17 have
 * other names, and sometimes another shape, in each version.
 */
final class Places {
  private final Version version;
  private final boolean oru;
  private final Message message;
  private @Nullable Group result;
  private @Nullable Group patient;
  private @Nullable Group order;
  private @Nullable Group details;
  private @Nullable Group observation;
  private int contacts;
  private int orders;
  private int administrations;
  private int observations;
  private int notes;
  private int reportNotes;
  private int specimens;
  private boolean orderControlOpen;

  Places(Version version, String type, Message message) {
    this.version = version;
    this.oru = type.equals("ORU_R01");
    this.message = message;
  }

  /** The empty segment that takes the next one of this name. */
  Segment next(String name) throws HL7Exception {
    return switch (name) {
      case "MSH" -> (Segment) message.get("MSH");
      case "PID" -> segment(patient(), "PID", 0);
      case "NK1" -> segment(patient(), "NK1", contacts++);
      case "PV1" -> segment(Hapi.group(patient(), visitName(), 0), "PV1", 0);
      case "ORC" -> orderControl();
      case "OBR" -> report();
      case "RXA" -> administration();
      case "RXR" -> segment(details(), "RXR", 0);
      case "OBX" -> observation();
      case "NTE" -> note();
      case "SPM" -> segment(Hapi.group(details(), "SPECIMEN", specimens++), "SPM", 0);
      default -> throw new IllegalArgumentException("no place for segment " + name);
    };
  }

  private boolean v231() {
    return version == Version.V231;
  }

  private Group result() throws HL7Exception {
    if (!oru) {
      return message;
    }
    if (result == null) {
      result =
          Hapi.group(
              message, v231() ? "PIDPD1NK1NTEPV1PV2ORCOBRNTEOBXNTECTI" : "PATIENT_RESULT", 0);
    }
    return result;
  }

  private Group patient() throws HL7Exception {
    if (patient == null) {
      var name = oru ? "PIDPD1NK1NTEPV1PV2" : "PIDPD1NTEAL1PV1PV2";
      patient = Hapi.group(result(), v231() ? name : "PATIENT", 0);
    }
    return patient;
  }

  private String visitName() {
    return v231() ? "PV1PV2" : oru ? "VISIT" : "PATIENT_VISIT";
  }

  private void nextOrder() throws HL7Exception {
    var name =
        oru
            ? v231() ? "ORCOBRNTEOBXNTECTI" : "ORDER_OBSERVATION"
            : v231() ? "ORCRXONTERXRRXCNTERXERXRRXCRXARXROBXNTECTI" : "ORDER";
    order = Hapi.group(result(), name, orders++);
    administrations = 0;
    observations = 0;
  }

  private Segment orderControl() throws HL7Exception {
    nextOrder();
    orderControlOpen = true;
    var group = present(order);
    var common = oru && version == Version.V28 ? Hapi.group(group, "COMMON_ORDER", 0) : group;
    return segment(common, "ORC", 0);
  }

  private Segment report() throws HL7Exception {
    if (!orderControlOpen) {
      nextOrder();
    }
    orderControlOpen = false;
    details = order;
    observation = null;
    reportNotes = 0;
    specimens = 0;
    return segment(present(order), "OBR", 0);
  }

  private Segment administration() throws HL7Exception {
    details =
        version.before(Version.V251)
            ? order
            : Hapi.group(present(order), "ADMINISTRATION", administrations++);
    observations = 0;
    return segment(details(), "RXA", 0);
  }

  /** A remark on the observation above, or on the report when none stands above. */
  private Segment note() throws HL7Exception {
    return observation == null
        ? segment(details(), "NTE", reportNotes++)
        : segment(observation, "NTE", notes++);
  }

  private Segment observation() throws HL7Exception {
    observation = Hapi.group(details(), v231() ? "OBXNTE" : "OBSERVATION", observations++);
    notes = 0;
    return segment(observation, "OBX", 0);
  }

  private Group details() {
    return present(details);
  }

  private static Group present(@Nullable Group group) {
    if (group == null) {
      throw new IllegalStateException("a segment stands before the one that opens its group");
    }
    return group;
  }

  private static Segment segment(Group group, String name, int repetition) throws HL7Exception {
    return (Segment) group.get(name, repetition);
  }
}
