package org.luer.mappings.fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Coded;

/**
 * {@link Coded} to and from CodeableConcept.
 *
 * <p>Mapped: coding.system, code, display (of further codings), userSelected, text. The clinic's
 * own code comes first without display, since its words are in text; when others follow, it is
 * marked userSelected. Ignored when read: coding.version.
 */
public final class Codings {
  /** Code system of the reasons why a value is missing. */
  public static final String DATA_ABSENT_REASON =
      "http://terminology.hl7.org/CodeSystem/data-absent-reason";

  private Codings() {}

  /** A coding. */
  public static Coding coding(String system, String code, @Nullable String display) {
    var coding = new Coding().setSystem(system).setCode(code);
    if (display != null) {
      coding.setDisplay(display);
    }
    return coding;
  }

  /** A concept of one code. */
  public static CodeableConcept concept(String system, String code, @Nullable String display) {
    return new CodeableConcept().addCoding(coding(system, code, display));
  }

  /** The concept that says that a needed code is not known. */
  public static CodeableConcept unknown() {
    return concept(DATA_ABSENT_REASON, "unknown", "Unknown");
  }

  /** Whether the concept only says that nothing is known. */
  public static boolean isUnknown(CodeableConcept concept) {
    return concept.hasCoding()
        && DATA_ABSENT_REASON.equals(concept.getCodingFirstRep().getSystem());
  }

  /** The concept of a coded thing. */
  public static CodeableConcept of(Coded coded) {
    var concept = new CodeableConcept();
    var system = coded.system();
    var code = coded.code();
    if (system != null && code != null) {
      var own = coding(system, code, null);
      if (!coded.also().isEmpty()) {
        own.setUserSelected(true);
      }
      concept.addCoding(own);
    }
    for (var other : coded.also()) {
      var coding = coding(other.system(), other.code(), other.display());
      if (code == null) {
        coding.setUserSelected(false);
      }
      concept.addCoding(coding);
    }
    if (coded.text() != null) {
      concept.setText(coded.text());
    }
    return concept;
  }

  /** The coded thing of a concept; empty when it has neither a code with its system nor text. */
  public static Optional<Coded> read(CodeableConcept concept) {
    var own = own(concept);
    var also = new ArrayList<org.luer.mappings.core.Coding>();
    for (var coding : concept.getCoding()) {
      if (coding != own && named(coding)) {
        also.add(
            new org.luer.mappings.core.Coding(
                coding.getSystem(), coding.getCode(), coding.getDisplay()));
      }
    }
    var text = concept.getText();
    if (own == null) {
      return text == null && also.isEmpty()
          ? Optional.empty()
          : Optional.of(new Coded(null, null, text == null ? also.get(0).display() : text, also));
    }
    return Optional.of(
        new Coded(own.getSystem(), own.getCode(), text == null ? own.getDisplay() : text, also));
  }

  /** HAPI reads a code of control characters alone as one that is there and empty. */
  private static boolean named(Coding coding) {
    return coding.hasSystem() && coding.hasCode() && !coding.getCode().isEmpty();
  }

  private static @Nullable Coding own(CodeableConcept concept) {
    Coding first = null;
    for (var coding : concept.getCoding()) {
      if (!named(coding)) {
        continue;
      }
      if (coding.hasUserSelected() && coding.getUserSelected()) {
        return coding;
      }
      if (first == null && !coding.hasUserSelected()) {
        first = coding;
      }
    }
    return first;
  }

  /** The code that the concept has in this system. */
  public static Optional<String> codeIn(CodeableConcept concept, String system) {
    for (var coding : concept.getCoding()) {
      if (system.equals(coding.getSystem()) && named(coding)) {
        return Optional.of(coding.getCode());
      }
    }
    return Optional.empty();
  }

  /** Whether one of the concepts has this code. */
  public static boolean any(List<CodeableConcept> concepts, String system, String code) {
    return concepts.stream().anyMatch(c -> c.hasCoding(system, code));
  }
}
