package org.luer.mappings.translation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Reference;
import org.luer.mappings.concept.document.DocumentSourceFhir;
import org.luer.mappings.core.Dialect;

/** A document with the records that it was made from. */
final class Documents {
  private Documents() {}

  /** The document among the parcels with everything else they tell; empty when there is none. */
  static Optional<Bundle> of(List<Parcel<?>> parcels, Dialect dialect) {
    for (int i = 0; i < parcels.size(); i++) {
      var document = parcels.get(i).toDocument(dialect);
      if (document.isPresent()) {
        var others = new ArrayList<Bundle>();
        parcels.subList(0, i).forEach(p -> others.add(p.toFhir(dialect)));
        parcels.subList(i + 1, parcels.size()).forEach(p -> others.add(p.toFhir(dialect)));
        return Optional.of(with(document.get(), others));
      }
    }
    return Optional.empty();
  }

  private static Bundle with(Bundle document, List<Bundle> others) {
    Shared.add(document, others);
    SameProblems.join(document);
    document.getEntry().forEach(e -> e.setRequest(null));
    var numbers = new HashMap<String, String>();
    for (var entry : document.getEntry()) {
      Optional.ofNullable(entry.getResource())
          .flatMap(DocumentSourceFhir::number)
          .ifPresent(
              n ->
                  numbers.putIfAbsent(
                      key(entry.getResource().fhirType(), n.getSystem(), n.getValue()),
                      entry.getFullUrl()));
    }
    for (var entry : document.getEntry()) {
      if (entry.getResource() instanceof Composition composition) {
        resolve(composition, numbers);
      }
    }
    return document;
  }

  /** What is named by its number and lies beside the Composition is named by its place. */
  private static void resolve(Composition composition, Map<String, String> numbers) {
    composition.getEvent().forEach(e -> e.getDetail().forEach(d -> resolve(d, numbers)));
    composition.getSection().forEach(s -> s.getEntry().forEach(e -> resolve(e, numbers)));
  }

  private static void resolve(Reference reference, Map<String, String> numbers) {
    var number = reference.getIdentifier();
    var url = numbers.get(key(reference.getType(), number.getSystem(), number.getValue()));
    if (url != null) {
      reference.setReference(url).setIdentifier(null).setType(null);
    }
  }

  private static String key(String type, String system, String value) {
    return type + "|" + system + "|" + value;
  }
}
