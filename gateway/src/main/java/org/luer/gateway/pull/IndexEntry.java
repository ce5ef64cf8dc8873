package org.luer.gateway.pull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.text.Normalizer;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Enumeration;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/**
 * By what a resource is found.
 *
 * @param identifiers business identifiers: tokens as in keys, without the name of their parameter
 * @param keys tokens and references by parameter, see the migration of table fhir_index
 * @param words strings by parameter, folded and exact
 * @param dates by parameter: first and last millisecond
 */
record IndexEntry(Set<String> identifiers, Set<String> keys, Set<String> words, ObjectNode dates) {
  private static final String IDENTIFIER = "identifier";

  /** What the parameters of its type find a resource by. */
  static IndexEntry of(Resource resource, ServedType type, ZoneId zone) {
    var entry =
        new IndexEntry(
            new LinkedHashSet<>(),
            new LinkedHashSet<>(),
            new LinkedHashSet<>(),
            JsonNodeFactory.instance.objectNode());
    for (var parameter : type.parameters().values()) {
      for (var value : parameter.values(resource)) {
        entry.keys.add(parameter.name());
        entry.add(parameter, value, zone);
      }
    }
    return entry;
  }

  private void add(SearchParameter parameter, Base value, ZoneId zone) {
    var name = parameter.name();
    switch (parameter.kind()) {
      case TOKEN -> token(name, value);
      case REFERENCE -> reference(name, value);
      case STRING -> string(name, value);
      case URI -> keys.add(name + "=" + value.primitiveValue());
      case DATE -> Span.of(value, zone).ifPresent(span -> date(name, span));
      default -> throw new IllegalStateException(name + " is of a kind that is not indexed");
    }
  }

  private void token(String name, Base value) {
    if (value instanceof CodeableConcept concept) {
      concept.getCoding().forEach(c -> token(name, c));
    } else if (value instanceof Coding coding) {
      token(name, coding.getSystem(), coding.getCode());
    } else if (value instanceof Identifier identifier) {
      token(name, identifier.getSystem(), identifier.getValue());
    } else if (value instanceof ContactPoint point) {
      token(name, null, point.getValue());
    } else if (value instanceof Enumeration<?> code) {
      token(name, code.getSystem(), code.getCode());
    } else if (value.isPrimitive()) {
      token(name, null, value.primitiveValue());
    }
  }

  private void token(String name, @Nullable String system, @Nullable String code) {
    if (code == null) {
      return;
    }
    var into = name.equals(IDENTIFIER) ? identifiers : keys;
    var begin = name.equals(IDENTIFIER) ? "" : name + "=";
    into.add(begin + code);
    into.add(begin + (system == null ? "" : system) + "|" + code);
    if (system != null) {
      into.add(begin + system + "|");
    }
  }

  private void reference(String name, Base value) {
    if (value instanceof Reference reference) {
      if (reference.hasReference() && !reference.getReference().startsWith("#")) {
        keys.add(name + "=" + reference.getReference());
      }
    } else if (value instanceof PrimitiveType<?> canonical) {
      keys.add(name + "=" + canonical.primitiveValue());
    }
  }

  private void string(String name, Base value) {
    if (value instanceof HumanName human) {
      human.getGiven().forEach(g -> word(name, g.getValue()));
      human.getPrefix().forEach(p -> word(name, p.getValue()));
      human.getSuffix().forEach(s -> word(name, s.getValue()));
      word(name, human.getFamily());
      word(name, human.getText());
    } else if (value instanceof Address address) {
      address.getLine().forEach(l -> word(name, l.getValue()));
      word(name, address.getCity());
      word(name, address.getDistrict());
      word(name, address.getState());
      word(name, address.getPostalCode());
      word(name, address.getCountry());
      word(name, address.getText());
    } else if (value.isPrimitive()) {
      word(name, value.primitiveValue());
    }
  }

  private void word(String name, @Nullable String text) {
    if (text != null) {
      words.add(name + "=" + folded(text));
      words.add(name + "==" + text);
    }
  }

  /** Without case and accents, as R4 compares strings. */
  static String folded(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFD)
        .replaceAll("\\p{M}", "")
        .toLowerCase(Locale.ROOT)
        .strip();
  }

  private void date(String name, Span span) {
    var known = dates.path(name);
    var all =
        known.isArray() ? span.and(new Span(known.get(0).asLong(), known.get(1).asLong())) : span;
    dates.putArray(name).add(all.first()).add(all.last());
  }
}
