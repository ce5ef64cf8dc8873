package org.luer.mappings.concept.referral;

import java.util.Optional;
import org.luer.mappings.core.CodeTable;
import org.luer.mappings.fhir.Enums;

/** The codes of a referral's status in both formats: referral-status.csv, referral-controls.csv. */
public final class ReferralCodes {
  /** Our own code system of the status, which neither format has in full. */
  public static final String SYSTEM = "kic-referral-status";

  /** One row per status. */
  public static final CodeTable<Referral.Status, Row> STATUS =
      CodeTable.load(
          ReferralCodes.class,
          "referral-status.csv",
          line ->
              new Row(
                  status(line.getField("status")),
                  line.getField("request"),
                  line.getField("task"),
                  line.getField("control"),
                  line.getField("order")),
          Row::status);

  private static final CodeTable<String, Control> CONTROLS =
      CodeTable.load(
          ReferralCodes.class,
          "referral-controls.csv",
          line ->
              new Control(
                  line.getField("control") + "|" + line.getField("order"),
                  status(line.getField("status"))),
          Control::key);

  private ReferralCodes() {}

  /**
   * The codes of one status.
   *
   * @param status clinic model
   * @param request ServiceRequest.status
   * @param task Task.status
   * @param control ORC-1
   * @param order ORC-5
   */
  public record Row(
      Referral.Status status, String request, String task, String control, String order) {}

  private record Control(String key, Referral.Status status) {}

  private static Referral.Status status(String code) {
    return find(code).orElseThrow();
  }

  /** The status with this code. */
  public static Optional<Referral.Status> find(String code) {
    return Enums.read(Referral.Status.values(), Referral.Status::code, code);
  }

  /** What a Task.status says. */
  public static Optional<Referral.Status> ofTask(String code) {
    return STATUS.rows().stream().filter(r -> r.task().equals(code)).map(Row::status).findFirst();
  }

  /** What a ServiceRequest.status says; active is a request that waits for its answer. */
  public static Optional<Referral.Status> ofRequest(String code) {
    return code.equals("revoked")
        ? Optional.of(Referral.Status.CANCELLED)
        : STATUS.rows().stream().filter(r -> r.request().equals(code)).map(Row::status).findFirst();
  }

  /** What an order control code says, with the order status beside it. */
  public static Optional<Referral.Status> ofControl(String control, String order) {
    return CONTROLS
        .find(control + "|" + order)
        .or(() -> CONTROLS.find(control + "|*"))
        .map(Control::status);
  }

  /** Whether an order status (ORC-5) says something here. */
  public static boolean knows(String order) {
    return CONTROLS.rows().stream().anyMatch(row -> row.key().endsWith("|" + order));
  }
}
