package org.luer.gateway.pull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.luer.gateway.access.Disclosure;
import org.luer.gateway.access.Disclosure.Purpose;
import org.luer.gateway.journal.Disclosures;
import org.luer.gateway.journal.Records;
import org.luer.gateway.partner.Partner;
import org.luer.gateway.pull.Permit.Clearance;
import org.luer.mappings.concept.disclosure.Sensitivity;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Which rows of the index a reader may have. The condition narrows a search to the patients that
 * the reader can have any claim to; {@link Disclosure} decides, record by record.
 */
final class Visible {
  /**
   * Of the records that say something of a resource, the best that the reader is told of. Looked up
   * resource by resource ("offset"): as a join it went through the whole index when statistics were
   * old.
   */
  private static final String LEADS =
      "not exists (select 1 from fhir_index b where b.type = i.type and b.id = i.id"
          + " and b.patient = i.patient and b.told && %s"
          + " and (b.tier, b.last_updated, b.kind, b.record) > (i.tier, i.last_updated, i.kind, i.record)"
          + " offset 0)";

  private static final String GIVEN =
      "select patient_id from record where kind = 'DisclosureDirective' and owner = 'clinic'";

  private final JdbcClient jdbc;
  private final Records records;
  private final Disclosures disclosures;

  Visible(JdbcClient jdbc, Records records, Disclosures disclosures) {
    this.jdbc = jdbc;
    this.records = records;
    this.disclosures = disclosures;
  }

  /** Adds what must hold of the index {@code i}. */
  void narrow(Sql sql, Reader reader) {
    var told = sql.texts(reader.listens());
    sql.and("i.told && " + told).and(LEADS.formatted(told));
    patients(sql, reader.partner());
    var launched = reader.caller().launched();
    if (launched != null) {
      sql.and(
          "i.patient in (select p.patient from fhir_index p where p.type = 'Patient' and p.id = "
              + sql.value(launched.patient())
              + ")");
    }
  }

  private static void patients(Sql sql, Partner partner) {
    switch (partner.patients()) {
      case ALL -> {}
      case OWN -> {
        var own = new StringBuilder(GIVEN + " union ");
        var authority = partner.authority();
        if (authority != null && authority.namespace() != null) {
          own.append("select patient_id from patient_identifier where namespace = ")
              .append(sql.value(authority.namespace()))
              .append(" union ");
        }
        if (authority != null && authority.oid() != null) {
          own.append("select patient_id from patient_identifier where oid = ")
              .append(sql.value(authority.oid()))
              .append(" union ");
        }
        own.append("select patient_id from record where owner = ")
            .append(sql.value(partner.id()))
            .append(" and kind in ('InfusionOrder', 'Referral', 'Registration')");
        sql.and("i.patient in (" + own + ")");
      }
      case REFERRED ->
          sql.and(
              "i.patient in ("
                  + GIVEN
                  + " union select patient_id from record where kind = 'Referral' and npis && "
                  + sql.texts(partner.npi())
                  + ")");
    }
  }

  /** Those that disclosure permits, in the same order. */
  List<Permit> permitted(List<Row> rows, Reader reader) {
    if (rows.isEmpty()) {
      return List.of();
    }
    var patients = records.patients(rows.stream().map(Row::patient).collect(Collectors.toSet()));
    var units = units(rows);
    Map<String, Optional<Clearance>> decided = new HashMap<>();
    var permitted = new ArrayList<Permit>();
    for (var row : rows) {
      var unit = units.get(row.unit());
      var patient = patients.get(row.patient());
      if (unit != null && patient != null) {
        decided
            .computeIfAbsent(row.unit(), u -> decide(unit, patient, reader))
            .ifPresent(c -> permitted.add(new Permit(row, c)));
      }
    }
    return permitted;
  }

  private Optional<Clearance> decide(Unit unit, Disclosure.Subject patient, Reader reader) {
    var withheld = new HashSet<String>();
    var classes = EnumSet.noneOf(Sensitivity.class);
    var about =
        disclosures.decide(reader.partner(), unit.judged().get(0).subject(patient), Purpose.READ);
    if (!about.permitted()) {
      return Optional.empty();
    }
    classes.addAll(about.classes());
    for (var companion : unit.judged().subList(1, unit.judged().size())) {
      var verdict = disclosures.decide(reader.partner(), companion.subject(patient), Purpose.READ);
      if (verdict.judged()) {
        withheld.add(companion.record());
      } else {
        classes.addAll(verdict.classes());
      }
    }
    return Optional.of(new Clearance(unit.stamp(), withheld, classes, about.redisclosure()));
  }

  /**
   * A record in the index.
   *
   * @param judged the record itself first
   */
  private record Unit(long stamp, List<Judged> judged) {}

  private Map<String, Unit> units(Collection<Row> rows) {
    var distinct = new HashMap<String, Row>();
    rows.forEach(r -> distinct.putIfAbsent(r.unit(), r));
    var some = List.copyOf(distinct.values());
    Map<String, Unit> units = new HashMap<>();
    jdbc.sql(
            "select u.kind, u.record, u.stamp, u.judged from unnest(:kinds::text[], :records::text[]) a (kind, record)"
                + " join fhir_unit u on u.kind = a.kind and u.record = a.record")
        .param("kinds", some.stream().map(Row::kind).toArray(String[]::new))
        .param("records", some.stream().map(Row::record).toArray(String[]::new))
        .query(
            row -> {
              units.put(
                  row.getString("kind") + "/" + row.getString("record"),
                  new Unit(row.getLong("stamp"), Judged.read(row.getString("judged"))));
            });
    return units;
  }
}
