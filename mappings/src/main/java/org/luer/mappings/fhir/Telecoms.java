package org.luer.mappings.fhir;

import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.ContactPoint;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Telecom;

/**
 * {@link Telecom} to and from ContactPoint.
 *
 * <p>Mapped: system (phone, fax, email), use (home, work, mobile), value, rank, period. Other
 * systems and uses are reported and left out when read.
 */
public final class Telecoms {
  private Telecoms() {}

  /** Telecoms in FHIR. */
  public static List<ContactPoint> of(List<Telecom> telecoms) {
    var written = new ArrayList<ContactPoint>(telecoms.size());
    for (var telecom : telecoms) {
      var point =
          new ContactPoint()
              .setSystem(ContactPoint.ContactPointSystem.fromCode(telecom.system().code()))
              .setValue(telecom.value());
      if (telecom.use() != null) {
        point.setUse(ContactPoint.ContactPointUse.fromCode(telecom.use().code()));
      }
      if (telecom.rank() != null) {
        point.setRank(telecom.rank());
      }
      point.setPeriod(Periods.of(telecom.period()));
      written.add(point);
    }
    return written;
  }

  /** The telecoms that the clinic can record. */
  public static List<Telecom> read(List<ContactPoint> written, String path, Issues issues) {
    var telecoms = new ArrayList<Telecom>(written.size());
    for (int i = 0; i < written.size(); i++) {
      var point = written.get(i);
      var at = path + ".telecom[" + i + "]";
      var system =
          Enums.read(
              Telecom.Kind.values(),
              Telecom.Kind::code,
              point.hasSystem() ? point.getSystem().toCode() : null);
      var use =
          Enums.read(
              Telecom.Use.values(),
              Telecom.Use::code,
              point.hasUse() ? point.getUse().toCode() : null);
      if (system.isEmpty() || !point.hasValue()) {
        issues.warning(IssueCode.NOT_SUPPORTED, at, "is no kind of line that is known: not read");
        continue;
      }
      if (point.hasUse() && use.isEmpty()) {
        issues.warning(
            IssueCode.CODE_UNKNOWN, at + ".use", "is a use that the clinic does not record");
      }
      telecoms.add(
          new Telecom(
              system.get(),
              use.orElse(null),
              point.getValue(),
              point.hasRank() && point.getRank() > 0 ? point.getRank() : null,
              Periods.read(point.getPeriod())));
    }
    return telecoms;
  }
}
