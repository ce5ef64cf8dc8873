package org.luer.mappings.concept.charge.hl7v2;

import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Money;
import org.luer.mappings.hl7v2.Numbers;
import org.luer.mappings.hl7v2.Part;
import org.luer.mappings.hl7v2.Reading;
import org.luer.mappings.hl7v2.Segment;
import org.luer.mappings.hl7v2.Wire;

/**
 * {@link Money} to and from CP: {@code 310.00&USD}.
 *
 * <p>Mapped: CP.1 (MO.1 amount, MO.2 currency). An amount without currency is in that of the
 * sender's country in MSH-17 (HL7 v2.5.1 ch. 2.A.41), which is known for the United States. Ignored
 * when read: CP.2 to CP.6.
 */
final class MoneyHl7v2 {
  private MoneyHl7v2() {}

  /** CP. */
  static String write(@Nullable Money money) {
    return money == null
        ? ""
        : Wire.subcomponents(Numbers.nm(money.value()), Wire.text(money.currency()));
  }

  /** The amount; null when the field is empty, and an issue when it is no amount of a currency. */
  static @Nullable Money read(Part cp, Segment msh, Reading reading) {
    if (!cp.present()) {
      return null;
    }
    var amount = Numbers.readNm(cp.sub(1, 1));
    var country = msh.text(17);
    // a bill in CPT and NDC codes to payers of the United States, unless the header names another
    // country
    var here = country.isEmpty() || country.equals("USA") || country.equals("US") ? "USD" : "";
    var currency = cp.sub(1, 2).isEmpty() ? here : cp.sub(1, 2);
    if (amount.isEmpty()) {
      reading.issues().error(IssueCode.VALUE, cp.path(), "is not an amount of money");
      return null;
    }
    if (currency.isEmpty()) {
      reading.issues().error(IssueCode.REQUIRED, cp.path() + ".1.2", "the currency is missing");
      return null;
    }
    return new Money(amount.get(), currency);
  }
}
