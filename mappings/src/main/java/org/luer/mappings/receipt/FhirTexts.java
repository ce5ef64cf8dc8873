package org.luer.mappings.receipt;

import java.util.HashSet;
import java.util.Set;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Element;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.PrimitiveType;

/**
 * What the resources of a Bundle say in words: notes, narrative, extensions that are not HL7's.
 * Found in the objects, since writing the JSON for it takes longer than all the rest of a receipt.
 */
public final class FhirTexts {
  private final Set<String> texts = new HashSet<>();

  private FhirTexts() {}

  /** The texts of all entries. */
  public static Set<String> of(Bundle bundle) {
    var walker = new FhirTexts();
    for (var entry : bundle.getEntry()) {
      if (entry.getResource() != null) {
        walker.below(entry.getResource(), false);
      }
    }
    return walker.texts;
  }

  private void below(Base base, boolean extended) {
    for (var property : base.children()) {
      for (var value : property.getValues()) {
        value(value, property.getName(), extended);
      }
    }
  }

  private void value(Base value, String name, boolean extended) {
    if (value instanceof Extension extension) {
      extension(extension);
      return;
    }
    if (value instanceof PrimitiveType<?> primitive) {
      if (extended && primitive.hasValue()) {
        texts.add(primitive.getValueAsString());
      }
      extensions(primitive);
      return;
    }
    if (value instanceof Narrative narrative) {
      if (narrative.hasDiv()) {
        texts.add(narrative.getDivAsString());
      }
      return;
    }
    if (name.equals("note") && value instanceof Annotation note && note.hasText()) {
      texts.add(note.getText());
    }
    below(value, extended);
  }

  private void extension(Extension extension) {
    if (extension.hasUrl() && extension.getUrl().contains("http://hl7.org/")) {
      return;
    }
    if (extension.hasValue()) {
      value(extension.getValue(), "value", true);
    }
    extensions(extension);
  }

  private void extensions(Element element) {
    if (element.hasExtension()) {
      element.getExtension().forEach(this::extension);
    }
  }
}
