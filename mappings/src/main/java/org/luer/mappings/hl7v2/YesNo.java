package org.luer.mappings.hl7v2;

import org.jspecify.annotations.Nullable;

/** HL7 table 0136. */
public final class YesNo {
  private YesNo() {}

  /** Y or N; empty for null. */
  public static String write(@Nullable Boolean value) {
    return value == null ? "" : value ? "Y" : "N";
  }

  /** What Y or N says; null for anything else. */
  public static @Nullable Boolean read(String code) {
    return switch (code) {
      case "Y" -> Boolean.TRUE;
      case "N" -> Boolean.FALSE;
      default -> null;
    };
  }
}
