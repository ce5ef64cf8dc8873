package org.luer.mappings.fhir;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Reference;

/** Extensions as senders write them: repeated where they may not be, with or without a value. */
public final class Extensions {
  private Extensions() {}

  /** The URL of one of our own extensions. */
  public static String own(String base, String name) {
    return base + "/StructureDefinition/" + name;
  }

  /** The first extension of a URL; HAPI throws when there are several. */
  public static Optional<Extension> first(List<Extension> all, String url) {
    return all.stream().filter(e -> url.equals(e.getUrl())).findFirst();
  }

  /** The references in the extensions of a URL. */
  public static Stream<Reference> references(List<Extension> all, String url) {
    return all.stream()
        .filter(e -> url.equals(e.getUrl()))
        .map(Extension::getValue)
        .filter(Reference.class::isInstance)
        .map(Reference.class::cast);
  }

  /** The text of the first extension of a URL that has one. */
  public static Optional<String> text(List<Extension> all, String url) {
    return all.stream()
        .filter(e -> url.equals(e.getUrl()) && e.getValue() instanceof PrimitiveType<?>)
        .map(e -> e.getValue().primitiveValue())
        .filter(java.util.Objects::nonNull)
        .findFirst();
  }
}
