package org.luer.mappings.concept.instrument;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.CodeTable;

/**
 * Every instrument that the clinic uses, read from the tables beside this class. Loading fails when
 * a score, band, alert or answer list names something that is not there.
 */
public final class Instruments {
  private static final String SIGNED = "yes";
  private static final Map<String, List<Item.Option>> OPTIONS =
      grouped(
          "answers.csv",
          "list",
          line ->
              new Item.Option(
                  number(line, "value"),
                  line.getField("code"),
                  line.getField("text"),
                  yes(line, "ordinal")));
  private static final Map<String, Instrument> ALL = load();

  private Instruments() {}

  /** All of them, in the order of the table. */
  public static List<Instrument> all() {
    return List.copyOf(ALL.values());
  }

  /** The instrument with this code. */
  public static Optional<Instrument> find(@Nullable String code) {
    return code == null ? Optional.empty() : Optional.ofNullable(ALL.get(code));
  }

  /** The instrument with this code, which must be there. */
  public static Instrument of(String code) {
    return find(code).orElseThrow(() -> new IllegalStateException("not an instrument"));
  }

  private static Map<String, Instrument> load() {
    var items = grouped("items.csv", "instrument", Instruments::item);
    var scores = grouped("scores.csv", "instrument", Instruments::score);
    var bands = grouped("bands.csv", "instrument", Instruments::band);
    var alerts = grouped("alerts.csv", "instrument", Instruments::alert);
    var patterns = grouped("patterns.csv", "instrument", Instruments::pattern);
    Function<NamedCsvRecord, Instrument> instrument =
        line -> {
          var code = line.getField("code");
          return checked(
              new Instrument(
                  code,
                  line.getField("title"),
                  Vocabulary.of(line.getField("system")),
                  line.getField("panel"),
                  line.getField("display"),
                  line.getField("rater").equals("rater"),
                  yes(line, "substance"),
                  line.getField("copyright"),
                  items.getOrDefault(code, List.of()),
                  scores.getOrDefault(code, List.of()),
                  bands.getOrDefault(code, List.of()),
                  alerts.getOrDefault(code, List.of()),
                  patterns.getOrDefault(code, List.of())));
        };
    var all = new LinkedHashMap<String, Instrument>();
    CodeTable.load(Instruments.class, "instruments.csv", instrument, Instrument::code)
        .rows()
        .forEach(i -> all.put(i.code(), i));
    return all;
  }

  private static Instrument checked(Instrument instrument) {
    var whole =
        !instrument.items().isEmpty()
            && instrument.scores().stream()
                .allMatch(
                    s ->
                        s.formula().items().stream()
                            .allMatch(n -> n >= 1 && n <= instrument.items().size()))
            && instrument.alerts().stream().allMatch(a -> instrument.item(a.item()).isPresent())
            && instrument.patterns().stream()
                .allMatch(p -> instrument.score(p.score()).isPresent());
    if (!whole) {
      throw new IllegalStateException("the tables of " + instrument.code() + " do not fit");
    }
    return instrument;
  }

  private static Item item(NamedCsvRecord line) {
    var answers = line.getField("answers");
    var words = answers.equals("text");
    var coded = !words && !answers.equals("number");
    var display = line.getField("display");
    var skip = line.getField("skip").split("=", -1);
    var options = coded ? OPTIONS.get(answers) : List.<Item.Option>of();
    if (options == null) {
      throw new IllegalStateException("answers.csv has no list " + answers);
    }
    return new Item(
        Integer.parseInt(line.getField("number")),
        Vocabulary.of(line.getField("system")),
        line.getField("code"),
        line.getField("text"),
        display.isEmpty() ? line.getField("text") : display,
        options,
        words,
        words ? null : number(line, "min"),
        words ? null : number(line, "max"),
        yes(line, "reverse"),
        skip.length < 2 ? null : new Item.Skip(Integer.parseInt(skip[0]), new BigDecimal(skip[1])),
        yes(line, "observe"));
  }

  private static ScoreRule score(NamedCsvRecord line) {
    var prorate = line.getField("prorate");
    return new ScoreRule(
        Vocabulary.of(line.getField("system")),
        line.getField("code"),
        line.getField("text"),
        line.getField("display"),
        line.getField("role").equals("total"),
        Formula.parse(line.getField("formula")),
        prorate.isEmpty() ? 0 : Integer.parseInt(prorate),
        number(line, "min"),
        number(line, "max"));
  }

  private static Instrument.Band band(NamedCsvRecord line) {
    return new Instrument.Band(
        number(line, "low"),
        number(line, "high"),
        line.getField("code"),
        line.getField("text"),
        yes(line, "normal"),
        line.getField("signedOff").equals(SIGNED));
  }

  private static Instrument.Alert alert(NamedCsvRecord line) {
    return new Instrument.Alert(
        line.getField("item"),
        number(line, "from"),
        Grade.valueOf(line.getField("grade").toUpperCase(java.util.Locale.ROOT)),
        line.getField("flag"),
        line.getField("text"));
  }

  private static Instrument.Pattern pattern(NamedCsvRecord line) {
    return new Instrument.Pattern(
        line.getField("pattern"), line.getField("score"), number(line, "least"));
  }

  private static <R> Map<String, List<R>> grouped(
      String file, String by, Function<NamedCsvRecord, R> row) {
    record Line<R>(String group, String key, R row) {}
    return CodeTable.load(
            Instruments.class,
            file,
            line -> new Line<>(line.getField(by), line.getFields().toString(), row.apply(line)),
            Line::key)
        .rows()
        .stream()
        .collect(
            java.util.stream.Collectors.groupingBy(
                Line::group,
                LinkedHashMap::new,
                java.util.stream.Collectors.mapping(
                    Line::row, java.util.stream.Collectors.toList())));
  }

  private static BigDecimal number(NamedCsvRecord line, String field) {
    return new BigDecimal(line.getField(field));
  }

  private static boolean yes(NamedCsvRecord line, String field) {
    return line.getField(field).equals("yes");
  }
}
