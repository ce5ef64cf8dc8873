package org.luer.mappings.concept.summary;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hl7.fhir.utilities.xhtml.NodeType;
import org.hl7.fhir.utilities.xhtml.XhtmlNode;

/**
 * The text of a {@link SummarySection} to and from the XHTML of a FHIR narrative: paragraphs, and a
 * table with its headings.
 *
 * <p>Of what others write, every block of text becomes a line and the first table the table; rows
 * of further tables become lines. Nothing of foreign markup is kept, so nothing of it can be shown.
 */
final class SectionXhtml {
  private static final String NAMESPACE = "http://www.w3.org/1999/xhtml";
  private static final Pattern SPACES = Pattern.compile("\\s+");

  private SectionXhtml() {}

  // made of nodes: HAPI's parser of XHTML learns all names of characters anew for every text

  /** The XHTML of one section. */
  static XhtmlNode write(SummarySection section) {
    var div = div();
    body(section, div);
    return div;
  }

  /** The XHTML of a whole summary: every section under its heading. */
  static XhtmlNode write(String title, List<SummarySection> sections) {
    var div = div();
    div.addTag("h1").addText(title);
    for (var section : sections) {
      if (section.title() != null) {
        div.addTag("h2").addText(section.title());
      }
      body(section, div);
    }
    return div;
  }

  private static XhtmlNode div() {
    return new XhtmlNode(NodeType.Element, "div").setAttribute("xmlns", NAMESPACE);
  }

  private static void body(SummarySection section, XhtmlNode div) {
    for (var line : section.lines()) {
      var paragraph = div.addTag("p");
      var parts = line.split("\n", -1);
      for (int i = 0; i < parts.length; i++) {
        if (i > 0) {
          paragraph.addTag("br");
        }
        if (!parts[i].isEmpty()) {
          paragraph.addText(parts[i]);
        }
      }
    }
    if (!section.columns().isEmpty()) {
      var table = div.addTag("table");
      row("th", section.columns(), table.addTag("thead"));
      var body = table.addTag("tbody");
      section.rows().forEach(r -> row("td", r.cells(), body));
    }
  }

  private static void row(String element, List<String> cells, XhtmlNode rows) {
    var row = rows.addTag("tr");
    for (var text : cells) {
      var cell = row.addTag(element);
      if (!text.isEmpty()) {
        cell.addText(text);
      }
    }
  }

  /** Lines and table of a narrative. */
  static Content read(XhtmlNode div) {
    var content = new Content(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    blocks(div, content);
    return content;
  }

  /**
   * What stands in a narrative.
   *
   * @param lines its blocks of text
   * @param columns headings of its table
   * @param rows rows of its table
   */
  record Content(List<String> lines, List<String> columns, List<SummaryRow> rows) {}

  private static void blocks(XhtmlNode node, Content content) {
    var loose = new StringBuilder();
    for (var child : node.getChildNodes()) {
      if (child.getNodeType() == NodeType.Text) {
        loose.append(child.getContent().replace('\n', ' '));
      } else if (child.getNodeType() == NodeType.Element) {
        if (child.getName().equals("br")) {
          loose.append('\n');
        } else if (inline(child.getName())) {
          loose.append(child.allText());
        } else {
          add(loose, content);
          block(child, content);
        }
      }
    }
    add(loose, content);
  }

  private static boolean inline(String name) {
    return List.of("b", "i", "em", "strong", "span", "a", "sup", "sub", "small", "code", "u")
        .contains(name);
  }

  private static void block(XhtmlNode node, Content content) {
    if (node.getName().equals("table")) {
      table(node, content);
    } else {
      blocks(node, content);
    }
  }

  private static void add(StringBuilder loose, Content content) {
    var line = clean(loose.toString());
    if (!line.isEmpty()) {
      content.lines().add(line);
    }
    loose.setLength(0);
  }

  private static String clean(String text) {
    return text.lines()
        .map(l -> l.replace('\u00a0', ' ').replace('|', '/'))
        .map(l -> SPACES.matcher(l).replaceAll(" ").strip())
        .filter(l -> !l.isEmpty())
        .collect(Collectors.joining("\n"));
  }

  private static void table(XhtmlNode table, Content content) {
    var rows = new ArrayList<XhtmlNode>();
    rows(table, rows);
    var first = content.columns().isEmpty() && !rows.isEmpty() && cells(rows.get(0)).size() > 1;
    var columns = first ? cells(rows.get(0)) : List.<String>of();
    if (first && columns.stream().noneMatch(String::isEmpty)) {
      content.columns().addAll(columns);
      rows.remove(0);
    } else {
      first = false;
    }
    for (var row : rows) {
      var cells = cells(row);
      if (first && cells.size() == columns.size()) {
        content.rows().add(new SummaryRow(cells));
      } else {
        var line = cells.stream().filter(c -> !c.isEmpty()).collect(Collectors.joining(", "));
        if (!line.isEmpty()) {
          content.lines().add(line);
        }
      }
    }
  }

  private static void rows(XhtmlNode node, List<XhtmlNode> rows) {
    for (var child : node.getChildNodes()) {
      if ("tr".equals(child.getName())) {
        rows.add(child);
      } else if (child.getNodeType() == NodeType.Element) {
        rows(child, rows);
      }
    }
  }

  private static List<String> cells(XhtmlNode row) {
    return row.getChildNodes().stream()
        .filter(c -> "td".equals(c.getName()) || "th".equals(c.getName()))
        .map(c -> clean(c.allText() == null ? "" : c.allText()))
        .toList();
  }
}
