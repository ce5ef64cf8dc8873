package org.luer.mappings.core;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Languages by the English names that some senders write in place of a code. */
public final class Languages {
  private static final Map<String, String> NAMED = named();

  private Languages() {}

  private static Map<String, String> named() {
    var named = new HashMap<String, String>();
    for (var code : Locale.getISOLanguages()) {
      var name = Locale.forLanguageTag(code).getDisplayLanguage(Locale.ENGLISH);
      named.putIfAbsent(name.toLowerCase(Locale.ROOT), code);
    }
    return Map.copyOf(named);
  }

  /** The two letters (ISO 639-1) of a language by its English name, in whatever letters. */
  public static Optional<String> named(String name) {
    return Optional.ofNullable(NAMED.get(name.toLowerCase(Locale.ROOT)));
  }
}
