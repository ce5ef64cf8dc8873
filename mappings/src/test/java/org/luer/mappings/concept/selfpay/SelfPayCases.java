package org.luer.mappings.concept.selfpay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.charge.Charge;
import org.luer.mappings.concept.coverage.Coverage;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Money;
import org.luer.mappings.core.Systems;

/** Records of the examples of charges, for superbills and estimates. */
public final class SelfPayCases {
  /** When the superbills of the tests are issued. */
  public static final OffsetDateTime AT = OffsetDateTime.parse("2026-03-10T16:40:00-05:00");

  private static final String INFUSION = "an-infusion-of-105-minutes-and-its-drug";

  private SelfPayCases() {}

  private static Path folder() {
    var here = Path.of("").toAbsolutePath();
    var root = Files.isDirectory(here.resolve("conformance")) ? here : here.getParent();
    return Optional.ofNullable(root)
        .orElseThrow()
        .resolve("conformance/artifacts/src/main/resources/examples/charges");
  }

  /** A record of an example. */
  public static <T extends ClinicRecord> T of(String example, String file, Class<T> type) {
    try {
      var json = Files.readString(folder().resolve(example + "/clinic/" + file + ".json"));
      return type.cast(ClinicRecords.read(json).value().orElseThrow().get(0));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** An infusion of 105 minutes with its drug. */
  public static Charge charge() {
    return of(INFUSION, "charge", Charge.class);
  }

  /** Its patient. */
  public static Patient patient() {
    return of(INFUSION, "patient", Patient.class);
  }

  /** The clinic with its taxonomy. */
  public static Organization clinic() {
    var o = of(INFUSION, "organization", Organization.class);
    return Organization.of(o.id(), o.name())
        .npi(o.npi())
        .taxId(o.taxId())
        .types(List.of(Coded.of(Systems.NUCC, "261QM0850X", null)))
        .telecoms(o.telecoms())
        .addresses(o.addresses())
        .build();
  }

  /** The patient's coverage, which the clinic does not bill. */
  public static Coverage coverage() {
    var found =
        of("an-infusion-billed-to-a-plan-with-a-guarantor", "coverage", Coverage.class);
    var tree = ClinicRecords.tree(found).put("patientId", patient().id());
    return (Coverage) ClinicRecords.read(tree, "").value().orElseThrow();
  }

  /** The superbill of the infusion, of which so much was paid. */
  public static Superbill superbill(@Nullable Money paid) {
    return new Superbill(
        "SB-1", AT, clinic(), patient(), List.of(coverage()), List.of(charge()), paid);
  }
}
