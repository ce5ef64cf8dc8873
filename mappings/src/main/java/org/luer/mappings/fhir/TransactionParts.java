package org.luer.mappings.fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.AdverseEvent;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;

/**
 * A Bundle in two parts: what is safe to send again as it is, and AdverseEvent and Provenance,
 * which no server can find by identifier.
 *
 * @param first the transaction without them; references into the second part do not occur
 * @param rest their entries, in order
 */
public record TransactionParts(Bundle first, List<Bundle.BundleEntryComponent> rest) {
  public TransactionParts {
    rest = List.copyOf(rest);
  }

  /** Parts the Bundle; the Bundle itself stays as it is. */
  public static TransactionParts of(Bundle bundle) {
    var first = new Bundle().setType(bundle.getType());
    first.setMeta(bundle.getMeta());
    var rest = new ArrayList<Bundle.BundleEntryComponent>();
    for (var entry : bundle.getEntry()) {
      var resource = entry.getResource();
      if (resource instanceof AdverseEvent || resource instanceof Provenance) {
        rest.add(entry);
      } else {
        first.addEntry(entry);
      }
    }
    return new TransactionParts(first, rest);
  }

  /**
   * The second transaction.
   *
   * @param references where the receiver has put the entries of the first one: fullUrl to {@code
   *     Type/id}; fullUrls of the second part itself stay
   */
  public Bundle second(Map<String, String> references) {
    var second = new Bundle().setType(first.getType());
    second.setMeta(first.getMeta());
    for (var entry : rest) {
      var copy = entry.copy();
      if (copy.getResource() instanceof AdverseEvent event) {
        put(event.getSubject(), references);
        put(event.getEncounter(), references);
        put(event.getLocation(), references);
        put(event.getRecorder(), references);
        event.getContributor().forEach(c -> put(c, references));
        event.getResultingCondition().forEach(c -> put(c, references));
        event.getSuspectEntity().forEach(s -> put(s.getInstance(), references));
      } else if (copy.getResource() instanceof Provenance provenance) {
        provenance.getTarget().forEach(t -> put(t, references));
        provenance
            .getAgent()
            .forEach(
                a -> {
                  put(a.getWho(), references);
                  put(a.getOnBehalfOf(), references);
                });
        put(provenance.getLocation(), references);
        provenance.getEntity().forEach(e -> put(e.getWhat(), references));
        provenance.getSignature().forEach(s -> put(s.getWho(), references));
      }
      second.addEntry(copy);
    }
    return second;
  }

  private static void put(Reference reference, Map<String, String> references) {
    var written = reference.getReference();
    if (written != null) {
      reference.setReference(references.getOrDefault(written, written));
    }
  }
}
