package org.luer.gateway.pull;

import ca.uhn.fhir.model.api.IQueryParameterAnd;
import ca.uhn.fhir.model.api.IQueryParameterOr;
import ca.uhn.fhir.model.api.IQueryParameterType;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.rest.api.QualifiedParamList;
import ca.uhn.fhir.rest.param.DateOrListParam;
import ca.uhn.fhir.rest.param.DateParam;
import ca.uhn.fhir.rest.param.ParamPrefixEnum;
import ca.uhn.fhir.rest.param.ReferenceAndListParam;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.param.StringAndListParam;
import ca.uhn.fhir.rest.param.StringParam;
import ca.uhn.fhir.rest.param.TokenAndListParam;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.param.UriAndListParam;
import ca.uhn.fhir.rest.param.UriParam;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.fhir.FhirJson;

/**
 * The parameters of a search as conditions on the index. HAPI takes values apart; texts of refusals
 * never repeat them.
 */
final class Criteria {
  private static final long DAY = 86_400_000L;
  private static final int MOST_VALUES = 500;

  private final ServedType type;
  private final ZoneId zone;
  private final String base;
  private final Sql sql;

  /**
   * @param zone of dates and times without offset
   * @param base of the interface, which an absolute reference may begin with
   */
  Criteria(ServedType type, ZoneId zone, String base, Sql sql) {
    this.type = type;
    this.zone = zone;
    this.base = base;
    this.sql = sql;
  }

  /**
   * Adds one parameter.
   *
   * @param written its name with modifier, as the client wrote it
   * @param values each may hold several, of which one must match
   * @return whether there is such a parameter
   */
  boolean add(String written, String[] values) {
    int colon = written.indexOf(':');
    var name = colon < 0 ? written : written.substring(0, colon);
    var qualifier = colon < 0 ? null : written.substring(colon);
    if (name.equals("_id")) {
      plain(name, qualifier);
      split(qualifier, values).forEach(ids -> sql.and("i.id = any(" + sql.texts(ids) + ")"));
      return true;
    }
    if (name.equals("_lastUpdated")) {
      plain(name, qualifier);
      for (var any : split(qualifier, values)) {
        dates(any, "(extract(epoch from i.last_updated) * 1000)::bigint", null);
      }
      return true;
    }
    var parameter = type.parameters().get(name);
    if (parameter == null) {
      return false;
    }
    if (":missing".equals(qualifier)) {
      missing(parameter, values);
    } else {
      present(parameter, qualifier, values);
    }
    return true;
  }

  private static void plain(String name, @Nullable String qualifier) {
    if (qualifier != null) {
      throw new InvalidRequestException("The parameter " + name + " takes no modifier.");
    }
  }

  private static List<QualifiedParamList> split(@Nullable String qualifier, String[] values) {
    var all = new ArrayList<QualifiedParamList>();
    for (var value : values) {
      all.add(QualifiedParamList.splitQueryStringByCommasIgnoreEscape(qualifier, value));
    }
    if (all.stream().mapToInt(List::size).sum() > MOST_VALUES) {
      throw new InvalidRequestException("The search names too many values.");
    }
    return all;
  }

  private void missing(SearchParameter parameter, String[] values) {
    for (var value : values) {
      if (!Set.of("true", "false").contains(value)) {
        throw new InvalidRequestException(":missing takes true or false.");
      }
      var there = "i.keys @> " + sql.texts(List.of(parameter.name()));
      sql.and(value.equals("true") ? "not (" + there + ")" : there);
    }
  }

  private void present(SearchParameter parameter, @Nullable String qualifier, String[] values) {
    var split = split(qualifier, values);
    try {
      switch (parameter.kind()) {
        case TOKEN ->
            each(parameter, new TokenAndListParam(), split, any -> tokens(parameter, any));
        case REFERENCE ->
            each(parameter, new ReferenceAndListParam(), split, any -> references(parameter, any));
        case STRING ->
            each(parameter, new StringAndListParam(), split, any -> strings(parameter, any));
        case URI -> each(parameter, new UriAndListParam(), split, any -> uris(parameter, any));
        case DATE -> {
          plain(parameter.name(), qualifier);
          var range = "(i.dates -> '" + parameter.name() + "' ->> %d)::bigint";
          split.forEach(any -> dates(any, range.formatted(0), range.formatted(1)));
        }
        default -> throw new InvalidRequestException("There is no such parameter.");
      }
    } catch (DataFormatException | DateTimeException e) {
      throw new InvalidRequestException(
          "A value of the parameter " + parameter.name() + " has not the right form.");
    }
  }

  private interface Any<T extends IQueryParameterType> {
    void of(List<T> values);
  }

  private static <T extends IQueryParameterType, O extends IQueryParameterOr<T>> void each(
      SearchParameter parameter,
      IQueryParameterAnd<O> all,
      List<QualifiedParamList> split,
      Any<T> any) {
    all.setValuesAsQueryTokens(FhirJson.context(), parameter.name(), split);
    all.getValuesAsQueryTokens().forEach(one -> any.of(one.getValuesAsQueryTokens()));
  }

  private void tokens(SearchParameter parameter, List<TokenParam> any) {
    var name = parameter.name();
    var own = name.equals("identifier");
    var keys = new ArrayList<String>();
    boolean not = false;
    for (var token : any) {
      if (token.getModifier() != null) {
        not = token.getModifier() == ca.uhn.fhir.rest.param.TokenParamModifier.NOT;
        if (!not) {
          throw modifier(name);
        }
      }
      var value = Objects.requireNonNullElse(token.getValue(), "");
      var system = token.getSystem();
      keys.add((own ? "" : name + "=") + (system == null ? value : system + "|" + value));
    }
    var there = (own ? "i.identifiers && " : "i.keys && ") + sql.texts(keys);
    sql.and(not ? "not (" + there + ")" : there);
  }

  private void references(SearchParameter parameter, List<ReferenceParam> any) {
    var keys = new ArrayList<String>();
    for (var reference : any) {
      if (reference.hasChain()) {
        throw new InvalidRequestException("Chained parameters are not served.");
      }
      var written = reference.getValue();
      var relative =
          written.startsWith(base + "/") ? written.substring(base.length() + 1) : written;
      if (relative.indexOf('/') >= 0) {
        keys.add(parameter.name() + "=" + relative);
      } else if (reference.hasResourceType()) {
        keys.add(parameter.name() + "=" + reference.getResourceType() + "/" + relative);
      } else {
        keys.add(parameter.name() + "=" + relative); // a canonical URL
        parameter.targets(type.type()).stream()
            .map(target -> parameter.name() + "=" + target + "/" + relative)
            .forEach(keys::add);
      }
    }
    sql.and("i.keys && " + sql.texts(keys));
    if (parameter.patient(type.type())) {
      compartment(keys);
    }
  }

  /** Leads to the rows by the index on patients. */
  private void compartment(List<String> keys) {
    var ids =
        keys.stream()
            .map(k -> k.substring(k.indexOf('=') + 1))
            .map(k -> k.substring(k.lastIndexOf('/') + 1))
            .toList();
    sql.and(
        "i.patient = any(array(select p.patient from fhir_index p where p.type = 'Patient' and p.id = any("
            + sql.texts(ids)
            + ")))");
  }

  private void strings(SearchParameter parameter, List<StringParam> any) {
    var or = new ArrayList<String>();
    for (var string : any) {
      var value = Objects.requireNonNullElse(string.getValue(), "");
      if (string.isExact()) {
        or.add("i.words @> " + sql.texts(List.of(parameter.name() + "==" + value)));
      } else {
        var begin = parameter.name() + "=" + (string.isContains() ? "%" : "");
        or.add(
            "exists (select 1 from unnest(i.words) w where w like "
                + sql.value(begin + pattern(IndexEntry.folded(value)) + "%")
                + ")");
      }
    }
    sql.and("(" + String.join(" or ", or) + ")");
  }

  private static String pattern(String text) {
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
  }

  private void uris(SearchParameter parameter, List<UriParam> any) {
    var keys = new ArrayList<String>();
    for (var uri : any) {
      if (uri.getQualifier() != null) {
        throw modifier(parameter.name());
      }
      keys.add(parameter.name() + "=" + uri.getValue());
    }
    sql.and("i.keys && " + sql.texts(keys));
  }

  private static InvalidRequestException modifier(String name) {
    return new InvalidRequestException("This modifier of " + name + " is not served.");
  }

  /**
   * One of several dates.
   *
   * @param first SQL of the first millisecond of what is compared
   * @param last of its last one; null = it is a moment
   */
  private void dates(QualifiedParamList any, String first, @Nullable String last) {
    var or = new ArrayList<String>();
    try {
      var dates = new DateOrListParam();
      dates.setValuesAsQueryTokens(FhirJson.context(), "date", blanks(any));
      dates
          .getValuesAsQueryTokens()
          .forEach(d -> or.add(date(d, first, last == null ? first : last)));
    } catch (DataFormatException | DateTimeException e) {
      throw new InvalidRequestException("A date or time has not the right form.");
    }
    if (or.isEmpty()) {
      throw new InvalidRequestException("A date or time is missing.");
    }
    sql.and("(" + String.join(" or ", or) + ")");
  }

  /** A plus sign that a client left unencoded comes as a blank. */
  private static QualifiedParamList blanks(QualifiedParamList any) {
    var repaired = new QualifiedParamList(any.size());
    any.forEach(v -> repaired.add(v.replace(' ', '+')));
    return repaired;
  }

  private String date(DateParam date, String first, String last) {
    var asked = Span.of(date.getValueAsString(), zone);
    var from = sql.value(asked.first());
    var until = sql.value(asked.last());
    var prefix = Objects.requireNonNullElse(date.getPrefix(), ParamPrefixEnum.EQUAL);
    return switch (prefix) {
      case EQUAL -> "(%s >= %s and %s <= %s)".formatted(first, from, last, until);
      case NOT_EQUAL -> "not (%s >= %s and %s <= %s)".formatted(first, from, last, until);
      case GREATERTHAN -> "%s > %s".formatted(last, until);
      case GREATERTHAN_OR_EQUALS -> "%s >= %s".formatted(last, from);
      case LESSTHAN -> "%s < %s".formatted(first, from);
      case LESSTHAN_OR_EQUALS -> "%s <= %s".formatted(first, until);
      case STARTS_AFTER -> "%s > %s".formatted(first, until);
      case ENDS_BEFORE -> "%s < %s".formatted(last, from);
      case APPROXIMATE ->
          "(%s >= %s and %s <= %s)"
              .formatted(
                  last, sql.value(asked.first() - DAY), first, sql.value(asked.last() + DAY));
    };
  }
}
