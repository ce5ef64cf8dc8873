package org.luer.gateway.claim;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a claim stands; the one table of it, told by API, metric and page. */
public enum ClaimState {
  /** Made of a charge; waits to be confirmed. */
  PROPOSED(
      "Made of a charge or brought by the clinic, and without error; waits to be confirmed.",
      false),
  /** An error keeps it. */
  HELD("An error was found in it; see findings. Nothing was sent.", false),
  /** Taken back before it was sent. */
  WITHDRAWN("Taken back before anything was sent.", false),
  /** To be sent. */
  CONFIRMED("Confirmed; waits in the money lane of the insurer.", false),
  /** Perhaps there. */
  UNCERTAIN("Sent, but no answer came; the insurer is asked before it is sent again.", true),
  /** Its delivery needs a person. */
  UNDELIVERED("Its delivery is held; the reason says what a person has to do.", true),
  /** The insurer has it. */
  SENT("The insurer has it and has not said anything of it yet.", true),
  /** The insurer decides later. */
  PENDED("The insurer decides later; it is asked for it.", true),
  /** Paid as billed. */
  PAID(
      "Decided: every line is paid or is the patient's share, and every cent is accounted for.",
      true),
  /** Paid in part. */
  PARTLY_PAID("Decided: some lines are paid, some are denied.", true),
  /** Not paid. */
  DENIED("Decided: nothing is paid. The answer says why and what can be done.", true),
  /** Authorized. */
  APPROVED("A prior authorization: granted.", true),
  /** Authorized in part. */
  PARTLY_APPROVED("A prior authorization: granted for some of what was asked.", true),
  /** Not taken. */
  REJECTED(
      "The insurer did not take it at all and says why, see said in the history; correct it and claim anew.",
      true),
  /** An answer that does not add up. */
  REVIEW("The answer does not add up, or came when none was expected; a person has to look.", true),
  /** To be taken back. */
  VOID_REQUESTED("Its void waits to be sent, or to be answered.", true),
  /** Taken back. */
  VOIDED("The insurer has taken the void.", true),
  /** Another claim stands in its place. */
  REPLACED("A replacement was confirmed in its place.", true);

  private final String meaning;
  private final boolean told;

  ClaimState(String meaning, boolean told) {
    this.meaning = meaning;
    this.told = told;
  }

  /** As API and database write it. */
  @JsonValue
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** In plain words. */
  public String meaning() {
    return meaning;
  }

  /** Whether the insurer has been told of it, or may have been. */
  boolean told() {
    return told;
  }

  /** Whether it is a proposal that still changes with its charge. */
  boolean open() {
    return this == PROPOSED || this == HELD;
  }

  /** Whether nothing stands any more that another claim could replace. */
  boolean over() {
    return this == WITHDRAWN || this == REJECTED || this == VOIDED || this == REPLACED;
  }

  /** Whether the insurer decided about it. */
  boolean decided() {
    return switch (this) {
      case PAID, PARTLY_PAID, DENIED, APPROVED, PARTLY_APPROVED, REVIEW -> true;
      default -> false;
    };
  }

  /** The state with this code. */
  public static Optional<ClaimState> of(String code) {
    return Stream.of(values()).filter(state -> state.code().equals(code)).findFirst();
  }
}
