package org.luer.mappings.concept.charge.fhir;

import java.util.List;
import org.hl7.fhir.r4.model.Account;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.charge.BillingAccount;
import org.luer.mappings.fhir.BundleReader;
import org.luer.mappings.fhir.Codings;
import org.luer.mappings.fhir.Times;

/**
 * {@link BillingAccount} to and from Account.
 *
 * <p>Mapped: type, name, servicePeriod, coverage (in the order of the charge). Status is active.
 * Ignored when read: owner, description, partOf.
 */
public final class BillingAccountFhir {
  private BillingAccountFhir() {}

  /** Writes it into the Account. */
  public static void write(BillingAccount account, List<Reference> coverages, Account written) {
    if (account.type() != null) {
      written.setType(Codings.of(account.type()));
    }
    written.setName(account.name());
    if (account.from() != null || account.to() != null) {
      written.setServicePeriod(Times.partialPeriod(account.from(), account.to()));
    }
    for (int i = 0; i < coverages.size(); i++) {
      written.addCoverage().setCoverage(coverages.get(i)).setPriority(i + 1);
    }
  }

  /** Reads it; null when the Account says nothing of it. */
  public static @Nullable BillingAccount read(Account written, BundleReader in) {
    var at = in.path(written) + ".servicePeriod";
    var period = written.getServicePeriod();
    return new BillingAccount(
            Codings.read(written.getType()).orElse(null),
            written.getName(),
            Times.partial(
                    period.hasStart() ? period.getStartElement() : null, at + ".start", in.issues())
                .orElse(null),
            Times.partial(period.hasEnd() ? period.getEndElement() : null, at + ".end", in.issues())
                .orElse(null))
        .orNull();
  }
}
