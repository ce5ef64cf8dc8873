package org.luer.gateway.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Records;
import org.luer.gateway.partner.ClinicSettings;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.translation.Before;
import org.luer.mappings.translation.Exchange;

/**
 * A record of the clinic as the Bundle that tells of it, with what travels with it, for somebody
 * who has nothing of it.
 */
public final class RecordBundles {
  private final Records records;
  private final ExchangeSets sets;
  private final Map<String, ExchangePolicy> policies = new LinkedHashMap<>();
  private final Map<String, Addressed> addressed = new LinkedHashMap<>();

  /**
   * Bundles of the exchanges that have these policies.
   *
   * @param addressed records that name who is told of them; a policy for their kinds does not count
   */
  public RecordBundles(
      Records records,
      ClinicSettings clinic,
      List<ExchangePolicy> policies,
      List<Addressed> addressed) {
    this.records = records;
    this.sets = new ExchangeSets(records, clinic);
    policies.forEach(p -> p.exchange().kinds().forEach(kind -> this.policies.put(kind, p)));
    addressed.forEach(a -> a.kinds().forEach(kind -> this.addressed.put(kind, a)));
    this.policies.keySet().removeAll(this.addressed.keySet());
  }

  /**
   * A record with what travels with it, from which Bundles can be written.
   *
   * @param companions that travel with it
   */
  public record Unit(String exchange, List<RecordVersion> companions, Writer writer) {
    public Unit {
      companions = List.copyOf(companions);
    }

    /** The Bundle in somebody's dialect. */
    public Bundle bundle(Dialect dialect) {
      return writer.bundle(dialect);
    }
  }

  /** Writes one set. */
  @FunctionalInterface
  public interface Writer {
    /** The set as a transaction. */
    Bundle bundle(Dialect dialect);
  }

  /** The policy of records of this kind; empty when no Bundle is about one. */
  public Optional<ExchangePolicy> policy(String kind) {
    return Optional.ofNullable(policies.get(kind));
  }

  /** Those that records of this kind are among; empty when they do not name who is told. */
  public Optional<Addressed> addressed(String kind) {
    return Optional.ofNullable(addressed.get(kind));
  }

  /** Kinds of the records that a Bundle is about. */
  public List<String> kinds() {
    return Stream.concat(policies.keySet().stream(), addressed.keySet().stream()).toList();
  }

  /** Whether a partner with this dialect is told of the record as it stands. */
  public boolean told(String kind, JsonNode content, org.luer.gateway.partner.Dialect dialect) {
    return policy(kind).flatMap(p -> p.purpose(content, dialect)).isPresent();
  }

  /**
   * What can be told of a version; empty when it lacks a record that it needs.
   *
   * @param permitted whether a companion may travel with it
   * @param receiver whom it is told to; null = nobody in particular
   */
  public Optional<Unit> unit(
      RecordVersion about,
      Predicate<RecordVersion> permitted,
      org.luer.gateway.partner.@Nullable Partner receiver) {
    var named = addressed.get(about.kind());
    return named == null
        ? policy(about.kind()).flatMap(p -> unit(p, p.exchange(), about, permitted))
        : named.unit(about, permitted, receiver);
  }

  private <S> Optional<Unit> unit(
      ExchangePolicy policy,
      Exchange<S> exchange,
      RecordVersion about,
      Predicate<RecordVersion> permitted) {
    var companions = policy.companions(about, records).stream().filter(permitted).toList();
    return sets.newest(exchange, new Records.Reported(about, null), companions)
        .map(
            found ->
                new Unit(
                    exchange.name(),
                    companions,
                    dialect -> exchange.toFhir(found.set(), Before.nothing(), dialect)));
  }
}
