package org.luer.gateway.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Records;
import org.luer.gateway.journal.Records.Reported;
import org.luer.gateway.partner.ClinicSettings;
import org.luer.gateway.partner.Voice;
import org.luer.mappings.concept.ClinicRecords;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.core.ClinicRecord;
import org.luer.mappings.translation.Exchange;

/** Puts what an exchange sends together from the versions of records in the journal. */
final class ExchangeSets {
  private final Records records;
  private final ClinicSettings clinic;

  ExchangeSets(Records records, ClinicSettings clinic) {
    this.records = records;
    this.clinic = clinic;
  }

  /**
   * A set and the versions that it was made of.
   *
   * @param versions by kind and id, {@code Patient/p-1}; the record that it is about last
   */
  record Assembled<S>(S set, Map<String, Integer> versions) {}

  /** The set about a version, with the newest versions of what travels with it. */
  <S> Optional<Assembled<S>> newest(
      Exchange<S> exchange, Reported about, List<RecordVersion> companions) {
    var all = new ArrayList<>(companions);
    all.add(about.version());
    return assemble(exchange, about, all);
  }

  /** The set as it was made before. */
  <S> Optional<S> earlier(Exchange<S> exchange, RecordVersion about, JsonNode versions) {
    var all = new ArrayList<RecordVersion>();
    Reported then = null;
    for (var property : versions.properties()) {
      var reference = property.getKey();
      var slash = reference.indexOf('/');
      var found =
          records.reported(
              reference.substring(0, slash),
              reference.substring(slash + 1),
              property.getValue().asInt());
      found.map(Reported::version).ifPresent(all::add);
      if (found.isPresent() && reference.equals(about.reference())) {
        then = found.get();
      }
    }
    return then == null ? Optional.empty() : assemble(exchange, then, all).map(Assembled::set);
  }

  private <S> Optional<Assembled<S>> assemble(
      Exchange<S> exchange, Reported about, List<RecordVersion> versions) {
    var read = new ArrayList<ClinicRecord>();
    var numbers = new LinkedHashMap<String, Integer>();
    for (var version : versions) {
      ClinicRecords.read(Json.shared(version.content()), "").value().ifPresent(read::add);
      numbers.put(version.reference(), version.version());
    }
    return exchange
        .assemble(read, reporter(about))
        .value()
        .flatMap(sets -> sets.stream().filter(s -> about(exchange, s, about.version())).findFirst())
        .map(set -> new Assembled<>(set, numbers));
  }

  private static <S> boolean about(Exchange<S> exchange, S set, RecordVersion about) {
    var all = exchange.records(set);
    return all.get(all.size() - 1).id().equals(about.id());
  }

  /** The clinic, or the organization that came with a partner's record. */
  private Organization reporter(Reported about) {
    return Optional.ofNullable(about.reporter())
        .flatMap(content -> ClinicRecords.read(Json.shared(content), "").value())
        .filter(Organization.class::isInstance)
        .map(Organization.class::cast)
        .orElseGet(() -> Voice.organization(clinic));
  }
}
