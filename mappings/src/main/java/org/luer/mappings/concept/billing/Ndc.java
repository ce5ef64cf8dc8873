package org.luer.mappings.concept.billing;

import java.util.regex.Pattern;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Systems;

/**
 * The forms of a National Drug Code: eleven digits 5-4-2 in billing, ten digits with hyphens on
 * labels (reference/codes.md 5.2, reference/hl7v2.md 2.4).
 */
public final class Ndc {
  private static final Pattern BILLING = Pattern.compile("\\d{11}");
  private static final Pattern HYPHENS = Pattern.compile("(\\d{4,5})-(\\d{3,4})-(\\d{1,2})");

  private Ndc() {}

  /** Whether these are the eleven digits of the billing form. */
  public static boolean isBilling(String code) {
    return BILLING.matcher(code).matches();
  }

  /**
   * The billing form of a code with hyphens: the short part gets a leading zero. A code in another
   * form stays as it is: ten digits without hyphens could be any of three codes.
   */
  public static String billing(String code) {
    var parts = HYPHENS.matcher(code);
    if (!parts.matches()) {
      return code;
    }
    var digits = padded(parts.group(1), 5) + padded(parts.group(2), 4) + padded(parts.group(3), 2);
    return code.length() == 12 || code.length() == 13 ? digits : code;
  }

  /** The same drug with its code in billing form. */
  public static Coded billing(Coded product) {
    var code = product.code();
    return code == null || !Systems.NDC.equals(product.system())
        ? product
        : new Coded(product.system(), billing(code), product.text(), product.also());
  }

  private static String padded(String part, int length) {
    return "0".repeat(length - part.length()) + part;
  }
}
