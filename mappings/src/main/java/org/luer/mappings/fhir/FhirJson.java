package org.luer.mappings.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.PerformanceOptionsEnum;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.StrictErrorHandler;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;
import org.luer.mappings.core.Characters;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Translation;

/**
 * FHIR R4 resources as JSON. One shared context, made on first use and scanning only the types that
 * are met.
 */
public final class FhirJson {
  private FhirJson() {}

  private static final class Shared {
    static final FhirContext CONTEXT = context();

    private static FhirContext context() {
      var context = FhirContext.forR4();
      context.setPerformanceOptions(PerformanceOptionsEnum.DEFERRED_MODEL_SCANNING);
      context.getParserOptions().setStripVersionsFromReferences(false);
      context.getParserOptions().setOverrideResourceIdWithBundleEntryFullUrl(false);
      context.getParserOptions().setAutoContainReferenceTargetsWithNoId(false);
      return context;
    }
  }

  /** The shared context; do not reconfigure it. */
  public static FhirContext context() {
    return Shared.CONTEXT;
  }

  /** One line of JSON, as it goes over the wire. */
  public static String encode(IBaseResource resource) {
    return parser().encodeResourceToString(resource);
  }

  /** One line of JSON of a resource that somebody else made and that may lack what R4 requires. */
  public static String encodeLoosely(IBaseResource resource) {
    return context().newJsonParser().encodeResourceToString(resource);
  }

  /** Indented JSON, as it stands in files. */
  public static String pretty(IBaseResource resource) {
    return parser().setPrettyPrint(true).encodeResourceToString(resource) + "\n";
  }

  /**
   * Reads a Bundle strictly: an unknown element or a value of the wrong form refuses it. The text
   * of the issue never quotes the source.
   */
  public static Translation<Bundle> parseBundle(String json) {
    var unreadable = Characters.inJson(json);
    if (unreadable.isPresent()) {
      return unreadable("Bundle", unreadable.get());
    }
    try {
      return Translation.of(parser().parseResource(Bundle.class, json));
    } catch (RuntimeException broken) { // the parser throws more than it declares
      return Translation.refused(
          Issue.error(
              IssueCode.STRUCTURE,
              "Bundle",
              "is not a FHIR R4 Bundle in JSON, or holds an element or value that R4 does not"
                  + " allow"));
    }
  }

  /** Reads a resource of a type strictly; the text of the issue never quotes the source. */
  public static <T extends Resource> Translation<T> parse(Class<T> type, String json) {
    var unreadable = Characters.inJson(json);
    if (unreadable.isPresent()) {
      return unreadable(type.getSimpleName(), unreadable.get());
    }
    try {
      return Translation.of(parser().parseResource(type, json));
    } catch (RuntimeException broken) { // the parser throws more than it declares
      return Translation.refused(
          Issue.error(IssueCode.STRUCTURE, type.getSimpleName(), "is not FHIR R4 in JSON"));
    }
  }

  private static <T> Translation<T> unreadable(String type, String pointer) {
    var at = pointer.replaceAll("/(\\d+)", "[$1]").replace('/', '.');
    return Translation.refused(Issue.error(IssueCode.STRUCTURE, type + at, Characters.NO_TEXT));
  }

  private static IParser parser() {
    var parser = context().newJsonParser();
    parser.setParserErrorHandler(new StrictErrorHandler());
    return parser;
  }
}
