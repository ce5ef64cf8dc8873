package org.luer.mappings.concept.clinician;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.Found;
import org.luer.mappings.hl7v2.Rows;
import org.luer.mappings.hl7v2.Segment;

/**
 * A {@link Clinician} in a field of type XCN, and beside it, as observations, what the field has no
 * place for: a staff number beside the National Provider Identifier, specialty, telephones.
 */
public final class ProviderRowsHl7v2 {
  private ProviderRowsHl7v2() {}

  /** The field; empty for nobody. */
  public static String field(@Nullable Clinician clinician, Dialect dialect) {
    return clinician == null ? "" : ClinicianHl7v2.provider(clinician, dialect);
  }

  /** Adds the observations of a code when the field alone does not say everything. */
  public static void rows(Rows rows, String code, @Nullable Clinician clinician) {
    if (clinician != null && !complete(clinician)) {
      ClinicianRowsHl7v2.write(rows, code, clinician);
    }
  }

  /** Whether the field says everything about the clinician. */
  public static boolean complete(Clinician clinician) {
    var key = clinician.npi() == null ? clinician.id() : clinician.npi();
    var shown =
        Clinician.of(key, clinician.name())
            .npi(clinician.npi())
            .identifiers(clinician.givenAs(key).stream().toList())
            .credentials(clinician.credentials())
            .build();
    return shown.equals(clinician);
  }

  /** Who the observations name, else who the field names first; empty for nobody. */
  public static Optional<Clinician> read(
      Found found, String code, @Nullable Segment segment, int field) {
    return ClinicianRowsHl7v2.read(found, code)
        .or(
            () ->
                segment == null
                    ? Optional.empty()
                    : segment.repetitions(field).stream()
                        .flatMap(p -> ClinicianHl7v2.read(p, found.reading().dialect()).stream())
                        .findFirst());
  }
}
