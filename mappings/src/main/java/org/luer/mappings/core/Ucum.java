package org.luer.mappings.core;

import java.util.Optional;
import javax.measure.Unit;
import systems.uom.ucum.format.UCUMFormat;
import systems.uom.ucum.internal.format.TokenMgrError;

/** Reads UCUM codes, whatever strangers write in their place. */
public final class Ucum {
  private static final int LONGEST = 64;

  private Ucum() {}

  /** The unit of a case-sensitive code; empty when it is none. */
  public static Optional<Unit<?>> unit(String code) {
    if (code.isEmpty()
        || code.length() > LONGEST
        || code.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      return Optional.empty();
    }
    try {
      return Optional.of(UCUMFormat.getInstance(UCUMFormat.Variant.CASE_SENSITIVE).parse(code));
    } catch (RuntimeException | TokenMgrError unknown) {
      // the generated parser behind it throws what it likes, even an Error, for what is no unit
      return Optional.empty();
    }
  }
}
