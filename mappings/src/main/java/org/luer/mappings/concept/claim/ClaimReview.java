package org.luer.mappings.concept.claim;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.luer.mappings.concept.billing.BillingCodes;
import org.luer.mappings.core.Issue;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Money;

/**
 * What a biller should look at before a claim goes out (reference/fhir.md 4.2): every finding is a
 * warning, and nothing is ever changed.
 *
 * <p>Checked, for claims for payment only: services in CPT or HCPCS, units and net present; net
 * against units and unit price; total against the lines; what an 837P has no room for (20
 * characters of number, twelve diagnoses, four pointers and modifiers on a line); a billed
 * clinician without National Provider Identifier.
 */
public final class ClaimReview {
  /** Characters of a claim's number in an 837. */
  public static final int NUMBER = 20;

  /** Diagnoses of an 837P. */
  public static final int DIAGNOSES = 12;

  /** Diagnoses, and modifiers, of one of its lines. */
  public static final int ON_LINE = 4;

  private ClaimReview() {}

  /** The findings; paths are JSON pointers into the claim. */
  public static List<Issue> of(Claim claim) {
    var issues = new Issues();
    if (claim.id().length() > NUMBER) {
      issues.warning(IssueCode.VALUE, "/id", "is longer than the 20 characters of an 837");
    }
    if (claim.use() != Claim.Use.CLAIM) {
      return issues.list();
    }
    if (claim.diagnoses().size() > DIAGNOSES) {
      issues.warning(IssueCode.VALUE, "/diagnoses", "an 837P has room for twelve");
    }
    for (int i = 0; i < claim.careTeam().size(); i++) {
      var clinician = claim.careTeam().get(i).clinician();
      if (clinician != null && clinician.npi() == null) {
        issues.warning(
            IssueCode.REQUIRED,
            "/careTeam/" + i + "/clinician/npi",
            "a claim names people by their National Provider Identifier");
      }
    }
    for (int i = 0; i < claim.lines().size(); i++) {
      line(claim, claim.lines().get(i), "/lines/" + i, issues);
    }
    total(claim, issues);
    return issues.list();
  }

  private static void line(Claim claim, ClaimLine line, String path, Issues issues) {
    if (claim.type() == null && !BillingCodes.bills(line.code().system())) {
      issues.warning(
          IssueCode.CODE_UNKNOWN, path + "/code/system", "an 837P has room for CPT and HCPCS only");
    }
    if (line.units() == null) {
      issues.warning(IssueCode.REQUIRED, path + "/units", "a claim for payment needs it");
    }
    if (line.net() == null) {
      issues.warning(IssueCode.REQUIRED, path + "/net", "a claim for payment needs it");
    }
    if (line.contradictsPrice()) {
      issues.warning(IssueCode.CONFLICT, path + "/net", "is not the unit price times the units");
    }
    if (line.diagnoses().size() > ON_LINE || line.modifiers().size() > ON_LINE) {
      issues.warning(
          IssueCode.VALUE, path, "a claim line has room for four diagnoses and four modifiers");
    }
  }

  private static void total(Claim claim, Issues issues) {
    var total = claim.total();
    if (total == null) {
      issues.warning(IssueCode.REQUIRED, "/total", "an 837 needs it");
      return;
    }
    var nets = claim.lines().stream().map(ClaimLine::net).filter(Objects::nonNull).toList();
    var sum = nets.stream().map(Money::value).reduce(BigDecimal.ZERO, BigDecimal::add);
    var other = nets.stream().anyMatch(n -> !n.currency().equals(total.currency()));
    if (other || sum.compareTo(total.value()) != 0) {
      issues.warning(IssueCode.CONFLICT, "/total", "is not the sum of the lines");
    }
  }
}
