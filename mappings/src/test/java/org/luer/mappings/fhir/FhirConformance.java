package org.luer.mappings.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.parser.LenientErrorHandler;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.ValidationResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.UnknownCodeSystemWarningValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.ValueSet;
import org.hl7.fhir.r5.utils.validation.constants.BestPracticeWarningLevel;
import org.hl7.fhir.utilities.npm.NpmPackage;
import org.junit.jupiter.api.Assumptions;
import org.luer.mappings.concept.instrument.Instruments;

/**
 * HAPI's validator against R4 and US Core 7.0.0, built once.
 *
 * <p>The package {@code hl7.fhir.us.core-7.0.0.tgz} comes from the folder named by the system
 * property {@code ig.packages}, where it must be; without the property from the user's FHIR package
 * cache; when it is not there either, the test is skipped and says so.
 */
public final class FhirConformance {
  private static final String PACKAGE = "hl7.fhir.us.core-7.0.0.tgz";
  private static final String CACHED = ".fhir/packages/hl7.fhir.us.core#7.0.0";

  /** HAPI's terminology reads a BCP 47 tag as language and region: it has no scripts. */
  private static final Pattern SCRIPT =
      Pattern.compile(
          "Code \"[a-z]{2,3}-[A-Z][a-z]{3}\" is not in valueset: http://hl7.org/fhir/ValueSet/languages");

  /**
   * It also lacks languages of ISO 639-1 that few speak, such as Navajo ({@code nv}): R4 binds
   * Patient.communication.language to all of BCP 47. A code that is none stays an error.
   */
  private static final Pattern LANGUAGE =
      Pattern.compile(
          "Code \"([a-z]{2})\" is not in valueset: http://hl7.org/fhir/ValueSet/languages");

  private static final Set<String> LANGUAGES = Set.of(Locale.getISOLanguages());

  private FhirConformance() {}

  private static final class Shared {
    static final Optional<FhirValidator> VALIDATOR = usCore().map(FhirConformance::build);
  }

  /** Every error of the resource, one line each; empty when it conforms. */
  public static List<String> errors(String json) {
    Assumptions.assumeTrue(
        Shared.VALIDATOR.isPresent(),
        "US Core 7.0.0 is not here: give the folder of "
            + PACKAGE
            + " as -Dig.packages=…, or install the package into the user's FHIR package cache");
    return validate(json).getMessages().stream()
        .filter(
            m ->
                m.getSeverity() == ResultSeverityEnum.ERROR
                    || m.getSeverity() == ResultSeverityEnum.FATAL)
        .map(m -> m.getLocationString() + ": " + m.getMessage())
        .filter(m -> !SCRIPT.matcher(m).find() && !isLanguage(m))
        .toList();
  }

  private static boolean isLanguage(String message) {
    var match = LANGUAGE.matcher(message);
    return match.find() && LANGUAGES.contains(match.group(1));
  }

  /** The validator folds type names in the default locale; in Turkish it knows no valueInteger. */
  private static synchronized ValidationResult validate(String json) {
    var locale = Locale.getDefault();
    Locale.setDefault(Locale.ROOT);
    try {
      return Shared.VALIDATOR.orElseThrow().validateWithResult(json);
    } finally {
      Locale.setDefault(locale);
    }
  }

  private static Optional<NpmPackage> usCore() {
    var folder = System.getProperty("ig.packages", "");
    try {
      if (!folder.isEmpty()) {
        try (var in = Files.newInputStream(Path.of(folder, PACKAGE))) {
          return Optional.of(NpmPackage.fromPackage(in));
        }
      }
      var cached = Path.of(System.getProperty("user.home"), CACHED);
      return Files.isDirectory(cached)
          ? Optional.of(NpmPackage.fromFolder(cached.toString()))
          : Optional.empty();
    } catch (IOException missing) {
      throw new UncheckedIOException("US Core 7.0.0 cannot be read from " + folder, missing);
    }
  }

  @SuppressWarnings("deprecation") // its successor is not in this version of HAPI
  private static FhirValidator build(NpmPackage usCore) {
    var context = FhirContext.forR4();
    var loaded = new PrePopulatedValidationSupport(context);
    var parser = context.newJsonParser();
    parser.setParserErrorHandler(new LenientErrorHandler(false));
    try {
      for (var type : List.of("StructureDefinition", "ValueSet", "CodeSystem")) {
        for (var name : usCore.listResources(type)) {
          var json =
              new String(usCore.load("package", name).readAllBytes(), StandardCharsets.UTF_8);
          add((Resource) parser.parseResource(json), loaded);
        }
      }
      for (var name : List.of("race", "ethnicity", "asked-unknown")) {
        add((Resource) parser.parseResource(resource("stub-" + name + ".json")), loaded);
      }
      add((Resource) parser.parseResource(resource("stub-cdcrec.json")), loaded);
      for (var name : OwnCodeSystems.NAMES) {
        add((Resource) parser.parseResource(OwnCodeSystems.published(name)), loaded);
      }
      for (var name : PublishedExtensions.NAMES) {
        add((Resource) parser.parseResource(PublishedExtensions.published(name)), loaded);
      }
      for (var instrument : Instruments.all()) {
        var name = "/questionnaires/Questionnaire-" + instrument.code() + ".json";
        loaded.addResource(parser.parseResource(resource(name)));
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    var unknown = new UnknownCodeSystemWarningValidationSupport(context);
    unknown.setNonExistentCodeSystemSeverity(IValidationSupport.IssueSeverity.WARNING);
    var chain =
        new ValidationSupportChain(
            new DefaultProfileValidationSupport(context),
            loaded,
            new CommonCodeSystemsTerminologyService(context),
            new InMemoryTerminologyServerValidationSupport(context),
            new SnapshotGeneratingValidationSupport(context),
            unknown);
    var module = new FhirInstanceValidator(chain);
    module.setAnyExtensionsAllowed(true);
    module.setErrorForUnknownProfiles(true);
    module.setBestPracticeWarningLevel(BestPracticeWarningLevel.Hint);
    return context.newValidator().registerValidatorModule(module);
  }

  private static void add(Resource resource, PrePopulatedValidationSupport loaded) {
    if (resource instanceof StructureDefinition) {
      loaded.addStructureDefinition(resource);
    } else if (resource instanceof ValueSet) {
      loaded.addValueSet(resource);
    } else if (resource instanceof CodeSystem) {
      loaded.addCodeSystem(resource);
    }
  }

  private static String resource(String name) throws IOException {
    try (var in = Objects.requireNonNull(FhirConformance.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
