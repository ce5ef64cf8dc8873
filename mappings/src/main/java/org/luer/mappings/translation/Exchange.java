package org.luer.mappings.translation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Translation;
import org.luer.mappings.hl7v2.Draft;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Segments;
import org.luer.mappings.receipt.ChangeRules;
import org.luer.mappings.receipt.Leaf;

/**
 * One exchange: what crosses the wire in one go, in every format and direction.
 *
 * <p>Everything here is pure. What is written is total: the set is valid by construction. What is
 * read may be refused, with every reason.
 *
 * @param <S> a set: the record that it is about with those that travel with it
 */
public interface Exchange<S> {
  /** The name in every layer: package, folder of tables and examples, settings. */
  String name();

  /** Kinds of the records that a set can be about; one set for each such record. */
  Set<String> kinds();

  /** The HL7 v2 messages that tell of a set when nothing else is asked for, in sending order. */
  List<String> writes();

  /** The HL7 v2 messages that it reads. */
  Set<String> reads();

  /** Every message that it can be asked for. */
  default Set<String> messages() {
    return Set.copyOf(writes());
  }

  /**
   * Puts sets together.
   *
   * @param records all records at hand; paths of issues are {@code /<index>/…}
   * @param clinic who reports, when the records hold no Organization
   */
  Translation<List<S>> assemble(
      List<? extends ClinicRecord> records, @Nullable Organization clinic);

  /** The records of a set, the one that it is about last. */
  List<ClinicRecord> records(S set);

  /** The set with only what travels of the records beside the one that it is about. */
  default S carried(S set) {
    return set;
  }

  /** Whether a resource of a Bundle is a business of this exchange. */
  boolean claims(Resource resource, Bundle bundle);

  /** The set as a transaction, as first told or as the correction of what the partner has. */
  Bundle toFhir(S set, Before<S> before, Dialect dialect);

  /**
   * The set as a document (FHIR R4 3.3), for an exchange that writes documents.
   *
   * @return empty when the set makes no document
   */
  default Optional<Bundle> toDocument(S set, Dialect dialect) {
    return Optional.empty();
  }

  /** The sets of a Bundle. What another exchange claims is left to it. */
  Translation<List<S>> fromFhir(Bundle bundle, Dialect dialect);

  /**
   * The same, knowing what is the business of others: for an exchange that would otherwise take
   * everything of a kind.
   *
   * @param others whether another exchange claims a resource of the Bundle
   */
  default Translation<List<S>> fromFhir(
      Bundle bundle, Predicate<Resource> others, Dialect dialect) {
    return fromFhir(bundle, dialect);
  }

  /**
   * Whether a part of a message is a business of this exchange.
   *
   * @param group MSH, the segments of the patient, and one order with what belongs to it; the whole
   *     message when it has no orders
   * @param message the whole message
   */
  boolean claims(Segments group, Segments message);

  /**
   * The sets of a Bundle, each as {@link #carried}: for those who only compare, so that nobody
   * looks for what has no place in the clinic model.
   */
  default Translation<List<S>> carriedFromFhir(
      Bundle bundle, Predicate<Resource> others, Dialect dialect) {
    return fromFhir(bundle, others, dialect).map(this::carried);
  }

  /** Segments about the patient that it reads itself out of the messages that it claims. */
  default Set<String> ofPatient() {
    return Set.of();
  }

  /** Segments about the patient that it reads out of messages whose claimant leaves them. */
  default Set<String> leftByOthers() {
    return Set.of();
  }

  /** Whether it reads a segment that others leave. */
  default boolean takes(Segment left) {
    return leftByOthers().contains(left.name());
  }

  /**
   * The set as messages.
   *
   * @param types any of those that it writes or reads; others are ignored
   */
  List<Draft> toHl7v2(S set, Before<S> before, Dialect dialect, Set<String> types);

  /** The sets of the messages of one input, each reduced to what this exchange claims. */
  Translation<List<S>> fromHl7v2(List<Segments> messages, Dialect dialect);

  /**
   * The sets of the messages of one input, each as {@link #carried}: for those who only compare.
   */
  default Translation<List<S>> carriedFromHl7v2(List<Segments> messages, Dialect dialect) {
    return fromHl7v2(messages, dialect).map(this::carried);
  }

  private List<S> carried(List<S> sets) {
    return sets.stream().map(this::carried).toList();
  }

  /**
   * What has to be remembered of a set that was sent as HL7 v2, beside its records, so that a
   * correction is understood: handed back in {@link Before#memory}.
   */
  default List<String> memory(S set, Before<S> before) {
    return List.of();
  }

  /** How what a stranger sent may come back in another form, beside the rules for everybody. */
  default List<ChangeRules.Rule> inbound() {
    return List.of();
  }

  /** How what the clinic sends may come back in another form. */
  default List<ChangeRules.Rule> outbound() {
    return List.of();
  }

  /** What the conditions in must-carry.csv mean for this set. */
  default Map<String, Predicate<Leaf>> conditions(S set) {
    return Map.of();
  }
}
