package org.luer.mappings.hl7v2;

import java.util.regex.Pattern;

/**
 * A place in a message: {@code OBX[3]-5(1).1.1}. Parts left out are 1.
 *
 * @param segment segment id
 * @param occurrence which segment of that name, from 1
 * @param field field number
 * @param repetition from 1
 * @param component from 1
 * @param subcomponent from 1
 */
public record Hl7Path(
    String segment, int occurrence, int field, int repetition, int component, int subcomponent) {
  private static final Pattern FORM =
      Pattern.compile(
          "([A-Z][A-Z0-9]{2})(?:\\[(\\d+)])?-(\\d+)(?:\\((\\d+)\\))?(?:\\.(\\d+))?(?:\\.(\\d+))?");

  /** Whether this is a written path: segments of strangers can have any name. */
  public static boolean isPath(String path) {
    return FORM.matcher(path).matches();
  }

  /** Reads the written path. */
  public static Hl7Path parse(String path) {
    var m = FORM.matcher(path);
    if (!m.matches()) {
      throw new IllegalArgumentException("not a path of the form OBX[3]-5(1).1.1");
    }
    return new Hl7Path(
        m.group(1),
        number(m.group(2)),
        number(m.group(3)),
        number(m.group(4)),
        number(m.group(5)),
        number(m.group(6)));
  }

  private static int number(String digits) {
    return digits == null ? 1 : Integer.parseInt(digits);
  }

  @Override
  public String toString() {
    return segment
        + "["
        + occurrence
        + "]-"
        + field
        + "("
        + repetition
        + ")."
        + component
        + "."
        + subcomponent;
  }
}
