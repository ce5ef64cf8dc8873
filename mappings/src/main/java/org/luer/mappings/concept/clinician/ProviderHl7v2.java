package org.luer.mappings.concept.clinician;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.Wire;

/**
 * {@link Clinician} to and from a repeating XCN: one repetition per number of the same person, the
 * National Provider Identifier first. A field that may not repeat keeps the first.
 *
 * <p>Cannot carry: specialty, telephone numbers.
 */
public final class ProviderHl7v2 {
  private ProviderHl7v2() {}

  /** The repetitions of a clinician. */
  public static String write(@Nullable Clinician clinician, Dialect dialect) {
    if (clinician == null) {
      return "";
    }
    var numbers = new ArrayList<String>();
    numbers.add(ClinicianHl7v2.provider(clinician, dialect));
    if (clinician.npi() != null && !clinician.npi().equals(clinician.id())) {
      numbers.add(ClinicianHl7v2.staff(clinician, dialect));
    }
    return Wire.repetitions(numbers);
  }

  /** The first person; null without number or name. Repetitions with another name are others. */
  public static @Nullable Clinician read(List<Part> repetitions, Dialect dialect) {
    @Nullable Clinician first = null;
    @Nullable String id = null;
    @Nullable String npi = null;
    for (var part : repetitions) {
      var read = ClinicianHl7v2.read(part);
      if (read.isEmpty() || (first != null && !first.name().equals(read.get().name()))) {
        continue;
      }
      var clinician = read.get();
      first = first == null ? clinician : first;
      npi = npi == null ? clinician.npi() : npi;
      var ours = part.component(9).equals(dialect.clinic().application());
      id = id == null && ours && clinician.npi() == null ? clinician.id() : id;
    }
    return first == null
        ? null
        : new Clinician(
            Optional.ofNullable(id).orElse(first.id()),
            npi,
            first.name(),
            first.credentials(),
            null,
            List.of());
  }
}
