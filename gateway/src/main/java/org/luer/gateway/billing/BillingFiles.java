package org.luer.gateway.billing;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.luer.gateway.partner.BillingSettings;
import org.luer.mappings.concept.coding.CodingRules;
import org.luer.mappings.concept.coding.StockedProduct;
import org.luer.mappings.core.Money;

/** The clinic's tables for coding, read anew each time: a changed file counts at once. */
public final class BillingFiles {
  private final BillingSettings settings;

  /** The tables that the settings name. */
  public BillingFiles(BillingSettings settings) {
    this.settings = settings;
  }

  /** A table that cannot be read; the message names the file, the line and what is wrong. */
  public static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unreadable(Path file, long line, String what) {
      super(
          file.getFileName() + (line > 0 ? " line " + line : "") + ": " + what, null, false, false);
    }
  }

  /** The containers in stock. */
  public List<StockedProduct> stock() {
    return rows(
        settings.stockFile(),
        l ->
            new StockedProduct(
                ndc(l.getField("ndc")),
                l.getField("drug"),
                yes(l.getField("single-dose")),
                l.getField("content").isEmpty() ? null : new BigDecimal(l.getField("content")),
                day(l.getField("from")),
                day(l.getField("until"))));
  }

  /** The prices by code. */
  public Map<String, Money> prices() {
    var prices = new TreeMap<String, Money>();
    rows(settings.pricesFile(), l -> Map.entry(l.getField("code"), Money.usd(l.getField("amount"))))
        .forEach(e -> prices.put(e.getKey(), e.getValue()));
    return prices;
  }

  /** The clinic's rows of payers' rules. */
  public List<CodingRules.Row> rules() {
    return rows(
        settings.rulesFile(),
        l ->
            new CodingRules.Row(
                l.getField("payer"),
                CodingRules.Rule.of(l.getField("rule")),
                l.getField("value"),
                day(l.getField("from")),
                day(l.getField("until")),
                l.getField("source")));
  }

  private static String ndc(String ndc) {
    if (!ndc.matches("\\d{11}")) {
      throw new IllegalArgumentException("ndc must be eleven digits, 5-4-2 without hyphens");
    }
    return ndc;
  }

  private static @Nullable Boolean yes(String text) {
    return switch (text) {
      case "yes" -> true;
      case "no" -> false;
      case "" -> null;
      default -> throw new IllegalArgumentException("single-dose must be yes, no or empty");
    };
  }

  private static @Nullable LocalDate day(String text) {
    return text.isEmpty() ? null : LocalDate.parse(text);
  }

  private static <T> List<T> rows(@Nullable Path file, Function<NamedCsvRecord, T> row) {
    if (file == null) {
      return List.of();
    }
    var rows = new ArrayList<T>();
    long line = 0;
    try (var csv =
        CsvReader.builder().commentStrategy(CommentStrategy.SKIP).ofNamedCsvRecord(file)) {
      for (var one : csv) {
        line = one.getStartingLineNumber();
        rows.add(row.apply(one));
      }
      return rows;
    } catch (IOException unreadable) {
      throw new Unreadable(file, 0, "cannot be read");
    } catch (NoSuchElementException missing) {
      throw new Unreadable(file, line, "a column is missing: the first line names all of them");
    } catch (DateTimeException | NumberFormatException form) {
      throw new Unreadable(file, line, "a date must be like 2026-05-04, a number like 18.50");
    } catch (CsvParseException | IllegalArgumentException wrong) {
      throw new Unreadable(file, line, String.valueOf(wrong.getMessage()));
    }
  }
}
