package org.luer.mappings.concept.document;

import java.util.Optional;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.luer.mappings.concept.observation.ObservationFhir;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Identifiers;

/**
 * {@link DocumentSource} to and from a reference by business number.
 *
 * <p>Read as well: a reference to a resource beside it, by the first number of that resource; an
 * Observation that has none by the one that it gets here.
 */
public final class DocumentSourceFhir {
  private DocumentSourceFhir() {}

  /** The reference. */
  public static Reference toFhir(DocumentSource source, String base) {
    return new Reference()
        .setType(source.type())
        .setIdentifier(Identifiers.of(source.number(), base));
  }

  /** The source; empty when nothing with a number is named. */
  public static Optional<DocumentSource> fromFhir(
      Reference reference, DomainResource owner, BundleReader in) {
    var target =
        in.resolve(reference, owner, Resource.class)
            // a number may be that of something of another type as well
            .filter(
                t ->
                    reference.hasReference()
                        || !reference.hasType()
                        || t.fhirType().equals(reference.getType()));
    if (target.isPresent()) {
      return number(target.get())
          .flatMap(n -> Identifiers.read(n, in.dialect()))
          .or(
              () ->
                  target.get() instanceof org.hl7.fhir.r4.model.Observation observation
                      ? Optional.ofNullable(ObservationFhir.unnumbered(observation, in))
                          .flatMap(n -> Identifiers.read(n, in.dialect()))
                      : Optional.empty())
          .map(n -> new DocumentSource(target.get().fhirType(), n));
    }
    return Identifiers.read(reference.getIdentifier(), in.dialect())
        .filter(n -> reference.hasType())
        .map(n -> new DocumentSource(reference.getType(), n));
  }

  /** The first business number of a resource. */
  public static Optional<Identifier> number(Resource resource) {
    var property = resource.getNamedProperty("identifier");
    return property == null
        ? Optional.empty()
        : property.getValues().stream()
            .filter(Identifier.class::isInstance)
            .map(Identifier.class::cast)
            .filter(Identifier::hasValue)
            .findFirst();
  }
}
