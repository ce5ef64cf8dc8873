package org.luer.gateway.claim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import java.util.TreeMap;
import org.luer.gateway.billing.BillingFiles;
import org.luer.gateway.claim.Authorizations.Granted;
import org.luer.gateway.journal.Inbox;
import org.luer.gateway.journal.Reason;
import org.luer.gateway.journal.Records;
import org.luer.mappings.concept.claim.Claim;
import org.luer.mappings.concept.coding.CodingRules;
import org.luer.mappings.core.ClinicJson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reminds the clinic of authorizations that end soon or are nearly used up and for which it has not
 * asked again: once for each end and once for the units. An end that is over by more than the
 * payer's renewal days is no reason.
 */
public final class AuthorizationRenewals {
  static final String RENEWAL = "authorization-renewal";

  private static final Logger LOG = LoggerFactory.getLogger(AuthorizationRenewals.class);

  private final ClaimStore store;
  private final ClaimCases cases;
  private final Authorizations authorizations;
  private final Records records;
  private final Inbox inbox;
  private final TransactionTemplate transaction;
  private final ZoneId zone;
  private final Clock clock;

  AuthorizationRenewals(
      ClaimStore store,
      ClaimCases cases,
      Authorizations authorizations,
      Records records,
      Inbox inbox,
      TransactionTemplate transaction,
      ZoneId zone,
      Clock clock) {
    this.store = store;
    this.cases = cases;
    this.authorizations = authorizations;
    this.records = records;
    this.inbox = inbox;
    this.transaction = transaction;
    this.zone = zone;
    this.clock = clock;
  }

  /** Looks at every authorization that was given. */
  public void run() {
    var today = clock.instant().atZone(zone).toLocalDate();
    try {
      for (var row : store.granted()) {
        if (!store.askedAgain(row)) {
          authorizations.granted(row).forEach(g -> remind(row, g, today));
        }
      }
    } catch (BillingFiles.Unreadable table) {
      LOG.error("no reminders of authorizations: {}", table.getMessage());
    }
  }

  private void remind(ClaimRow row, Granted granted, LocalDate today) {
    var claim = records.latest("Claim", row.id()).flatMap(v -> ClaimCases.read(v, Claim.class));
    if (claim.isEmpty()) {
      return;
    }
    var until = granted.approval().until();
    var days =
        cases
            .rules(claim.get())
            .number(CodingRules.Rule.RENEWAL_DAYS)
            .map(BigDecimal::longValue)
            .orElse(0L);
    if (until != null
        && !today.isBefore(until.minusDays(days))
        && !today.isAfter(until.plusDays(days))) {
      var ends = today.isAfter(until) ? " ended on " : " ends on ";
      told(row, granted, "until " + until, "Authorization " + number(granted) + ends + until + ".");
    }
    scarce(granted)
        .ifPresent(
            service ->
                told(
                    row,
                    granted,
                    "units",
                    "Of authorization " + number(granted) + " " + service + " are left."));
  }

  private static String number(Granted granted) {
    return granted.approval().number();
  }

  /** A service that was begun and of which one unit is left, or none, in words. */
  private static Optional<String> scarce(Granted granted) {
    for (var left : new TreeMap<>(granted.approval().left()).entrySet()) {
      var given = granted.given().get(left.getKey());
      if (given != null
          && left.getValue().compareTo(given) < 0
          && left.getValue().compareTo(BigDecimal.ONE) <= 0) {
        return Optional.of(
            left.getValue().toPlainString()
                + " of "
                + given.toPlainString()
                + " units of "
                + left.getKey());
      }
    }
    return Optional.empty();
  }

  private void told(ClaimRow row, Granted granted, String what, String text) {
    var now = clock.instant();
    transaction.executeWithoutResult(
        status -> {
          if (!store.remind(row.id(), what)) {
            return;
          }
          var why = text + " Ask for the next one if the treatment goes on.";
          store.note(row.id(), row.state(), why, ClaimProposals.LUER, "renewal-due", null, now);
          records
              .latest("Claim", row.id())
              .ifPresent(
                  v ->
                      inbox.add(
                          v,
                          row.insurer(),
                          granted.message(),
                          RENEWAL,
                          new Reason("renewal-due", why),
                          details(row, granted),
                          now));
        });
  }

  private static ObjectNode details(ClaimRow row, Granted granted) {
    var details = ClinicJson.mapper().createObjectNode();
    details.put("claim", row.id()).put("authorization", number(granted));
    var until = granted.approval().until();
    if (until != null) {
      details.put("until", until.toString());
    }
    var left = details.putObject("left");
    new TreeMap<>(granted.approval().left()).forEach(left::put);
    return details;
  }
}
