package org.luer.gateway.pull;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.PartnerCaller;
import org.luer.gateway.journal.Disclosures;
import org.luer.gateway.journal.RecordVersion;
import org.luer.gateway.journal.Records;
import org.luer.gateway.partner.Partner;
import org.luer.mappings.concept.disclosure.Sensitivity;
import org.luer.mappings.core.Systems;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The records that a partner may read, for those who show them otherwise than as FHIR: exactly
 * those whose resources the partner would get, decided by the same code.
 */
public final class PartnerView {
  private static final String ONE_OF_EACH =
      "select distinct on (i.patient, i.kind, i.record) i.type, i.id, i.patient, i.kind, i.record";

  private static final String FROM = " from fhir_index i where ";

  private final JdbcClient jdbc;
  private final Visible visible;
  private final Records records;

  PartnerView(JdbcClient jdbc, Records records, Disclosures disclosures) {
    this.jdbc = jdbc;
    this.visible = new Visible(jdbc, records, disclosures);
    this.records = records;
  }

  /**
   * A patient.
   *
   * @param resource id of the Patient resource, which is what addresses may hold
   * @param id of the clinic's record, which they may not
   */
  public record Seen(String resource, String id) {}

  /**
   * A record as it stands.
   *
   * @param classes how sensitive it is
   * @param redisclosure whether the reader may pass it on under the rules for everybody
   */
  public record Shown(RecordVersion version, Set<Sensitivity> classes, boolean redisclosure) {
    public Shown {
      classes = Set.copyOf(classes);
    }
  }

  /** All patients of a partner. */
  public List<Seen> patients(Partner partner) {
    return seen(partner, null);
  }

  /** The patient records of one Patient resource; none when it is not the partner's. */
  public List<Seen> patient(Partner partner, String resource) {
    return seen(partner, resource);
  }

  private List<Seen> seen(Partner partner, @Nullable String resource) {
    var sql = new Sql().and("i.type = 'Patient'");
    if (resource != null) {
      sql.and("i.id = " + sql.value(resource));
    }
    return permitted(sql, partner, "select i.type, i.id, i.patient, i.kind, i.record").stream()
        .map(p -> new Seen(p.row().id(), p.row().patient()))
        .distinct()
        .toList();
  }

  /**
   * The id of the Practitioner of this number that one of the patient's records names.
   *
   * @param resource id of the Patient resource
   * @param npi ten digits
   */
  public Optional<String> clinician(Partner partner, String resource, String npi) {
    var sql = new Sql().and("i.type = 'Practitioner'");
    sql.and("i.identifiers && " + sql.texts(List.of(Systems.NPI + "|" + npi)));
    sql.and(
        "i.patient in (select p.patient from fhir_index p where p.type = 'Patient' and p.id = "
            + sql.value(resource)
            + ")");
    return permitted(sql, partner, "select i.type, i.id, i.patient, i.kind, i.record").stream()
        .map(p -> p.row().id())
        .findFirst();
  }

  /** The records of these patients and kinds, by patient and kind. */
  public List<Shown> records(
      Partner partner, Collection<String> patients, Collection<String> kinds) {
    var sql = new Sql();
    sql.and("i.patient = any(" + sql.texts(patients) + ")");
    sql.and("i.kind = any(" + sql.texts(kinds) + ")");
    var shown = new ArrayList<Shown>();
    for (var permit : permitted(sql, partner, ONE_OF_EACH)) {
      records
          .latest(permit.row().kind(), permit.row().record())
          .ifPresent(
              v ->
                  shown.add(
                      new Shown(
                          v, permit.clearance().classes(), permit.clearance().redisclosure())));
    }
    return shown;
  }

  /** Whether records of these kinds that the partner may read have changed since. */
  public boolean changed(Partner partner, Collection<String> kinds, Instant since) {
    var sql = new Sql();
    sql.and("i.kind = any(" + sql.texts(kinds) + ")");
    sql.and("i.last_updated > " + sql.value(since.atOffset(ZoneOffset.UTC)));
    return !permitted(sql, partner, ONE_OF_EACH).isEmpty();
  }

  private List<Permit> permitted(Sql sql, Partner partner, String columns) {
    var reader = new Reader(new PartnerCaller("person", partner.id(), List.of()), partner);
    visible.narrow(sql, reader);
    var rows =
        jdbc.sql(columns + FROM + sql.where() + " order by i.patient, i.kind, i.record")
            .params(sql.values())
            .query(Row::of)
            .list();
    return visible.permitted(rows, reader);
  }
}
