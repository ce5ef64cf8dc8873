package org.luer.mappings.rendering;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * One drawing in points: shapes as SVG, words as text of the page above them. Not thread-safe.
 *
 * <p>The words are not part of the SVG, so that no font of the machine is ever asked for: they are
 * set in the page's own embedded font, and can be searched and copied.
 */
final class Plot {
  /** Where the words of a label stand to its point. */
  enum Align {
    LEFT,
    CENTER,
    RIGHT
  }

  private static final double LABEL_WIDTH = 120;

  /** From the middle of small letters to the line that they stand on. */
  private static final double BASELINE = 2.6;

  private final double width;
  private final double height;
  private final StringBuilder shapes = new StringBuilder(4096);
  private final StringBuilder labels = new StringBuilder(2048);
  private final StringBuilder texts = new StringBuilder(2048);

  Plot(double width, double height) {
    this.width = width;
    this.height = height;
  }

  Plot rectangle(double x, double y, double w, double h, String fill) {
    shapes
        .append("<rect x=\"")
        .append(n(x))
        .append("\" y=\"")
        .append(n(y))
        .append("\" width=\"")
        .append(n(w))
        .append("\" height=\"")
        .append(n(h))
        .append("\" fill=\"")
        .append(fill)
        .append("\"/>");
    return this;
  }

  Plot line(double x1, double y1, double x2, double y2, String stroke, double strength) {
    shapes
        .append("<line x1=\"")
        .append(n(x1))
        .append("\" y1=\"")
        .append(n(y1))
        .append("\" x2=\"")
        .append(n(x2))
        .append("\" y2=\"")
        .append(n(y2))
        .append("\" stroke=\"")
        .append(stroke)
        .append("\" stroke-width=\"")
        .append(n(strength))
        .append("\"/>");
    return this;
  }

  Plot dashed(double x1, double y1, double x2, double y2, String stroke) {
    line(x1, y1, x2, y2, stroke, 0.7);
    shapes.setLength(shapes.length() - 2);
    shapes.append(" stroke-dasharray=\"2 2\"/>");
    return this;
  }

  Plot path(String data, String fill, String stroke, double strength) {
    shapes
        .append("<path d=\"")
        .append(data)
        .append("\" fill=\"")
        .append(fill)
        .append("\" stroke=\"")
        .append(stroke)
        .append("\" stroke-width=\"")
        .append(n(strength))
        .append("\" stroke-linejoin=\"round\"/>");
    return this;
  }

  Plot dot(double x, double y, double radius, String fill) {
    shapes
        .append("<circle cx=\"")
        .append(n(x))
        .append("\" cy=\"")
        .append(n(y))
        .append("\" r=\"")
        .append(n(radius))
        .append("\" fill=\"")
        .append(fill)
        .append("\" stroke=\"#ffffff\" stroke-width=\"0.60\"/>");
    return this;
  }

  /** Words whose first line is centred on y. */
  Plot label(double x, double y, Align align, String cssClass, String words) {
    var left =
        switch (align) {
          case LEFT -> x;
          case CENTER -> x - LABEL_WIDTH / 2;
          case RIGHT -> x - LABEL_WIDTH;
        };
    labels
        .append("<div class=\"label ")
        .append(cssClass)
        .append("\" style=\"left:")
        .append(n(left))
        .append("pt;top:")
        .append(n(y - 5))
        .append("pt;width:")
        .append(n(LABEL_WIDTH))
        .append("pt;text-align:")
        .append(align.name().toLowerCase(java.util.Locale.ROOT))
        .append("\">")
        .append(Markup.escaped(words))
        .append("</div>");
    texts
        .append("<text class=\"")
        .append(cssClass)
        .append("\" x=\"")
        .append(n(x))
        .append("\" y=\"")
        .append(n(y + BASELINE))
        .append("\" text-anchor=\"")
        .append(
            switch (align) {
              case LEFT -> "start";
              case CENTER -> "middle";
              case RIGHT -> "end";
            })
        .append("\">")
        .append(Markup.escaped(words))
        .append("</text>");
    return this;
  }

  /** A number of a path or an attribute: two decimals. */
  static String n(double value) {
    return BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_UP).toPlainString();
  }

  /**
   * The drawing as one SVG that stands in a page by itself; colours and sizes of the words are
   * those that the page's style gives to their classes.
   *
   * @param words what it shows, for those who cannot see it
   */
  String svg(String words) {
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\""
        + Markup.escaped(words)
        + "\" viewBox=\"0 0 "
        + n(width)
        + " "
        + n(height)
        + "\">"
        + shapes
        + texts
        + "</svg>\n";
  }

  /**
   * The drawing as XHTML.
   *
   * @param words what it shows, for those who cannot see it
   */
  String html(String words) {
    var svg =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\""
            + n(width)
            + "pt\" height=\""
            + n(height)
            + "pt\" viewBox=\"0 0 "
            + n(width)
            + " "
            + n(height)
            + "\">"
            + shapes
            + "</svg>";
    var data = Base64.getEncoder().encodeToString(svg.getBytes(StandardCharsets.UTF_8));
    return "<div class=\"plot\" style=\"width:"
        + n(width)
        + "pt;height:"
        + n(height)
        + "pt\">"
        + "<img alt=\""
        + Markup.escaped(words)
        + "\" style=\"width:"
        + n(width)
        + "pt;height:"
        + n(height)
        + "pt\" src=\"data:image/svg+xml;base64,"
        + data
        + "\"/>"
        + labels
        + "</div>\n";
  }
}
