package org.luer.mappings.fhir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Our own extensions of FHIR, as conformance/artifacts publishes them. */
public final class PublishedExtensions {
  /** Their names below the base. */
  public static final List<String> NAMES =
      List.of(
          "session-report-content",
          "observation-sub-id",
          "observation-v2-value-type",
          "observation-number-separator",
          "observation-analyzed-at",
          "charge-modifier",
          "charge-unit-price",
          "charge-minutes",
          "charge-drug-quantity",
          "adjustment-group-code",
          "outcome-replaces",
          "missed-appointment-reason",
          "item-answered-at",
          "item-remark",
          "document-typed-at",
          "document-typist",
          "document-file-name",
          "document-copy-to",
          "examination-priority",
          "examination-collector",
          "examination-copy-to",
          "examination-entered-by",
          "examination-technician",
          "examination-specimen-action",
          "examination-transport");

  private PublishedExtensions() {}

  /** The published StructureDefinition. */
  public static String published(String name) {
    var file = "/profiles/StructureDefinition-" + name + ".json";
    try (var in =
        Objects.requireNonNull(PublishedExtensions.class.getResourceAsStream(file), file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(file, unreadable);
    }
  }
}
