package org.luer.gateway.pull;

import ca.uhn.fhir.model.api.Include;
import ca.uhn.fhir.rest.api.SortOrderEnum;
import ca.uhn.fhir.rest.api.SortSpec;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.access.PublicAddress;
import org.luer.gateway.partner.ClinicSettings;
import org.luer.gateway.smart.Scope.Access;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Finds what a reader may see, on the index. */
final class Search {
  static final String PROVENANCE = "Provenance:target";

  private static final String IDENTIFIER = "identifier";
  private static final String COLUMNS = "i.type, i.id, i.patient, i.kind, i.record";
  private static final String INDEX = " from fhir_index i where ";
  private static final String FROM = "select " + COLUMNS + INDEX;

  private static final int FEW = 20;

  /** What is about the answer and not about what is found; HAPI's business. */
  private static final Set<String> ABOUT_ANSWER =
      Set.of(
          "_format",
          "_pretty",
          "_count",
          "_sort",
          "_include",
          "_revinclude",
          "_summary",
          "_elements",
          "_total");

  private final JdbcClient jdbc;
  private final Visible visible;
  private final Renditions renditions;
  private final PublicAddress address;
  private final ZoneId zone;

  Search(
      JdbcClient jdbc,
      Visible visible,
      Renditions renditions,
      ClinicSettings clinic,
      PublicAddress address) {
    this.jdbc = jdbc;
    this.visible = visible;
    this.renditions = renditions;
    this.address = address;
    this.zone = Optional.ofNullable(clinic.zone()).orElse(ZoneOffset.UTC);
  }

  /** The row of one resource; empty when there is none or the reader may not see it. */
  Optional<Permit> one(ServedType type, String id, Reader reader) {
    return rows(type, List.of(id), null, reader).stream().findFirst();
  }

  /**
   * What a search finds, each resource once.
   *
   * @param parameters as the client wrote them
   * @param lenient whether unknown parameters are passed over
   */
  List<Permit> find(
      ServedType type,
      Map<String, String[]> parameters,
      @Nullable SortSpec sort,
      boolean lenient,
      Reader reader) {
    var sql = new Sql();
    sql.and("i.type = " + sql.value(type.type()));
    var criteria = new Criteria(type, zone, address.fhir(), sql);
    for (var parameter : new TreeMap<>(parameters).entrySet()) {
      var name = parameter.getKey();
      if (!aboutAnswer(name) && !criteria.add(name, parameter.getValue()) && !lenient) {
        throw new InvalidRequestException(
            "One of the parameters is not served for "
                + type.type()
                + "; see the CapabilityStatement.");
      }
    }
    var order = order(type, sort);
    if (!reader.sees(type)) {
      return List.of();
    }
    var found = each(sql, order, reader);
    return type.type().equals("Patient") && parameters.containsKey(IDENTIFIER)
        ? shown(found, parameters.get(IDENTIFIER), reader)
        : found;
  }

  private static boolean aboutAnswer(String name) {
    int colon = name.indexOf(':');
    return ABOUT_ANSWER.contains(colon < 0 ? name : name.substring(0, colon));
  }

  /** A number that the reader does not get does not find the patient either. */
  private List<Permit> shown(List<Permit> found, String[] identifiers, Reader reader) {
    var type = ServedType.of("Patient").orElseThrow();
    var shown = new HashSet<Row>();
    for (var rendition : renditions.of(found, reader)) {
      var known = IndexEntry.of(rendition.resource(), type, zone).identifiers();
      var all = true;
      for (var any : identifiers) {
        all &= !Collections.disjoint(known, List.of(any.split(",", -1)));
      }
      if (all) {
        shown.add(rendition.row());
      }
    }
    return found.stream().filter(p -> shown.contains(p.row())).toList();
  }

  private static String order(ServedType type, @Nullable SortSpec sort) {
    var order = new StringBuilder();
    for (var by = sort; by != null; by = by.getChain()) {
      order.append(column(type, by.getParamName()));
      order.append(
          by.getOrder() == SortOrderEnum.DESC ? " desc nulls last, " : " asc nulls last, ");
    }
    return order.isEmpty()
        ? "i.last_updated desc, i.id, i.patient"
        : order + "i.id, i.last_updated desc, i.patient";
  }

  private static String column(ServedType type, String name) {
    if (name.equals("_lastUpdated")) {
      return "i.last_updated";
    }
    if (name.equals("_id")) {
      return "i.id";
    }
    var parameter = type.parameters().get(name);
    if (parameter == null) {
      throw new InvalidRequestException("It cannot be sorted by this parameter.");
    }
    return switch (parameter.kind()) {
      case DATE -> "(i.dates -> '" + name + "' ->> 0)::bigint";
      case STRING ->
          "(select min(w) from unnest(i.words) w where starts_with(w, '"
              + name
              + "=')) collate \"C\"";
      default ->
          "(select min(k) from unnest(i.keys) k where starts_with(k, '"
              + name
              + "=')) collate \"C\"";
    };
  }

  /**
   * What disclosure permits of the rows that a statement finds, each resource once: the first row
   * counts.
   */
  private List<Permit> each(Sql sql, String order, Reader reader) {
    visible.narrow(sql, reader);
    var rows =
        jdbc.sql(FROM + sql.where() + " order by " + order)
            .params(sql.values())
            .query(Row::of)
            .list();
    Map<String, Permit> each = new LinkedHashMap<>();
    said(visible.permitted(rows, reader), reader)
        .forEach(p -> each.putIfAbsent(p.row().reference(), p));
    return List.copyOf(each.values());
  }

  /** Where a part of a record is withheld, only what the rest says is there at all. */
  private List<Permit> said(List<Permit> permits, Reader reader) {
    var parted = permits.stream().filter(p -> !p.clearance().withheld().isEmpty()).toList();
    if (parted.isEmpty()) {
      return permits;
    }
    var said =
        renditions.of(parted, reader).stream()
            .map(Renditions.Rendition::row)
            .collect(Collectors.toSet());
    return permits.stream()
        .filter(p -> p.clearance().withheld().isEmpty() || said.contains(p.row()))
        .toList();
  }

  /**
   * Rows of these ids.
   *
   * @param patients of these only; null = of any
   */
  private List<Permit> rows(
      ServedType type,
      Collection<String> ids,
      @Nullable Collection<String> patients,
      Reader reader) {
    var sql = new Sql();
    sql.and("i.type = " + sql.value(type.type())).and("i.id = any(" + sql.texts(ids) + ")");
    if (patients != null) {
      sql.and("i.patient = any(" + sql.texts(patients) + ")");
    }
    return each(sql, "i.last_updated desc, i.patient", reader);
  }

  /** All that the reader may see of these records. */
  List<Permit> of(List<Ahead.Unit> units, Reader reader) {
    var sql = new Sql();
    sql.and(
        "(i.kind, i.record) in (select * from unnest("
            + sql.texts(units.stream().map(Ahead.Unit::kind).toList())
            + ", "
            + sql.texts(units.stream().map(Ahead.Unit::record).toList())
            + "))");
    return each(sql, "i.kind, i.record, i.type, i.id", reader);
  }

  /**
   * The rows that follow from one record.
   *
   * @param keys any of which they have in the index, such as {@code code=44261-6}; empty = all
   */
  List<Permit> from(
      String kind,
      String record,
      Collection<ServedType> types,
      Collection<String> keys,
      Reader reader) {
    var sql = new Sql();
    sql.and("i.kind = " + sql.value(kind))
        .and("i.record = " + sql.value(record))
        .and("i.type = any(" + sql.texts(types.stream().map(ServedType::type).toList()) + ")");
    if (!keys.isEmpty()) {
      sql.and("i.keys && " + sql.texts(keys));
    }
    return each(sql, "i.type, i.id", reader);
  }

  /**
   * Ids of a type, in their order.
   *
   * @param since only those that changed after it; null = all
   * @param after only those after it
   */
  List<String> ids(
      ServedType type, @Nullable Instant since, String after, int most, Reader reader) {
    var sql = new Sql();
    sql.and("i.type = " + sql.value(type.type())).and("i.id > " + sql.value(after));
    if (since != null) {
      sql.and("i.last_updated > " + sql.value(since.atOffset(ZoneOffset.UTC)));
    }
    visible.narrow(sql, reader);
    return jdbc.sql(
            "select distinct i.id"
                + INDEX
                + sql.where()
                + " order by i.id limit "
                + sql.value(most))
        .params(sql.values())
        .query(String.class)
        .list();
  }

  /** The resources of these ids, each once. */
  List<Permit> some(ServedType type, List<String> ids, Reader reader) {
    var sql = new Sql();
    sql.and("i.type = " + sql.value(type.type())).and("i.id = any(" + sql.texts(ids) + ")");
    visible.narrow(sql, reader);
    // a clinician stands in the records of thousands of patients: a few of them will do
    var few =
        jdbc.sql(
                "select * from ("
                    + "select "
                    + COLUMNS
                    + ", row_number() over (partition by i.id order by i.last_updated desc) as nth"
                    + INDEX
                    + sql.where()
                    + ") e where nth <= "
                    + FEW
                    + " order by id, nth")
            .params(sql.values())
            .query(Row::of)
            .list();
    Map<String, Permit> each = new LinkedHashMap<>();
    said(visible.permitted(few, reader), reader).forEach(p -> each.putIfAbsent(p.row().id(), p));
    var left = ids.stream().filter(id -> !each.containsKey(id)).toList();
    if (!left.isEmpty()) {
      rows(type, left, null, reader).forEach(p -> each.putIfAbsent(p.row().id(), p));
    }
    return List.copyOf(each.values());
  }

  /**
   * A time of care; all of it may be open.
   *
   * @param start first day or moment
   * @param end last day or moment
   * @param since when it changed last at the earliest
   */
  record Care(@Nullable String start, @Nullable String end, @Nullable Date since) {}

  /** The rows of a patient, the patient first; those of each type together. */
  List<Permit> about(String patient, Collection<ServedType> types, Care care, Reader reader) {
    var sql = new Sql();
    sql.and("i.patient = " + sql.value(patient))
        .and("i.type = any(" + sql.texts(types.stream().map(ServedType::type).toList()) + ")");
    care(sql, care);
    return each(sql, "(i.type <> 'Patient'), i.type, i.id", reader);
  }

  /** What has no time, or one that the care touches; the patient always. */
  private void care(Sql sql, Care care) {
    var touches = new ArrayList<String>();
    if (care.start() != null) {
      touches.add("(d.value ->> 1)::bigint >= " + sql.value(Span.of(care.start(), zone).first()));
    }
    if (care.end() != null) {
      touches.add("(d.value ->> 0)::bigint <= " + sql.value(Span.of(care.end(), zone).last()));
    }
    if (!touches.isEmpty()) {
      sql.and(
          "(i.type = 'Patient' or i.dates = '{}' or exists (select 1 from jsonb_each(i.dates) d where "
              + String.join(" and ", touches)
              + "))");
    }
    if (care.since() != null) {
      sql.and("i.last_updated > " + sql.value(care.since().toInstant().atOffset(ZoneOffset.UTC)));
    }
  }

  /**
   * Refuses an include that is not promised.
   *
   * @throws InvalidRequestException if one is not
   */
  static void check(ServedType type, Collection<Include> includes, Collection<Include> reverse) {
    for (var include : includes) {
      var value = include.getValue();
      var known = type.includes().stream().anyMatch(p -> named(type, p, value));
      if (include.isRecurse() || !(known || value.equals("*"))) {
        throw new InvalidRequestException("This _include is not served for " + type.type() + ".");
      }
    }
    for (var include : reverse) {
      if (include.isRecurse() || !include.getValue().equals(PROVENANCE)) {
        throw new InvalidRequestException("Of _revinclude, " + PROVENANCE + " is served.");
      }
    }
  }

  private static boolean named(ServedType type, String parameter, String include) {
    var name = type.type() + ":" + parameter;
    return include.equals(name)
        || include.startsWith(name + ":")
        || include.equals(type.type() + ":*");
  }

  /** What these refer to and what refers to them, as far as the reader may see it. */
  List<Permit> included(
      ServedType type,
      List<Row> rows,
      Collection<String> includes,
      Collection<String> reverse,
      Reader reader) {
    var found = new LinkedHashMap<Row, Permit>();
    if (!includes.isEmpty() && !rows.isEmpty()) {
      for (var target : targets(type, rows, includes).entrySet()) {
        ServedType.of(target.getKey())
            .filter(t -> reader.may(t, Access.READ))
            .ifPresent(t -> add(found, rows(t, target.getValue(), null, reader)));
      }
    }
    if (!reverse.isEmpty() && !rows.isEmpty()) {
      add(found, provenances(rows, reader));
    }
    rows.forEach(found::remove);
    return List.copyOf(found.values());
  }

  private static void add(Map<Row, Permit> found, List<Permit> more) {
    more.forEach(p -> found.putIfAbsent(p.row(), p));
  }

  private Map<String, Set<String>> targets(
      ServedType type, List<Row> rows, Collection<String> includes) {
    var all = includes.contains("*") || includes.contains(type.type() + ":*");
    var begins =
        type.includes().stream()
            .filter(p -> all || includes.stream().anyMatch(i -> named(type, p, i)))
            .map(p -> p + "=")
            .toList();
    Map<String, Set<String>> targets = new LinkedHashMap<>();
    jdbc
        .sql(
            "select distinct k from unnest(:ids::text[], :kinds::text[], :records::text[]) a (id, kind, record)"
                + " join fhir_index i on i.type = :type and i.id = a.id and i.kind = a.kind"
                + " and i.record = a.record, unnest(i.keys) k")
        .param("type", type.type())
        .param("ids", rows.stream().map(Row::id).toArray(String[]::new))
        .param("kinds", rows.stream().map(Row::kind).toArray(String[]::new))
        .param("records", rows.stream().map(Row::record).toArray(String[]::new))
        .query(String.class)
        .list()
        .stream()
        .filter(k -> begins.stream().anyMatch(k::startsWith))
        .map(k -> k.substring(k.indexOf('=') + 1))
        .filter(k -> k.matches("[A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64}"))
        .forEach(
            k -> {
              int slash = k.indexOf('/');
              targets
                  .computeIfAbsent(k.substring(0, slash), t -> new HashSet<>())
                  .add(k.substring(slash + 1));
            });
    return targets;
  }

  private List<Permit> provenances(List<Row> rows, Reader reader) {
    var type = ServedType.of("Provenance").orElseThrow();
    if (!reader.may(type, Access.READ)) {
      return List.of();
    }
    var sql = new Sql();
    sql.and("i.type = 'Provenance'")
        .and(
            "i.patient = any("
                + sql.texts(rows.stream().map(Row::patient).distinct().toList())
                + ")")
        .and("i.keys && " + sql.texts(rows.stream().map(r -> "target=" + r.reference()).toList()));
    return each(sql, "i.id", reader);
  }
}
