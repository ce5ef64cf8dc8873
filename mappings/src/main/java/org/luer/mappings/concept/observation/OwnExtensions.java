package org.luer.mappings.concept.observation;

import java.util.Optional;
import org.hl7.fhir.r4.model.BackboneElement;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.fhir.Extensions;

/**
 * Our own extensions of Observation, for what HL7 v2 says and R4 has no element for: the sub-id of
 * OBX-4, the type of a value that only HL7 v2 has, the sign between two numbers, the time of the
 * analysis. A reader who does not know them loses nothing that R4 can say.
 */
final class OwnExtensions {
  static final String SUB = "observation-sub-id";
  static final String TYPE = "observation-v2-value-type";
  static final String SEPARATOR = "observation-number-separator";
  static final String ANALYZED = "observation-analyzed-at";
  private final String base;

  OwnExtensions(String base) {
    this.base = base;
  }

  void add(Base owner, String name, @Nullable String value) {
    if (value != null) {
      var extension = new Extension(Extensions.own(base, name), new StringType(value));
      if (owner instanceof DomainResource resource) {
        resource.addExtension(extension);
      } else {
        ((BackboneElement) owner).addExtension(extension);
      }
    }
  }

  Optional<String> value(Base owner, String name) {
    var extensions =
        owner instanceof DomainResource resource
            ? resource.getExtension()
            : ((BackboneElement) owner).getExtension();
    return Extensions.first(extensions, Extensions.own(base, name))
        .map(Extension::getValue)
        .filter(StringType.class::isInstance)
        .map(v -> ((StringType) v).getValue());
  }
}
