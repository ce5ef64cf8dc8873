package org.luer.mappings.hl7v2;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.luer.mappings.core.CodeTable;
import org.luer.mappings.core.Dialect;
import org.luer.mappings.core.Systems;

/**
 * The names of code systems in HL7 v2 and their FHIR URIs, both ways: coding-systems.csv, {@code
 * HL7nnnn} by rule (hl7-tables.csv has their codes), and a partner's local names ({@code L}, {@code
 * 99…}) as one URI per partner. A URI that has no name in HL7 v2 travels as it is.
 */
public final class CodingSystems {

  /** One row per code system. */
  public static final CodeTable<String, Row> TABLE =
      CodeTable.load(CodingSystems.class, "coding-systems.csv", CodingSystems::row, Row::v2);

  private static final CodeTable<String, Table> HL7_TABLES =
      CodeTable.load(
          CodingSystems.class,
          "hl7-tables.csv",
          line -> new Table(line.getField("table"), Set.of(line.getField("codes").split(" "))),
          Table::number);

  private record Table(String number, Set<String> codes) {}

  private static final String OWN = "own:";
  private static final Map<String, String> BY_NAME = byName();
  private static final Map<String, String> BY_URI = byUri();

  private CodingSystems() {}

  /**
   * A code system.
   *
   * @param v2 name that is written
   * @param fhir URI, or {@code own:} and the name of one of ours
   * @param also other names that are read
   */
  public record Row(String v2, String fhir, List<String> also) {}

  private static Row row(NamedCsvRecord line) {
    var also = line.getField("also");
    return new Row(
        line.getField("v2"),
        line.getField("fhir"),
        also.isEmpty() ? List.of() : List.of(also.split(" ")));
  }

  private static Map<String, String> byName() {
    var names = new HashMap<String, String>();
    for (var row : TABLE.rows()) {
      names.put(row.v2(), row.fhir());
      row.also().forEach(a -> names.put(a.toUpperCase(Locale.ROOT), row.fhir()));
    }
    return Map.copyOf(names);
  }

  private static Map<String, String> byUri() {
    var uris = new HashMap<String, String>();
    TABLE.rows().forEach(r -> uris.put(r.fhir(), r.v2()));
    return Map.copyOf(uris);
  }

  /** {@code HL7} and four digits. Asked for each code that is read. */
  private static boolean isTable(String name) {
    return name.length() == 7
        && name.startsWith("HL7")
        && name.chars().skip(3).allMatch(c -> c >= '0' && c <= '9');
  }

  /** The name to write for a URI. */
  public static String name(String uri, Dialect dialect) {
    var known = BY_URI.get(uri);
    if (known != null) {
      return known;
    }
    if (uri.startsWith(Systems.V2)) {
      return "HL7" + uri.substring(Systems.V2.length());
    }
    var own = Systems.own(dialect.base(), "");
    if (uri.startsWith(own)) {
      var name = BY_URI.get(OWN + uri.substring(own.length()));
      return name == null ? uri : name;
    }
    var local = local(dialect);
    return uri.startsWith(local) ? uri.substring(local.length()) : uri;
  }

  /** The URI of a name as it was received. */
  public static String uri(String name, Dialect dialect) {
    var known = BY_NAME.get(name.toUpperCase(Locale.ROOT));
    if (known != null) {
      return known.startsWith(OWN)
          ? Systems.own(dialect.base(), known.substring(OWN.length()))
          : known;
    }
    if (isTable(name)) {
      return Systems.V2 + name.substring(3);
    }
    return name.contains(":") ? name : local(name, dialect);
  }

  /**
   * The URI of the system of a code as it was received. A code that its HL7 table does not have is
   * one of the sender's own under the name of that table: FHIR knows the codes of the tables and
   * refuses any other.
   */
  public static String uri(String name, String code, Dialect dialect) {
    var table = isTable(name) ? HL7_TABLES.find(name.substring(3)) : Optional.<Table>empty();
    return table.isPresent() && !table.get().codes().contains(code)
        ? local(name, dialect)
        : uri(name, dialect);
  }

  /**
   * A code as its HL7 table writes it: FHIR tells {@code Psy} from {@code PSY}, senders do not. A
   * code that the table does not have in any spelling, or has in several, stays as it came.
   */
  public static String spelled(String name, String code) {
    if (!isTable(name)) {
      return code;
    }
    var codes = HL7_TABLES.find(name.substring(3)).map(Table::codes).orElse(Set.<String>of());
    if (codes.contains(code)) {
      return code;
    }
    var same = codes.stream().filter(c -> c.equalsIgnoreCase(code)).toList();
    return same.size() == 1 ? same.get(0) : code;
  }

  /** The URI of a local name of the partner, even where the name is known for another system. */
  public static String local(String name, Dialect dialect) {
    return local(dialect) + name;
  }

  /** Whether two names mean the same code system of the table. */
  public static boolean same(String one, String other) {
    var known = BY_NAME.get(one.toUpperCase(Locale.ROOT));
    return known != null && known.equals(BY_NAME.get(other.toUpperCase(Locale.ROOT)));
  }

  private static String local(Dialect dialect) {
    return "urn:hl7v2:" + dialect.partner() + ":";
  }
}
