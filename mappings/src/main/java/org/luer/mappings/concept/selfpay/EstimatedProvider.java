package org.luer.mappings.concept.selfpay;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.clinician.Npi;
import org.luer.mappings.concept.organization.Organization;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.IssueCode;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.Money;

/**
 * A provider or facility of a {@link GoodFaithEstimate} with the services expected of it.
 *
 * @param provider name, NPI, tax id, and the address where the services are given
 * @param services what it is expected to give
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EstimatedProvider(Organization provider, List<EstimatedService> services) {
  public EstimatedProvider {
    services = services == null ? List.of() : List.copyOf(services);
  }

  /** What is expected to be charged by this provider; null when it has no service. */
  public @Nullable Money total() {
    return services.isEmpty()
        ? null
        : SelfPayBundle.sum(services.stream().map(EstimatedService::amount).toList());
  }

  /** Reports every broken rule below the pointer. */
  void check(Issues issues, String path, int diagnoses) {
    if (provider == null) {
      issues.error(IssueCode.REQUIRED, path + "/provider", "is missing");
    } else {
      provider(provider, issues, path + "/provider");
    }
    if (services.isEmpty()) {
      issues.error(IssueCode.REQUIRED, path + "/services", "is missing: what is expected");
    }
    for (int i = 0; i < services.size(); i++) {
      services.get(i).check(issues, path + "/services/" + i, diagnoses);
    }
  }

  private static void provider(Organization provider, Issues issues, String path) {
    Check.present(issues, path + "/name", provider.name());
    if (provider.npi() == null) {
      issues.error(IssueCode.REQUIRED, path + "/npi", "is missing");
    } else if (!Npi.valid(provider.npi())) {
      issues.error(IssueCode.VALUE, path + "/npi", "is not an NPI (ten digits, check digit)");
    }
    Check.present(issues, path + "/taxId", provider.taxId());
    if (provider.addresses().isEmpty() || provider.addresses().get(0).state() == null) {
      issues.error(
          IssueCode.REQUIRED,
          path + "/address",
          "is missing: where the services are given, with the state");
    }
  }
}
