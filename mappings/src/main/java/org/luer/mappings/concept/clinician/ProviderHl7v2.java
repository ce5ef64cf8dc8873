package org.luer.mappings.concept.clinician;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.Wire;

/**
 * {@link Clinician} to and from a repeating XCN: one repetition per number of the same person, the
 * National Provider Identifier first. A field that may not repeat keeps the first.
 *
 * <p>Cannot carry: specialty, telephone numbers; which number is the key when neither the clinic
 * nor the registry gave it.
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
    clinician.identifiers().stream()
        .filter(i -> !clinician.isKey(i))
        .forEach(i -> numbers.add(ClinicianHl7v2.xcn(clinician, i)));
    return Wire.repetitions(numbers);
  }

  /** The first person; null without number or name. Repetitions with another name are others. */
  public static @Nullable Clinician read(List<Part> repetitions, Dialect dialect) {
    var same = new ArrayList<Clinician>();
    for (var part : repetitions) {
      ClinicianHl7v2.read(part, dialect)
          .filter(c -> same.isEmpty() || same.get(0).name().equals(c.name()))
          .ifPresent(same::add);
    }
    if (same.isEmpty()) {
      return null;
    }
    var first = same.get(0);
    return first
        .with()
        .id(own(same).orElse(first.id()))
        .npi(same.stream().map(Clinician::npi).filter(Objects::nonNull).findFirst().orElse(null))
        .identifiers(same.stream().flatMap(c -> c.identifiers().stream()).distinct().toList())
        .build();
  }

  /** The number that the clinic gave. */
  private static Optional<String> own(List<Clinician> same) {
    return same.stream()
        .filter(c -> c.npi() == null && c.identifiers().isEmpty())
        .map(Clinician::id)
        .findFirst();
  }
}
