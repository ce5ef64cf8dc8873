package org.luer.mappings.concept.clinician;

/**
 * The check digit of a National Provider Identifier: Luhn over 80840 and the ten digits (45 CFR
 * 162.406).
 */
public final class Npi {
  private static final String ISSUER = "80840";

  private Npi() {}

  /** Whether these are ten digits with a right check digit. */
  public static boolean valid(String npi) {
    if (npi.length() != 10 || !npi.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return false;
    }
    var digits = ISSUER + npi;
    var sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      var digit = digits.charAt(digits.length() - 1 - i) - '0';
      var doubled = i % 2 == 1 ? digit * 2 : digit;
      sum += doubled > 9 ? doubled - 9 : doubled;
    }
    return sum % 10 == 0;
  }
}
