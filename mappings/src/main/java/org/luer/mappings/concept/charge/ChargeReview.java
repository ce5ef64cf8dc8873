package org.luer.mappings.concept.charge;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.billing.BillingCodes;
import org.luer.mappings.concept.billing.InfusionUnits;
import org.luer.mappings.concept.billing.Ndc;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Quantity;
import org.luer.mappings.core.Systems;

/**
 * What a biller should look at before a charge goes out (reference/codes.md 8.1, 8.2, 5.2): every
 * finding is a warning, and nothing is ever changed.
 *
 * <p>Checked: units of 96365, 96366 and 96374 against the running minutes; amount against units and
 * unit price; form of CPT, HCPCS, modifiers and drug codes; JW beside JZ; more than four modifiers
 * or diagnoses on a line; a line without diagnosis; an unclassified drug without its National Drug
 * Code; a number too long for HL7 v2 before 2.7; a place of service that is not in the list.
 */
public final class ChargeReview {
  private static final int MOST = 4;
  private static final int NUMBER_LENGTH = 12;

  private ChargeReview() {}

  /**
   * The findings; paths are JSON pointers into the charge.
   *
   * @param running running minutes of the infusion without pauses as its session has them; absent =
   *     the sum of what the lines say counts
   */
  public static List<Issue> of(Charge charge, @Nullable Quantity running) {
    var issues = new Issues();
    var place = charge.placeOfService();
    if (place != null
        && BillingCodes.PLACE_OF_SERVICE.equals(place.system())
        && BillingCodes.place(place.code()).isEmpty()) {
      issues.warning(
          IssueCode.CODE_UNKNOWN,
          "/placeOfService/code",
          "is not in the list of places of service");
    }
    for (int i = 0; i < charge.lines().size(); i++) {
      line(charge.lines().get(i), "/lines/" + i, issues);
    }
    hours(charge, running, issues);
    return issues.list();
  }

  private static void line(ChargeLine line, String path, Issues issues) {
    var code = line.code();
    if (code != null && !BillingCodes.wellFormed(code)) {
      issues.warning(
          IssueCode.VALUE, path + "/code/code", "has not the form of a code of its system");
    }
    modifiers(line, path, issues);
    if (line.diagnoses().isEmpty()) {
      issues.warning(IssueCode.REQUIRED, path + "/diagnoses", "no diagnosis justifies the line");
    } else if (line.diagnoses().size() > MOST) {
      issues.warning(
          IssueCode.VALUE, path + "/diagnoses", "a claim line has room for four diagnoses only");
    }
    if (line.number().length() > NUMBER_LENGTH) {
      issues.warning(
          IssueCode.VALUE,
          path + "/number",
          "is longer than the 12 characters that receivers may cut it to (FT1-2)");
    }
    drug(line, path, issues);
    price(line, path, issues);
  }

  private static void modifiers(ChargeLine line, String path, Issues issues) {
    var codes = line.modifiers().stream().map(m -> String.valueOf(m.code())).toList();
    for (int i = 0; i < codes.size(); i++) {
      if (!BillingCodes.modifier(codes.get(i))) {
        issues.warning(
            IssueCode.VALUE,
            path + "/modifiers/" + i + "/code",
            "is not a modifier of two characters");
      }
    }
    if (codes.contains("JW") && codes.contains("JZ")) {
      issues.warning(
          IssueCode.CONFLICT,
          path + "/modifiers",
          "JW says that drug was discarded, JZ that none was");
    }
    if (codes.size() > MOST) {
      issues.warning(
          IssueCode.VALUE, path + "/modifiers", "a claim line has room for four modifiers only");
    }
  }

  private static void drug(ChargeLine line, String path, Issues issues) {
    var drug = line.drug();
    var code = line.code();
    if (drug == null) {
      if (code != null && BillingCodes.UNCLASSIFIED.contains(code.code())) {
        issues.warning(
            IssueCode.REQUIRED,
            path + "/drug",
            "an unclassified drug needs its National Drug Code");
      }
      return;
    }
    var product = drug.product();
    if (Systems.NDC.equals(product.system()) && !Ndc.isBilling(String.valueOf(product.code()))) {
      issues.warning(
          IssueCode.VALUE,
          path + "/drug/product/code",
          "is not eleven digits; without hyphens ten digits could be any of three codes");
    }
    if (drug.quantity() == null) {
      issues.warning(
          IssueCode.REQUIRED, path + "/drug/quantity", "how much of the drug was used is missing");
    }
  }

  private static void price(ChargeLine line, String path, Issues issues) {
    var each = line.unitPrice();
    var all = line.amount();
    if (each == null || all == null) {
      return;
    }
    if (!each.currency().equals(all.currency())
        || each.value().multiply(line.units()).compareTo(all.value()) != 0) {
      issues.warning(IssueCode.CONFLICT, path + "/amount", "is not the unit price times the units");
    }
  }

  private static void hours(Charge charge, @Nullable Quantity running, Issues issues) {
    var billed = new TreeMap<String, BigDecimal>();
    var minutes = BigDecimal.ZERO;
    var known = true;
    var credited =
        charge.lines().stream()
            .filter(ChargeLine::credit)
            .map(ChargeLine::number)
            .collect(Collectors.toSet());
    for (var line : charge.lines()) {
      var code = line.code();
      if (line.credit() || credited.contains(line.number())) {
        continue; // taken back; a credit of what was charged elsewhere says nothing here
      }
      if (code == null
          || !Systems.CPT.equals(code.system())
          || !InfusionUnits.CODES.contains(code.code())) {
        continue;
      }
      billed.merge(Objects.requireNonNull(code.code()), line.units(), BigDecimal::add);
      var procedure = line.procedure();
      var own = procedure == null ? null : procedure.minutes();
      known &= own != null;
      minutes = own == null ? minutes : minutes.add(own.value());
    }
    if (billed.isEmpty()) {
      return;
    }
    if (running != null) {
      compare(running.value(), billed, "the running minutes of the session", issues);
    } else if (known) {
      compare(minutes, billed, "the running minutes of the lines", issues);
    } else {
      issues.warning(
          IssueCode.REQUIRED,
          "/lines",
          "without start, stop and minutes the hours cannot be checked");
    }
  }

  private static void compare(
      BigDecimal minutes, Map<String, BigDecimal> billed, String by, Issues issues) {
    var expected = InfusionUnits.of(minutes).byCode();
    for (var code : InfusionUnits.CODES.stream().sorted().toList()) {
      var want = BigDecimal.valueOf(expected.getOrDefault(code, 0));
      var is = billed.getOrDefault(code, BigDecimal.ZERO);
      if (want.compareTo(is) != 0) {
        issues.warning(
            IssueCode.CONFLICT,
            "/lines",
            "by " + by + " " + code + " comes to " + want + " units, not to what is charged");
      }
    }
  }
}
