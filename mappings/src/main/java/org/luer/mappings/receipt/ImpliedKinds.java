package org.luer.mappings.receipt;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What follows from where a number, an organization or the bytes of a document came back: HL7 v2
 * has no component for the use of a number, no field for the kind of an organization that orders or
 * reports, one place for bytes, and places only, not kinds of them.
 */
final class ImpliedKinds {
  private static final String REGISTRY = ".identifier[{http://hl7.org/fhir/sid/us-npi+";
  private static final Set<String> IN_USE = Set.of("usual", "official");
  private static final String ORGANIZATION = "Organization.type.";
  private static final String PROVIDER =
      ".coding[{http://terminology.hl7.org/CodeSystem/organization-type+prov}]";

  private ImpliedKinds() {}

  /** The rule, or null. */
  static @Nullable String rule(Leaf source, Renderings both) {
    if (source.pattern().endsWith(".identifier.use")) {
      return use(source, both) ? "use-of-number" : null;
    }
    if (source.pattern().endsWith(".identifier.type.text")) {
      return kind(source, both) ? "kind-of-registry" : null;
    }
    if (source.pattern().equals("Location.mode")) {
      return itself(source, both) ? "place-itself" : null;
    }
    if (source.pattern().equals("DocumentReference.content.attachment.data")) {
      return apart(source, both) ? "bytes-apart" : null;
    }
    return source.pattern().startsWith(ORGANIZATION) && provider(source, both)
        ? "provider-of-care"
        : null;
  }

  /**
   * A number that came back without use, in whose owner no number came back with one, is the one in
   * use. Where another came back with its use, this one's is lost.
   */
  private static boolean use(Leaf source, Renderings both) {
    var at = source.key().lastIndexOf(".identifier");
    var number = source.key().substring(0, source.key().length() - "use".length());
    return IN_USE.contains(source.value())
        && both.carried(number + "value")
        && both.returnedBelow(source.key().substring(0, at + ".identifier".length())).stream()
            .noneMatch(leaf -> leaf.key().endsWith(".use"));
  }

  /** A number of the registry of providers is a National Provider Identifier. */
  private static boolean kind(Leaf source, Renderings both) {
    var number = source.key().substring(0, source.key().length() - "type.text".length());
    return source.value().equals("NPI")
        && number.contains(REGISTRY)
        && both.carried(number + "value");
  }

  /** Who orders, reports or keeps a record is a provider of care, unless another kind came back. */
  private static boolean provider(Leaf source, Renderings both) {
    var at = source.key().indexOf(".type");
    var owner = source.key().substring(0, Math.max(at, 0));
    return source.key().contains(PROVIDER)
        && both.carried(owner + ".name")
        && both.returnedBelow(owner + ".type").isEmpty();
  }

  /** Bytes that stood in the index entry and came back beside it. */
  private static boolean apart(Leaf source, Renderings both) {
    return both.returnedBelow("Binary").stream()
        .anyMatch(l -> l.pattern().equals("Binary.data") && l.value().equals(source.value()));
  }

  /** Who names a place in HL7 v2 means this very place. */
  private static boolean itself(Leaf source, Renderings both) {
    var place = source.key().substring(0, source.key().length() - "mode".length());
    return source.value().equals("instance") && both.carried(place + "name");
  }
}
