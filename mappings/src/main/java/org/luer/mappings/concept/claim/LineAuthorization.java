package org.luer.mappings.concept.claim;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.concept.document.DocumentSource;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Identifier;
import org.luer.mappings.core.Issues;

/**
 * What is asked for one line of a request for prior authorization (X12 278; Da Vinci PAS 2.2.1).
 *
 * @param request what kind of review: health services, specialty care, admission (X12 1525)
 * @param certification initial, renewal, revised, cancel (X12 1322)
 * @param order the order of the service, by its business number
 * @param traceNumbers numbers by which the answer finds the line
 * @param reference number of the review at the insurer
 * @param number authorization number that was given before
 * @param issued when that authorization was given
 * @param effective from when it holds
 * @param expires when it ends
 * @param codeEnd last code, when the line asks for a range of services
 * @param screening whether it follows from early and periodic screening (EPSDT)
 * @param residence status of a resident of a nursing home
 * @param levelOfCare level of care in a nursing home
 * @param rateLimit most that one unit may cost
 * @param diagnoses diagnoses that were told for the line alone
 * @param change what an update did to the line: added or changed
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record LineAuthorization(
    @Nullable Coded request,
    @Nullable Coded certification,
    @Nullable DocumentSource order,
    List<Identifier> traceNumbers,
    @Nullable String reference,
    @Nullable String number,
    @Nullable ServicePeriod issued,
    @Nullable ServicePeriod effective,
    @Nullable ServicePeriod expires,
    @Nullable Coded codeEnd,
    @Nullable Boolean screening,
    @Nullable Coded residence,
    @Nullable Coded levelOfCare,
    @Nullable BigDecimal rateLimit,
    List<Coded> diagnoses,
    @Nullable String change) {
  public LineAuthorization {
    traceNumbers = traceNumbers == null ? List.of() : List.copyOf(traceNumbers);
    diagnoses = diagnoses == null ? List.of() : List.copyOf(diagnoses);
  }

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.optional(issues, path + "/request", request, Coded::check);
    Check.optional(issues, path + "/certification", certification, Coded::check);
    Check.optional(issues, path + "/order", order, DocumentSource::check);
    Check.optional(issues, path + "/issued", issued, ServicePeriod::check);
    Check.optional(issues, path + "/effective", effective, ServicePeriod::check);
    Check.optional(issues, path + "/expires", expires, ServicePeriod::check);
    Check.optional(issues, path + "/codeEnd", codeEnd, Coded::check);
    Check.optional(issues, path + "/residence", residence, Coded::check);
    Check.optional(issues, path + "/levelOfCare", levelOfCare, Coded::check);
    Check.each(issues, path + "/diagnoses", diagnoses, Coded::check);
  }
}
