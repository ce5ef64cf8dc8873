package org.luer.mappings.concept.disclosure;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.instrument.Instrument;
import org.luer.mappings.concept.instrument.Instruments;
import org.luer.mappings.core.ClinicJson;
import org.luer.mappings.core.CodeTable;

/**
 * Finds out by its codes how sensitive a record is: sensitivity.csv.
 *
 * <p>Every object with {@code system} and {@code code} counts, wherever it lies, and every form
 * that {@code instrument} or {@code questionnaire} names. So a record of the clinic and a FHIR
 * resource are read alike, in one pass and without a tree.
 */
public final class Sensitivities {
  private static final String FORM = "instrument";
  private static final String ANY = "*";
  private static final String OWN_CODES = "/CodeSystem/kic-observation";

  private static final List<Row> ROWS =
      CodeTable.load(
              Sensitivities.class,
              "sensitivity.csv",
              line ->
                  new Row(
                      Sensitivity.of(line.getField("class")).orElseThrow(),
                      line.getField("system"),
                      line.getField("code"),
                      line.getField("source")),
              row -> row.system() + "|" + row.code())
          .rows();

  private static final Map<String, EnumSet<Sensitivity>> EXACT = exact();
  private static final Map<String, Map<String, Sensitivity>> PREFIXES = prefixes();

  private Sensitivities() {}

  /** One row of the table. */
  record Row(Sensitivity sensitivity, String system, String code, String source) {
    boolean prefix() {
      return code.endsWith(ANY);
    }

    String stem() {
      return code.substring(0, code.length() - 1);
    }
  }

  static List<Row> rows() {
    return ROWS;
  }

  private static Map<String, EnumSet<Sensitivity>> exact() {
    var exact = new HashMap<String, EnumSet<Sensitivity>>();
    for (var row : ROWS) {
      if (!row.prefix()) {
        add(exact, key(row.system(), row.code()), row.sensitivity());
      }
      if (row.system().equals(FORM)) {
        for (var code : codes(Instruments.of(row.code()))) {
          add(exact, code, row.sensitivity());
        }
      }
    }
    return exact;
  }

  private static void add(
      Map<String, EnumSet<Sensitivity>> exact, String key, Sensitivity sensitivity) {
    exact.computeIfAbsent(key, k -> EnumSet.noneOf(Sensitivity.class)).add(sensitivity);
  }

  /** What the panel and the scores of a form are called where it travels. */
  private static List<String> codes(Instrument form) {
    var codes = new ArrayList<String>();
    codes.add(key(form.vocabulary().uri(""), form.panel()));
    form.items().forEach(i -> codes.add(key(i.vocabulary().uri(""), i.code())));
    form.scores().forEach(s -> codes.add(key(s.vocabulary().uri(""), s.code())));
    return codes;
  }

  private static Map<String, Map<String, Sensitivity>> prefixes() {
    var prefixes = new HashMap<String, Map<String, Sensitivity>>();
    for (var row : ROWS) {
      if (row.prefix()) {
        prefixes
            .computeIfAbsent(row.system(), s -> new TreeMap<>())
            .put(row.stem(), row.sensitivity());
      }
    }
    return prefixes;
  }

  private static String key(String system, String code) {
    return (system.endsWith(OWN_CODES) ? OWN_CODES : system) + "|" + code;
  }

  /** The classes of one code. */
  public static Set<Sensitivity> of(String system, String code) {
    var found = EnumSet.noneOf(Sensitivity.class);
    var exact = EXACT.get(key(system, code));
    if (exact != null) {
      found.addAll(exact);
    }
    var begins = PREFIXES.get(system);
    if (begins != null) {
      begins.forEach(
          (stem, sensitivity) -> {
            if (code.startsWith(stem)) {
              found.add(sensitivity);
            }
          });
    }
    return found;
  }

  /**
   * The classes of a record or resource.
   *
   * @param json what it is, as JSON
   */
  public static Set<Sensitivity> of(String json) {
    var found = EnumSet.noneOf(Sensitivity.class);
    try (var parser = ClinicJson.mapper().createParser(json)) {
      scan(parser, found);
    } catch (IOException e) {
      throw new UncheckedIOException("it was valid when it was accepted", e);
    }
    return Collections.unmodifiableSet(found);
  }

  /** An object that is being read. */
  private static final class Open {
    private @Nullable String system;
    private @Nullable String code;
  }

  private static void scan(JsonParser parser, Set<Sensitivity> found) throws IOException {
    var open = new ArrayDeque<Open>();
    for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
      if (token == JsonToken.START_OBJECT) {
        open.push(new Open());
      } else if (token == JsonToken.END_OBJECT) {
        var one = open.pop();
        if (one.system != null && one.code != null) {
          found.addAll(of(one.system, one.code));
        }
      } else if (token == JsonToken.VALUE_STRING && !open.isEmpty()) {
        var name = parser.currentName();
        if ("system".equals(name)) {
          open.element().system = parser.getText();
        } else if ("code".equals(name)) {
          open.element().code = parser.getText();
        } else if (FORM.equals(name) || "questionnaire".equals(name)) {
          found.addAll(of(FORM, form(parser.getText())));
        }
      }
    }
  }

  /** {@code phq-9} of {@code https://…/Questionnaire/phq-9|1.0.0}. */
  private static String form(String named) {
    var end = named.indexOf('|');
    var address = end < 0 ? named : named.substring(0, end);
    return address.substring(address.lastIndexOf('/') + 1);
  }
}
