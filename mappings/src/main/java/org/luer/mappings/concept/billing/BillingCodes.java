package org.luer.mappings.concept.billing;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.CodeTable;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Systems;

/**
 * The code lists of billing, each a CSV beside this class with its source: procedures and supplies
 * (CPT and HCPCS, in our own short words: the descriptors of CPT are not ours to ship), modifiers,
 * places of service, provider taxonomy. A code that is not in them is passed on as it is.
 */
public final class BillingCodes {
  /** Code system of places of service. */
  public static final String PLACE_OF_SERVICE =
      "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set";

  /** CPT and HCPCS Level II codes. */
  public static final CodeTable<String, Row> SERVICES = load("billing-codes.csv");

  /** Modifiers. */
  public static final CodeTable<String, Row> MODIFIERS = load("modifiers.csv");

  /** Places of service. */
  public static final CodeTable<String, Row> PLACES = load("place-of-service.csv");

  /** Provider taxonomy. */
  public static final CodeTable<String, Row> TAXONOMY = load("provider-taxonomy.csv");

  /** Codes that name no drug: they need its National Drug Code. */
  public static final Set<String> UNCLASSIFIED = Set.of("J3490", "C9399");

  private static final Pattern CPT = Pattern.compile("\\d{4}[0-9A-Z]");
  private static final Pattern HCPCS = Pattern.compile("[A-Z]\\d{4}");
  private static final Pattern MODIFIER = Pattern.compile("[A-Z0-9]{2}");

  private BillingCodes() {}

  /**
   * One code.
   *
   * @param code the code
   * @param text our words for it
   */
  public record Row(String code, String text) {}

  private static CodeTable<String, Row> load(String file) {
    return CodeTable.load(
        BillingCodes.class, file, l -> new Row(l.getField("code"), l.getField("text")), Row::code);
  }

  /** Whether a code of CPT or HCPCS has the form that its system prescribes. */
  public static boolean wellFormed(Coded service) {
    var code = String.valueOf(service.code());
    return Systems.CPT.equals(service.system())
        ? CPT.matcher(code).matches()
        : !Systems.HCPCS.equals(service.system()) || HCPCS.matcher(code).matches();
  }

  /** Whether these are the two characters of a modifier. */
  public static boolean modifier(@Nullable String code) {
    return code != null && MODIFIER.matcher(code).matches();
  }

  /** Whether a system is one of those that services are billed in. */
  public static boolean bills(@Nullable String system) {
    return Systems.CPT.equals(system) || Systems.HCPCS.equals(system);
  }

  /** ICD-10-CM with its dot, which some senders leave out. */
  public static Coded dotted(Coded diagnosis) {
    var code = diagnosis.code();
    return code != null
            && Systems.ICD_10_CM.equals(diagnosis.system())
            && code.matches("[A-Z]\\d[0-9A-Z]{2,5}")
        ? new Coded(
            diagnosis.system(),
            code.substring(0, 3) + "." + code.substring(3),
            diagnosis.text(),
            diagnosis.also())
        : diagnosis;
  }

  /** Our words for a place of service. */
  public static Optional<String> place(@Nullable String code) {
    return code == null ? Optional.empty() : PLACES.find(code).map(Row::text);
  }
}
