package org.luer.mappings.core;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Languages by the English names and the three letters that senders write for them. */
public final class Languages {
  private static final Map<String, String> NAMED = named();
  private static final Map<String, String> THREE_LETTERS = threeLetters();

  private Languages() {}

  private static Map<String, String> named() {
    var named = new HashMap<String, String>();
    for (var code : Locale.getISOLanguages()) {
      var name = Locale.forLanguageTag(code).getDisplayLanguage(Locale.ENGLISH);
      named.putIfAbsent(name.toLowerCase(Locale.ROOT), code);
    }
    return Map.copyOf(named);
  }

  private static Map<String, String> threeLetters() {
    var letters = new HashMap<String, String>();
    for (var code : Locale.getISOLanguages()) {
      letters.putIfAbsent(Locale.forLanguageTag(code).getISO3Language(), code);
    }
    return Map.copyOf(letters);
  }

  /** The two letters (ISO 639-1) of a language by its three (ISO 639-2). */
  public static Optional<String> ofThreeLetters(String letters) {
    return Optional.ofNullable(THREE_LETTERS.get(letters));
  }

  /** The two letters (ISO 639-1) of a language by its English name, in whatever letters. */
  public static Optional<String> named(String name) {
    return Optional.ofNullable(NAMED.get(name.toLowerCase(Locale.ROOT)));
  }
}
