package org.luer.mappings.concept.claim;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luer.mappings.core.Check;
import org.luer.mappings.core.Coded;
import org.luer.mappings.core.Issues;
import org.luer.mappings.core.PartialDate;

/**
 * What a request for prior authorization says as a whole (X12 278; Da Vinci PAS 2.2.1).
 *
 * @param levelOfService elective, urgent … (X12 1338)
 * @param certification initial, renewal, revised … (X12 1322), when it holds for every line
 * @param conditions conditions of the patient that decide (CRC of the 278)
 * @param prognosis prognosis in home health care
 * @param prognosisOn when home health care begins
 * @param transmission who sends to whom in the sender's network
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AuthorizationRequest(
    @Nullable Coded levelOfService,
    @Nullable Coded certification,
    List<PatientCondition> conditions,
    @Nullable Coded prognosis,
    @Nullable PartialDate prognosisOn,
    @Nullable Transmission transmission) {
  public AuthorizationRequest {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }

  /**
   * A condition of the patient, in the lists of the insurer.
   *
   * @param category which list
   * @param applies whether it applies
   * @param codes the conditions
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record PatientCondition(
      @Nullable Coded category, @Nullable Boolean applies, List<Coded> codes) {
    public PatientCondition {
      codes = codes == null ? List.of() : List.copyOf(codes);
    }

    /** Reports every broken rule below the pointer. */
    public void check(Issues issues, String path) {
      Check.optional(issues, path + "/category", category, Coded::check);
      Check.each(issues, path + "/codes", codes, Coded::check);
    }
  }

  /**
   * Numbers of the trading partner agreement (ISA and GS of the 278).
   *
   * @param applicationSender who sends
   * @param applicationReceiver who receives
   * @param interchangeSender whose mailbox it leaves
   * @param interchangeReceiver whose mailbox it reaches
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Transmission(
      @Nullable String applicationSender,
      @Nullable String applicationReceiver,
      @Nullable String interchangeSender,
      @Nullable String interchangeReceiver) {}

  /** Reports every broken rule below the pointer. */
  public void check(Issues issues, String path) {
    Check.optional(issues, path + "/levelOfService", levelOfService, Coded::check);
    Check.optional(issues, path + "/certification", certification, Coded::check);
    Check.each(issues, path + "/conditions", conditions, PatientCondition::check);
    Check.optional(issues, path + "/prognosis", prognosis, Coded::check);
  }
}
