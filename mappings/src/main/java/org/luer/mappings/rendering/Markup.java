package org.luer.mappings.rendering;

/**
 * Writes well-formed XHTML: what is text is escaped, what is opened is closed. Not thread-safe.
 *
 * <p>A template language would bring an interpreter, reflection and caches for few pages; here the
 * compiler checks the template, and nothing can be forgotten to be escaped.
 */
public final class Markup {
  private final StringBuilder out = new StringBuilder(32_768);

  /** An element with a class and what the body writes into it. */
  public Markup in(String element, String cssClass, Runnable body) {
    open(element, cssClass);
    body.run();
    return close(element);
  }

  /** An element with a class and text. */
  public Markup text(String element, String cssClass, String text) {
    open(element, cssClass);
    out.append(escaped(text));
    return close(element);
  }

  /** An element with attributes as they stand and what the body writes into it. */
  public Markup with(String element, String attributes, Runnable body) {
    out.append('<').append(element).append(' ').append(attributes).append('>');
    body.run();
    return close(element);
  }

  /** Markup that is finished already. */
  public Markup raw(String markup) {
    out.append(markup);
    return this;
  }

  private void open(String element, String cssClass) {
    out.append('<').append(element);
    if (!cssClass.isEmpty()) {
      out.append(" class=\"").append(cssClass).append('"');
    }
    out.append('>');
  }

  private Markup close(String element) {
    out.append("</").append(element).append('>');
    if (!element.equals("span") && !element.equals("td") && !element.equals("th")) {
      out.append('\n');
    }
    return this;
  }

  /** Text that may stand in an element or in an attribute; characters XML forbids are left out. */
  public static String escaped(String text) {
    var safe = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                default -> {
                  if (c >= ' ' && c != 0xfffe && c != 0xffff && (c < 0xd800 || c > 0xdfff)) {
                    safe.appendCodePoint(c);
                  }
                }
              }
            });
    return safe.toString();
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
