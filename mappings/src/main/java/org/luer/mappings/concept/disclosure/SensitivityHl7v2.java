package org.luer.mappings.concept.disclosure;

import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.Draft;
import org.luer.mappings.hl7v2.OutSegment;

/**
 * {@link Sensitivity} in HL7 v2: ORC-28 (table 0177) where the partner has agreed to it, and the
 * notice that must go with Part 2 records as NTE below the patient.
 */
public final class SensitivityHl7v2 {
  private static final Set<String> NOTES_BELOW_PATIENT =
      Set.of("ORU", "ORM", "RDE", "OMP", "RAS", "OML", "OMG");
  private static final Set<String> WITHOUT_ORC_28 = Set.of("2.3.1", "2.4");

  private SensitivityHl7v2() {}

  /** Writes ORC-28 into every order that says nothing of its confidentiality. */
  public static Draft confidential(Draft draft, Set<Sensitivity> classes, Dialect dialect) {
    var code = SecurityLabels.hl7v2(classes);
    if (!code.isEmpty() && !WITHOUT_ORC_28.contains(dialect.version())) {
      draft.segments().stream()
          .filter(s -> s.name().equals("ORC") && s.get(28).isEmpty())
          .forEach(s -> s.set(28, code));
    }
    return draft;
  }

  /**
   * Adds the notice.
   *
   * @return empty when this message has no place for it
   */
  public static Optional<Draft> noticed(Draft draft) {
    var segments = new ArrayList<>(draft.segments());
    int at = 0;
    while (at < segments.size() && !segments.get(at).name().equals("PID")) {
      at++;
    }
    if (at == segments.size() || !NOTES_BELOW_PATIENT.contains(draft.type().substring(0, 3))) {
      return Optional.empty();
    }
    int number = 1;
    at++;
    while (at < segments.size() && Set.of("PD1", "NTE").contains(segments.get(at).name())) {
      number += segments.get(at).name().equals("NTE") ? 1 : 0;
      at++;
    }
    segments.add(
        at,
        new OutSegment("NTE")
            .set(1, String.valueOf(number))
            .set(2, "L")
            .set(3, SecurityLabels.NOTICE));
    return Optional.of(new Draft(draft.type(), segments));
  }
}
