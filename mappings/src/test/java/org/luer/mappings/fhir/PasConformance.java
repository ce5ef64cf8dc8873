package org.luer.mappings.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.parser.LenientErrorHandler;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.UnknownCodeSystemWarningValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.ValueSet;
import org.hl7.fhir.r5.utils.validation.constants.BestPracticeWarningLevel;
import org.hl7.fhir.utilities.npm.NpmPackage;
import org.junit.jupiter.api.Assumptions;

/**
 * HAPI's validator against a release of Da Vinci PAS and the US Core that it rests on: 2.2.1 on
 * 7.0.0, 2.0.1 on 3.1.1. The packages come from the folder of the property {@code ig.packages};
 * without it the test is skipped and says so. The lists of X12 are in no package: their codes are
 * not looked up.
 */
public final class PasConformance {
  private static final Map<String, String> CORE = Map.of("2.2.1", "7.0.0", "2.0.1", "3.1.1");
  private static final Map<String, FhirValidator> VALIDATORS = new ConcurrentHashMap<>();

  private PasConformance() {}

  /** Every error of a resource against the profiles that it claims; empty when it conforms. */
  public static List<String> errors(String json, String version) {
    var folder = System.getProperty("ig.packages", "");
    Assumptions.assumeTrue(
        !folder.isEmpty(), "Da Vinci PAS is not here: give the folder of its package as -Dig.packages=…");
    var validator = VALIDATORS.computeIfAbsent(version, v -> build(folder, v));
    var locale = Locale.getDefault();
    Locale.setDefault(Locale.ROOT);
    try {
      return validator.validateWithResult(json).getMessages().stream()
          .filter(
              m ->
                  m.getSeverity() == ResultSeverityEnum.ERROR
                      || m.getSeverity() == ResultSeverityEnum.FATAL)
          .map(m -> m.getLocationString() + ": " + m.getMessage())
          .toList();
    } finally {
      Locale.setDefault(locale);
    }
  }

  @SuppressWarnings("deprecation") // its successor is not in this version of HAPI
  private static FhirValidator build(String folder, String version) {
    var context = FhirContext.forR4();
    var loaded = new PrePopulatedValidationSupport(context);
    load(folder, "hl7.fhir.us.core-" + CORE.get(version) + ".tgz", context, loaded);
    load(folder, "hl7.fhir.us.davinci-pas-" + version + ".tgz", context, loaded);
    stubs(context, loaded);
    var unknown = new UnknownCodeSystemWarningValidationSupport(context);
    unknown.setNonExistentCodeSystemSeverity(IValidationSupport.IssueSeverity.WARNING);
    var module =
        new FhirInstanceValidator(
            new ValidationSupportChain(
                new Core(context),
                loaded,
                new CommonCodeSystemsTerminologyService(context),
                new InMemoryTerminologyServerValidationSupport(context),
                new SnapshotGeneratingValidationSupport(context),
                unknown));
    module.setAnyExtensionsAllowed(true);
    module.setErrorForUnknownProfiles(false);
    module.setBestPracticeWarningLevel(BestPracticeWarningLevel.Hint);
    return context.newValidator().registerValidatorModule(module);
  }

  /** R4 itself, also when a profile names its version. */
  private static final class Core extends DefaultProfileValidationSupport {
    private static final String VERSION = "|4.0.1";

    Core(FhirContext context) {
      super(context);
    }

    @Override
    public <T extends IBaseResource> T fetchResource(Class<T> type, String url) {
      return super.fetchResource(type, url.replace(VERSION, ""));
    }

    @Override
    public IBaseResource fetchStructureDefinition(String url) {
      return super.fetchStructureDefinition(url.replace(VERSION, ""));
    }
  }

  private static void load(
      String folder, String file, FhirContext context, PrePopulatedValidationSupport loaded) {
    var parser = context.newJsonParser();
    parser.setParserErrorHandler(new LenientErrorHandler(false));
    try (var in = Files.newInputStream(Path.of(folder, file))) {
      var pack = NpmPackage.fromPackage(in);
      for (var type : List.of("StructureDefinition", "ValueSet", "CodeSystem")) {
        for (var name : pack.listResources(type)) {
          var json = new String(pack.load("package", name).readAllBytes(), StandardCharsets.UTF_8);
          add((Resource) parser.parseResource(json), loaded);
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(file, unreadable);
    }
  }

  private static void stubs(FhirContext context, PrePopulatedValidationSupport loaded) {
    for (var name : List.of("race", "ethnicity", "asked-unknown", "cdcrec", "claim-encounter")) {
      var file = "stub-" + name + ".json";
      try (var in =
          Objects.requireNonNull(PasConformance.class.getResourceAsStream(file), file)) {
        var json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        add((Resource) context.newJsonParser().parseResource(json), loaded);
      } catch (IOException unreadable) {
        throw new UncheckedIOException(file, unreadable);
      }
    }
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
}
