package org.luer.mappings.concept.patient;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Systems;
import org.luer.mappings.fhir.BundleWriter;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Extensions;

/**
 * Race and ethnicity of a {@link Patient} to and from the US Core extensions.
 *
 * <p>Mapped: ombCategory for the minimum categories, detailed for the other CDC codes, text. A race
 * without CDC code stands in text only; when several races are named, such a text cannot be told
 * from the others.
 */
final class RaceFhir {
  private static final String RACE = BundleWriter.usCore("us-core-race");
  private static final String ETHNICITY = BundleWriter.usCore("us-core-ethnicity");
  private static final String NULL_FLAVOR = "http://terminology.hl7.org/CodeSystem/v3-NullFlavor";
  private static final Set<String> MINIMUM =
      Set.of("1002-5", "2028-9", "2054-5", "2076-8", "2106-3", "2135-2", "2186-5", "UNK", "ASKU");

  /** Some other race: US Core 7.0.0 has it in neither value set, so it stands in the text alone. */
  private static final String OTHER = "2131-1";

  private static final String OTHER_IN_WORDS = "Other Race";

  /** Codes of the CDC; others under that name are the sender's own and stand in the text. */
  private static final Pattern CDC = Pattern.compile("\\d{4}-\\d|UNK|ASKU");

  private RaceFhir() {}

  static void toFhir(Patient patient, org.hl7.fhir.r4.model.Patient written) {
    if (!patient.race().isEmpty()) {
      var known = patient.demographics();
      written.addExtension(
          extension(RACE, patient.race(), known == null ? null : known.raceText()));
    }
    if (patient.ethnicity() != null) {
      var known = patient.demographics();
      written.addExtension(
          extension(
              ETHNICITY,
              List.of(patient.ethnicity()),
              known == null ? null : known.ethnicityText()));
    }
  }

  private static Extension extension(String url, List<Coded> values, @Nullable String words) {
    var extension = new Extension(url);
    for (var value : values) {
      var code = value.code();
      if (code != null
          && !code.equals(OTHER)
          && ((Systems.CDC_RACE_ETHNICITY.equals(value.system()) && CDC.matcher(code).matches())
              || NULL_FLAVOR.equals(value.system()))) {
        extension.addExtension(
            MINIMUM.contains(code) ? "ombCategory" : "detailed",
            Codings.coding(String.valueOf(value.system()), code, value.text()));
      }
    }
    extension.addExtension("text", new StringType(words == null ? words(values) : words));
    return extension;
  }

  private static String words(List<Coded> values) {
    return values.stream().map(RaceFhir::word).collect(Collectors.joining(", "));
  }

  private static String word(Coded value) {
    if (OTHER.equals(value.code()) && Systems.CDC_RACE_ETHNICITY.equals(value.system())) {
      return OTHER_IN_WORDS; // known again by it
    }
    return value.text() == null ? String.valueOf(value.code()) : value.text();
  }

  /** The words for all races together; null where they name those of the codes. */
  static @Nullable String raceText(org.hl7.fhir.r4.model.Patient written) {
    return text(Extensions.first(written.getExtension(), RACE).orElse(null), race(written));
  }

  /** The words for the ethnicity; null where they name that of the code. */
  static @Nullable String ethnicityText(org.hl7.fhir.r4.model.Patient written) {
    return text(
        Extensions.first(written.getExtension(), ETHNICITY).orElse(null),
        ethnicity(written).stream().toList());
  }

  private static @Nullable String text(@Nullable Extension extension, List<Coded> values) {
    return extension == null || values.isEmpty()
        ? null
        : Extensions.text(extension.getExtension(), "text")
            .filter(t -> !values.stream().allMatch(v -> t.contains(words(List.of(v)))))
            .orElse(null);
  }

  static List<Coded> race(org.hl7.fhir.r4.model.Patient written) {
    return read(Extensions.first(written.getExtension(), RACE).orElse(null));
  }

  static Optional<Coded> ethnicity(org.hl7.fhir.r4.model.Patient written) {
    return read(Extensions.first(written.getExtension(), ETHNICITY).orElse(null)).stream()
        .findFirst();
  }

  private static List<Coded> read(@Nullable Extension extension) {
    var values = new ArrayList<Coded>();
    if (extension == null) {
      return values;
    }
    for (var part : extension.getExtension()) {
      if (part.getValue() instanceof Coding coding && coding.hasSystem() && coding.hasCode()) {
        values.add(Coded.of(coding.getSystem(), coding.getCode(), coding.getDisplay()));
      }
    }
    var words = Extensions.text(extension.getExtension(), "text");
    if (words.filter(w -> List.of(w.split(", ", -1)).contains(OTHER_IN_WORDS)).isPresent()) {
      values.add(Coded.of(Systems.CDC_RACE_ETHNICITY, OTHER, OTHER_IN_WORDS));
    }
    if (values.isEmpty()) {
      words.map(Coded::text).ifPresent(values::add);
    }
    return values;
  }
}
