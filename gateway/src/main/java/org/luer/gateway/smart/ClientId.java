package org.luer.gateway.smart;

import java.util.regex.Pattern;

/** What a client id may be. The thumbprint of a key (RFC 7638) is one. */
public final class ClientId {
  /** The rule in words, to follow "must be". */
  public static final String FORM =
      "letters, digits, dot, hyphen and underscore, at most 64, the first not a dot";

  private static final Pattern PATTERN = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}");

  private ClientId() {}

  /** Whether a text has the form. */
  public static boolean valid(String text) {
    return PATTERN.matcher(text).matches();
  }
}
