package org.luer.mappings.rendering;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.concept.patient.Patient;
import org.luer.mappings.core.Address;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Money;
import org.luer.mappings.core.Systems;
import org.luer.mappings.core.Telecom;

/**
 * The frame of a page about money: title, who says it, boxes, tables, small print; in the look of a
 * summary. Not thread-safe.
 */
final class Sheet {
  private static final String STYLE = read("summary.css") + read("sheet.css");

  private final Markup out = new Markup();

  /** One box of a strip. */
  record Box(String label, List<String> lines) {
    Box {
      lines = lines.stream().filter(l -> !l.isBlank()).toList();
    }
  }

  private static String read(String file) {
    try (var in = Objects.requireNonNull(Sheet.class.getResourceAsStream(file), file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(file, unreadable);
    }
  }

  /** The whole page. */
  static String of(
      String title, String author, String running, java.util.function.Consumer<Sheet> body) {
    var sheet = new Sheet();
    sheet.out.raw("<!DOCTYPE html>\n");
    sheet.out.with(
        "html",
        "xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\" xml:lang=\"en\"",
        () -> {
          sheet.out.in("head", "", () -> sheet.head(title, author));
          sheet.out.in(
              "body",
              "sheet",
              () -> {
                sheet.out.text("div", "running", running);
                body.accept(sheet);
              });
        });
    return sheet.out.toString();
  }

  private void head(String title, String author) {
    out.raw("<meta charset=\"UTF-8\"/>\n");
    out.text("title", "", title);
    out.raw("<meta name=\"author\" content=\"" + Markup.escaped(author) + "\"/>\n");
    out.raw("<meta name=\"subject\" content=\"" + Markup.escaped(title) + "\"/>\n");
    out.raw("<meta name=\"description\" content=\"" + Markup.escaped(title) + "\"/>\n");
    out.raw("<style>\n" + STYLE + "</style>\n");
  }

  /** The top of the first page. */
  void masthead(String clinic, String title, String state) {
    out.in(
        "div",
        "masthead",
        () -> {
          out.text("div", "clinic", clinic);
          out.text("h1", "", title);
          out.text("p", "state", state);
        });
  }

  /** Boxes beside each other, all of the same width. */
  void strip(Box... boxes) {
    out.in(
        "table",
        "strip even",
        () ->
            out.in(
                "tr",
                "",
                () ->
                    Stream.of(boxes)
                        .forEach(
                            b ->
                                out.with(
                                    "td",
                                    "style=\"width: " + 100 / boxes.length + "%\"",
                                    () -> box(b)))));
  }

  private void box(Box box) {
    out.text("div", "key", box.label());
    for (int i = 0; i < box.lines().size(); i++) {
      out.text("div", i == 0 ? "value" : "note", box.lines().get(i));
    }
    if (box.lines().isEmpty()) {
      out.text("div", "note", "not told");
    }
  }

  /** A heading. */
  void heading(String words) {
    out.text("h2", "", words);
  }

  /** A smaller heading. */
  void under(String words) {
    out.text("h3", "", words);
  }

  /** A paragraph. */
  void line(String words) {
    out.text("p", "", words);
  }

  /** What nobody may overlook. */
  void notice(String words) {
    out.text("p", "notice", words);
  }

  /** Small print. */
  void small(String words) {
    out.text("p", "fine", words);
  }

  /** A list. */
  void list(List<String> items) {
    out.in("ul", "", () -> items.forEach(i -> out.text("li", "", i)));
  }

  /**
   * A table.
   *
   * @param columns headings; one that begins with a greater-than sign stands at the right, one with
   *     an equals sign is not broken into lines
   */
  void table(List<String> columns, List<List<String>> rows) {
    out.in(
        "table",
        "grid",
        () -> {
          out.in(
              "thead",
              "",
              () -> out.in("tr", "", () -> columns.forEach(c -> out.text("th", side(c), bare(c)))));
          out.in("tbody", "", () -> rows.forEach(r -> row(columns, r)));
        });
  }

  private static String bare(String column) {
    return side(column).isEmpty() ? column : column.substring(1);
  }

  private static String side(String column) {
    return column.startsWith(">") ? "right" : column.startsWith("=") ? "whole" : "";
  }

  private void row(List<String> columns, List<String> cells) {
    out.in(
        "tr",
        "",
        () -> {
          for (int i = 0; i < cells.size(); i++) {
            out.text("td", side(columns.get(i)), cells.get(i));
          }
        });
  }

  /** Sums at the right: label and amount. */
  void sums(List<List<String>> rows) {
    out.in(
        "table",
        "sums",
        () ->
            rows.forEach(
                r ->
                    out.in(
                        "tr",
                        "",
                        () -> {
                          out.text("td", "key", r.get(0));
                          out.text("td", "right strong", r.get(1));
                        })));
  }

  /** The last line. */
  void end(String words) {
    out.text("p", "end", words);
  }

  // --- words that such pages share

  /** Family name first, as insurers file it. */
  static String filed(Patient patient) {
    var name = patient.names().get(0);
    return name.family() + ", " + String.join(" ", name.given());
  }

  /** Name, birth date, number: on every page. */
  static String running(Patient patient) {
    return filed(patient) + " · " + born(patient) + " · clinic no. " + patient.id();
  }

  /** The birth date. */
  static String born(Patient patient) {
    return patient.birthDate() == null
        ? "birth date not known"
        : "born " + patient.birthDate() + sex(patient);
  }

  private static String sex(Patient patient) {
    return patient.sex() == null ? "" : ", " + patient.sex().code();
  }

  /** Street, then place. */
  static List<String> address(List<Address> addresses) {
    return addresses.isEmpty() ? List.of() : address(addresses.get(0));
  }

  /** Street, then place. */
  static List<String> address(Address address) {
    var place =
        Stream.of(address.city(), joined(" ", address.state(), address.postalCode()))
            .filter(p -> p != null && !p.isBlank())
            .collect(Collectors.joining(", "));
    return Stream.of(String.join(", ", address.lines()), place).filter(l -> !l.isBlank()).toList();
  }

  /** Those that are there. */
  static String joined(String between, @Nullable String... parts) {
    return Stream.of(parts)
        .filter(p -> p != null && !p.isBlank())
        .collect(Collectors.joining(between));
  }

  /** A telephone number. */
  static String telephone(List<Telecom> telecoms) {
    return telecoms.stream()
        .filter(t -> t.system() == Telecom.Kind.PHONE)
        .map(t -> "Tel. " + t.value())
        .findFirst()
        .orElse("");
  }

  /** NPI, tax id and taxonomy, each where it is known. */
  static List<String> numbers(Organization provider) {
    return Stream.of(
            provider.npi() == null ? "" : "NPI " + provider.npi(),
            provider.taxId() == null ? "" : "Tax ID " + provider.taxId(),
            provider.types().stream()
                .flatMap(t -> t.codeIn(Systems.NUCC).stream())
                .map(t -> "Taxonomy " + t)
                .findFirst()
                .orElse(""))
        .filter(n -> !n.isEmpty())
        .toList();
  }

  /** A code with its words. */
  static String coded(Coded coded) {
    return joined(" ", coded.code(), coded.text());
  }

  /** With its cents; dollars by their sign. */
  static String money(Money money) {
    var amount = money.value().setScale(Math.max(2, money.value().stripTrailingZeros().scale()));
    var digits = amount.abs().toPlainString();
    var point = digits.indexOf('.');
    var whole = new StringBuilder(digits.substring(0, point));
    for (int i = whole.length() - 3; i > 0; i -= 3) {
      whole.insert(i, ',');
    }
    var sign = amount.signum() < 0 ? "−" : "";
    var plain = whole + digits.substring(point);
    return money.currency().equals("USD")
        ? sign + "$" + plain
        : sign + plain + " " + money.currency();
  }
}
