package org.luer.mappings.fhir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The code systems that we publish in conformance/artifacts. */
public final class OwnCodeSystems {
  /** Their names below the base. */
  public static final List<String> NAMES =
      List.of(
          "kic-observation",
          "kic-rate-change-reason",
          "kic-phase",
          "kic-staff-role",
          "kic-referral-status",
          "kic-adjudication",
          "kic-ae",
          "kic-ae-action",
          "kic-order-instruction",
          "kic-order-phase",
          "kic-dose-type",
          "kic-order-review",
          "kic-order-detail",
          "kic-hold-parameter",
          "record-origin",
          "record-lifecycle",
          "kic-charge-type",
          "kic-severity",
          "kic-safety-grade",
          "kic-assessment-context");

  private OwnCodeSystems() {}

  /** The published JSON. */
  public static String published(String name) {
    var file = "/terminology/CodeSystem-" + name + ".json";
    try (var in = Objects.requireNonNull(OwnCodeSystems.class.getResourceAsStream(file), file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(file, unreadable);
    }
  }
}
