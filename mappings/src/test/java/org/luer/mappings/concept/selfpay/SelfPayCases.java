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
    var found = of("an-infusion-billed-to-a-plan-with-a-guarantor", "coverage", Coverage.class);
    var tree = ClinicRecords.tree(found).put("patientId", patient().id());
    return (Coverage) ClinicRecords.read(tree, "").value().orElseThrow();
  }

  /** The superbill of the infusion, of which so much was paid. */
  public static Superbill superbill(@Nullable Money paid) {
    return new Superbill(
        "SB-1", AT, clinic(), patient(), List.of(coverage()), List.of(charge()), paid);
  }

  /** A price per unit of a service of the clinic, six times. */
  @SuppressWarnings("NullAway") // a price that is missing is what a test is about
  public static EstimatedService service(String code, @Nullable String price) {
    return new EstimatedService(
        Coded.of(code.startsWith("J") ? Systems.HCPCS : Systems.CPT, code, null),
        null,
        List.of(),
        java.math.BigDecimal.ONE,
        6,
        price == null ? null : Money.usd(price),
        List.of(1));
  }

  /** The services of six infusions. */
  public static List<EstimatedService> services() {
    return List.of(service("96365", "310.00"), service("J3490", "24.00"), service("96127", "5.00"));
  }

  /** Six infusions and an anesthetist. */
  public static GoodFaithEstimate estimate() {
    return estimate("2026-03-10", "2026-06-30", clinic(), services());
  }

  /** The same with other parts. */
  public static GoodFaithEstimate estimate(
      String from, String until, Organization clinic, List<EstimatedService> services) {
    return new GoodFaithEstimate(
        "GFE-1",
        OffsetDateTime.parse("2026-03-02T09:00:00-06:00"),
        patient(),
        "Ketamine infusions, a series of six",
        org.luer.mappings.core.PartialDate.of(from),
        org.luer.mappings.core.PartialDate.of(from),
        org.luer.mappings.core.PartialDate.of(until),
        "twice a week, six infusions",
        "ORD-1",
        List.of(charge().diagnoses().get(0).code()),
        List.of(
            new EstimatedProvider(clinic, services),
            new EstimatedProvider(
                Organization.of("lakeside", "Lakeside Anesthesia")
                    .npi("1234567893")
                    .taxId("98-7654321")
                    .addresses(clinic().addresses())
                    .build(),
                List.of(service("99214", "150.00")))),
        List.of("Visit with your psychiatrist after the series"));
  }
}
