package org.luer.mappings.core;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.measure.Unit;
import systems.uom.ucum.format.UCUMFormat;
import systems.uom.ucum.internal.format.TokenMgrError;

/** Reads UCUM codes, whatever strangers write in their place. */
public final class Ucum {
  private static final int LONGEST = 64;

  /** The codes of the units that a clinic meets are few, and reading one takes its time. */
  private static final int MOST = 1024;

  private static final Map<String, Unit<?>> KNOWN = new ConcurrentHashMap<>();

  private Ucum() {}

  /** The unit of a case-sensitive code; empty when it is none. */
  public static Optional<Unit<?>> unit(String code) {
    if (code.isEmpty()
        || code.length() > LONGEST
        || code.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      return Optional.empty();
    }
    var known = KNOWN.get(code);
    if (known != null) {
      return Optional.of(known);
    }
    try {
      var unit = UCUMFormat.getInstance(UCUMFormat.Variant.CASE_SENSITIVE).parse(code);
      if (KNOWN.size() < MOST) {
        KNOWN.put(code, unit);
      }
      return Optional.of(unit);
    } catch (RuntimeException | TokenMgrError unknown) {
      // the generated parser behind it throws what it likes, even an Error, for what is no unit
      return Optional.empty();
    }
  }
}
