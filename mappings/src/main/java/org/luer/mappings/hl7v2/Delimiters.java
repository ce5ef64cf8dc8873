package org.luer.mappings.hl7v2;

import java.util.Optional;

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

  /** MSH-2 as almost every sender writes it. */
  public static final String USUAL = "^~\\&";

  /**
   * The four encoding characters of MSH-2, without the truncation character of 2.7; empty when they
   * are not four different signs beside the field separator.
   */
  public static Optional<String> usable(char separator, String characters) {
    var all = separator + characters;
    return (characters.length() == 4 || characters.length() == 5) && distinct(all)
        ? Optional.of(characters.substring(0, 4))
        : Optional.empty();
  }

  private static boolean distinct(String characters) {
    for (int i = 0; i < characters.length(); i++) {
      var one = characters.charAt(i);
      if (Character.isLetterOrDigit(one) || characters.indexOf(one) < i) {
        return false;
      }
    }
    return true;
  }
}
