package org.luer.mappings.hl7v2;

/**
 * The five characters that separate and escape in one message (MSH-1 and MSH-2, HL7 v2.5.1 ch.
 * 2.5.4).
 *
 * @param field between fields, normally {@code |}
 * @param component between components, normally {@code ^}
 * @param repetition between repetitions, normally {@code ~}
 * @param escape around escape sequences, normally a backslash
 * @param subcomponent between subcomponents, normally {@code &}
 */
public record Delimiters(
    char field, char component, char repetition, char escape, char subcomponent) {

  /** The recommended characters; the only ones that Luer writes. */
  public static final Delimiters STANDARD = new Delimiters('|', '^', '~', '\\', '&');
}
