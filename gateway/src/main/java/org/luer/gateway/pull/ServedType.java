package org.luer.gateway.pull;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.luer.mappings.core.CodeTable;

/**
 * A resource type that is served, as types.csv and searches.csv say. What is declared, what the
 * CapabilityStatement tells and what is tested come from these tables.
 *
 * @param type such as {@code Observation}
 * @param homes kinds of the records that know most of such a resource; empty = the newest record
 * @param includes search parameters that {@code _include} follows
 * @param profiles canonical URLs
 * @param money whether it is about money and not about treatment
 * @param insurer whether one who pays sees it: no more than payment needs (45 CFR 164.502(b))
 * @param combinations searches that are promised
 * @param parameters by name, every one that stands in a combination
 */
record ServedType(
    String type,
    Set<String> homes,
    List<String> includes,
    List<String> profiles,
    boolean money,
    boolean insurer,
    List<Combination> combinations,
    Map<String, SearchParameter> parameters) {

  private static final String US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/";
  private static final CodeTable<String, Combination> SEARCHES =
      CodeTable.load(ServedType.class, "searches.csv", Combination::read, Combination::toString);
  private static final CodeTable<String, ServedType> TYPES =
      CodeTable.load(ServedType.class, "types.csv", ServedType::read, ServedType::type);

  /** How binding a search is. */
  enum Level {
    SHALL,
    SHOULD,
    OWN
  }

  /** Parameters that are searched by together. */
  record Combination(String type, List<String> parameters, Level level) {
    private static Combination read(NamedCsvRecord line) {
      return new Combination(
          line.getField("type"),
          List.of(line.getField("parameters").split("\\+", -1)),
          line.getField("level").equals("own") ? Level.OWN : Level.valueOf(line.getField("level")));
    }

    @Override
    public String toString() {
      return type + "?" + String.join("&", parameters);
    }
  }

  /** All of them, by name. */
  static List<ServedType> all() {
    return List.copyOf(TYPES.rows());
  }

  /** The type of this name, where it is served. */
  static Optional<ServedType> of(String type) {
    return TYPES.find(type);
  }

  /** How much the records of this kind know of such a resource. */
  int tier(String kind) {
    if (homes.isEmpty()) {
      return 1;
    }
    return homes.contains(kind) ? 2 : 0;
  }

  private static ServedType read(NamedCsvRecord line) {
    var type = line.getField("type");
    var combinations = new ArrayList<Combination>();
    var parameters = new LinkedHashMap<String, SearchParameter>();
    for (var search : SEARCHES.rows()) {
      if (search.type().equals(type)) {
        combinations.add(search);
        search.parameters().stream()
            .filter(p -> !p.startsWith("_"))
            .forEach(p -> parameters.computeIfAbsent(p, name -> SearchParameter.of(type, name)));
      }
    }
    var includes = words(line.getField("includes"));
    includes.forEach(p -> parameters.computeIfAbsent(p, name -> SearchParameter.of(type, name)));
    return new ServedType(
        type,
        Set.copyOf(words(line.getField("homes"))),
        includes,
        words(line.getField("profiles")).stream().map(US_CORE::concat).toList(),
        line.getField("money").equals("yes"),
        line.getField("insurer").equals("yes"),
        List.copyOf(combinations),
        parameters);
  }

  private static List<String> words(String cell) {
    return cell.isBlank() ? List.of() : List.of(cell.split(" ", -1));
  }
}
