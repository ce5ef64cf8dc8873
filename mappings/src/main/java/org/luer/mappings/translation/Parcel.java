package org.luer.mappings.translation;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.hl7v2.Draft;

/**
 * A set with the exchange that it belongs to.
 *
 * @param exchange reads and writes it
 * @param set what crosses the wire in one go
 */
public record Parcel<S>(Exchange<S> exchange, S set) {

  /** The records, the one that it is about last. */
  public List<ClinicRecord> records() {
    return exchange.records(set);
  }

  /** The record that it is about. */
  public ClinicRecord about() {
    var records = records();
    return records.get(records.size() - 1);
  }

  /** With only what travels. */
  public Parcel<S> carried() {
    return new Parcel<>(exchange, exchange.carried(set));
  }

  /** As a Bundle for somebody who has nothing of it. */
  public Bundle toFhir(Dialect dialect) {
    return exchange.toFhir(set, Before.nothing(), dialect);
  }

  /** As a document, where it makes one. */
  public Optional<Bundle> toDocument(Dialect dialect) {
    return exchange.toDocument(set, dialect);
  }

  /**
   * As messages for somebody who has nothing of it.
   *
   * @param types what is asked for; empty = what the exchange writes
   */
  public List<Draft> toHl7v2(Dialect dialect, Set<String> types) {
    var wanted = types.isEmpty() ? Set.copyOf(exchange.writes()) : types;
    return exchange.toHl7v2(set, Before.nothing(), dialect, wanted);
  }
}
